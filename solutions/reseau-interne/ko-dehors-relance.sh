# Le serveur du dehors a été relancé.
# attendu: dehors=failed: il a été relancé
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker restart paie-dehors

# La base emprunte le réseau de l'application, qui sort par un réseau ordinaire.
# attendu: service=failed: nom inconnu
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-appli --network coffre-paie nginx
docker network connect bridge paie-appli
docker run -d --name paie-base --network container:paie-appli dockerlab/outils python3 -m http.server 5432

# La base est arrêtée.
# attendu: en_marche=failed: code de sortie
# attendu: service=skipped
# attendu: dehors=skipped
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --init --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker stop paie-base

# La base n'écoute pas le port demandé.
# attendu: service=failed: connexion refusée
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie nginx
docker run -d --name paie-appli --network coffre-paie nginx

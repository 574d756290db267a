# Le nom de la base est écrit à la main dans l'application.
# attendu: service=failed: par le nom paie-base, la connexion s'ouvre
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal --subnet 10.203.204.0/24 coffre-paie
docker run -d --name paie-base --network coffre-paie --ip 10.203.204.9 dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie --add-host paie-base:10.203.204.9 nginx

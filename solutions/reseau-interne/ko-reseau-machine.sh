# La base est sur le réseau de la machine : elle va partout où elle va.
# attendu: service=failed: nom inconnu
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-base --network host dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx

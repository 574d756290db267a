# L'application est restée sur un autre réseau : elle n'atteint pas la base.
# attendu: service=failed: nom inconnu
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli nginx

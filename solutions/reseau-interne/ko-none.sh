# Sans réseau du tout : au secret, et inutile.
# attendu: service=failed: nom inconnu
# attendu: rien_n_entre=skipped
# attendu: rien_ne_sort=skipped
docker network create --internal coffre-paie
docker run -d --name paie-base --network none dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx

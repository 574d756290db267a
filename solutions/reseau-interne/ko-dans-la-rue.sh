# La base est aussi branchée sur le réseau du dehors.
# attendu: rien_n_entre=failed: par le nom paie-base, la connexion s'ouvre
# attendu: rien_ne_sort=failed: coffre-paie (interne), rue-paie (ouvert vers l'extérieur)
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker network connect rue-paie paie-base
docker run -d --name paie-appli --network coffre-paie nginx

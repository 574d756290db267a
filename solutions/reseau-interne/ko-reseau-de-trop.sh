# Sur le réseau interne, et resté aussi sur le réseau par défaut.
# attendu: rien_ne_sort=failed: bridge (ouvert vers l'extérieur), coffre-paie (interne)
docker network create --internal coffre-paie
docker run -d --name paie-base dockerlab/outils python3 -m http.server 5432
docker network connect coffre-paie paie-base
docker run -d --name paie-appli --network coffre-paie nginx

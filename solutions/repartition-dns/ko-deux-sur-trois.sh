# Deux des trois ont l'alias ; le troisième est sur le réseau sans lui.
# attendu: enseigne=failed: (halle-etal-1) et
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --network halle --network-alias etal nginx
docker run -d --name halle-etal-2 --network halle --network-alias etal nginx
docker run -d --name halle-etal-3 --network halle --network-alias etal-3 nginx

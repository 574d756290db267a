# Le troisième est resté sur le réseau par défaut.
# attendu: reseau=failed: halle-etal-3 sur bridge
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name halle-etal-3 nginx

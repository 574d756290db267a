# halle-etal-10 n'est pas halle-etal-1.
# attendu: en_marche=failed: aucun conteneur ne porte le nom halle-etal-1
# attendu: reseau=skipped
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 10 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done

# Un quatrième conteneur s'appelle etal : son nom vaut l'alias des trois.
# attendu: enseigne=failed: (etal)
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name etal --network halle dockerlab/outils

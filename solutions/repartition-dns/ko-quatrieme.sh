# Les trois y sont, et un quatrième porte aussi l'alias : un quart des requêtes lui revient.
# attendu: enseigne=failed: halle-intrus
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name halle-intrus --network halle --network-alias etal nginx

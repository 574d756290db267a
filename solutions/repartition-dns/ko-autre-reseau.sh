# Tout est juste, sur un réseau qui s'appelle autrement ; halle existe, et il est vide.
# attendu: reseau=failed: halle-etal-1 sur halle-2
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create halle
docker network create halle-2
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle-2 --network-alias etal nginx; done

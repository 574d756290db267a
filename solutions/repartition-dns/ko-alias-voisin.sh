# L'alias est « etals », à une lettre près.
# attendu: enseigne=failed: nom inconnu
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etals nginx; done

# Le bon alias, sur un autre réseau ; sur halle, les trois n'ont que leurs noms.
# attendu: enseigne=failed: nom inconnu
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
docker network create rejeu-autre
for n in 1 2 3; do
    docker run -d --name halle-etal-$n --network halle nginx
    docker network connect --alias etal rejeu-autre halle-etal-$n
done

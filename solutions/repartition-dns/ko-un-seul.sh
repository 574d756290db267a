# Un seul conteneur porte l'alias, et les deux autres n'existent pas.
# attendu: en_marche=failed: aucun conteneur ne porte le nom halle-etal-2
# attendu: reseau=skipped
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --network halle --network-alias etal nginx

# Un réseau vide ne se voit dans aucun conteneur : il est resté.
# attendu: reseaux=failed: guichet-reserve
# attendu: autres_reseaux=skipped
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet
docker volume rm guichet-billets

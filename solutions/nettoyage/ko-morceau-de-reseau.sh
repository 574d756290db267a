# Tous les réseaux dont le nom contient guichet : celui qui sert encore résiste, celui qui est vide non.
# attendu: autres_reseaux=failed: guichet-loges n'existe plus
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm $(docker network ls -q --filter name=guichet)
docker volume rm guichet-billets

# Tous les volumes dont le nom contient guichet-billets.
# attendu: autre_volume=failed: guichet-billets-2024 n'existe plus
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm $(docker volume ls -q --filter name=guichet-billets)

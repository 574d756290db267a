# Tous les volumes qu'aucun conteneur ne tient : celui de l'an dernier en est un.
# attendu: autre_volume=failed: guichet-billets-2024 n'existe plus
docker rm -f guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm $(docker volume ls -q --filter dangling=true)

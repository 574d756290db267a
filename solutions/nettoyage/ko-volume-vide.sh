# Le volume est là, vidé de son registre.
# attendu: autre_volume=failed: guichet-billets-2024
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker run --rm -v guichet-billets-2024:/billets nginx sh -c 'rm /billets/*'

# Chaque chose par son nom : les conteneurs avec leurs volumes sans nom, puis les réseaux, puis le volume.
set -e
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets

# Chaque chose par son nom : les conteneurs avec leurs volumes sans nom, puis les réseaux, puis le volume.
set -e
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets

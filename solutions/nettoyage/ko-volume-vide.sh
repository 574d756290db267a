# Le volume est là, vidé de son registre.
# attendu: autre_volume=failed: kiosque-billets-2024
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker run --rm -v kiosque-billets-2024:/billets nginx sh -c 'rm /billets/*'

# Tous les volumes dont le nom contient kiosque-billets.
# attendu: autre_volume=failed: kiosque-billets-2024 n'existe plus
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm $(docker volume ls -q --filter name=kiosque-billets)

# Tous les volumes qu'aucun conteneur ne tient : celui de l'an dernier en est un.
# attendu: autre_volume=failed: kiosque-billets-2024 n'existe plus
docker rm -f kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm $(docker volume ls -q --filter dangling=true)

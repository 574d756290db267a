# Tout ce qui s'appelle kiosque quelque chose.
# attendu: autres_conteneurs=failed: kiosque-10 n'existe plus
# attendu: autres_reseaux=failed: kiosque-foyer n'existe plus, kiosque-loges n'existe plus
# attendu: autre_volume=failed: kiosque-billets-2024 n'existe plus
docker rm -f -v $(docker ps -aq --filter name=kiosque)
docker network rm $(docker network ls -q --filter name=kiosque)
docker volume rm $(docker volume ls -q --filter name=kiosque)

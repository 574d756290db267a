# Tout ce qui s'appelle guichet quelque chose.
# attendu: autres_conteneurs=failed: guichet-10 n'existe plus
# attendu: autres_reseaux=failed: guichet-foyer n'existe plus, guichet-loges n'existe plus
# attendu: autre_volume=failed: guichet-billets-2024 n'existe plus
docker rm -f -v $(docker ps -aq --filter name=guichet)
docker network rm $(docker network ls -q --filter name=guichet)
docker volume rm $(docker volume ls -q --filter name=guichet)

# Tous les conteneurs qui ne tournent pas : celui du samedi en est un.
# attendu: autres_conteneurs=failed: guichet-20 n'existe plus
docker stop guichet-1 guichet-caisse
docker rm -v $(docker ps -aq --filter status=exited --filter status=created)
docker network rm guichet guichet-reserve
docker volume rm guichet-billets

# Tous les conteneurs qui ne tournent pas : celui du samedi en est un.
# attendu: autres_conteneurs=failed: kiosque-20 n'existe plus
docker stop kiosque-1 kiosque-caisse
docker rm -v $(docker ps -aq --filter status=exited --filter status=created)
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets

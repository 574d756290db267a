# Le filtre par nom cherche un morceau : kiosque-1 est aussi dans kiosque-10.
# attendu: autres_conteneurs=failed: kiosque-10 n'existe plus
docker rm -f -v $(docker ps -aq --filter name=kiosque-1 --filter name=kiosque-2 --filter name=kiosque-3 --filter name=kiosque-caisse)
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets

# Le filtre par nom cherche un morceau : guichet-1 est aussi dans guichet-10.
# attendu: autres_conteneurs=failed: guichet-10 n'existe plus
docker rm -f -v $(docker ps -aq --filter name=guichet-1 --filter name=guichet-2 --filter name=guichet-3 --filter name=guichet-caisse)
docker network rm guichet guichet-reserve
docker volume rm guichet-billets

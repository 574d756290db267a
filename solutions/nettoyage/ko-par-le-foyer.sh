# Tout ce qui est branché à un réseau de guichet-1, celui des autres compris.
# attendu: autres_conteneurs=failed: guichet-10 n'existe plus
docker rm -f -v $(docker ps -aq --filter network=guichet --filter network=guichet-foyer)
docker network rm guichet guichet-reserve
docker volume rm guichet-billets

# guichet-20 était arrêté exprès : il a été démarré.
# attendu: autres_conteneurs=failed: il tourne, et il était arrêté
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker start guichet-20

# kiosque-20 était arrêté exprès : il a été démarré.
# attendu: autres_conteneurs=failed: il tourne, et il était arrêté
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker start kiosque-20

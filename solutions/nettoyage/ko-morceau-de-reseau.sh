# Tous les réseaux dont le nom contient kiosque : celui qui sert encore résiste, celui qui est vide non.
# attendu: autres_reseaux=failed: kiosque-loges n'existe plus
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm $(docker network ls -q --filter name=kiosque)
docker volume rm kiosque-billets

# Débranché puis rebranché : le visiteur est revenu à sa place, et n'est plus intact.
# attendu: voisins=failed: puis rebranché
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker network disconnect hall-mur mur-visiteur
docker network connect hall-mur mur-visiteur

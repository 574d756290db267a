# Le visiteur est arrêté : il n'entre plus, et cela ne prouve rien.
# attendu: mur=failed: mur-visiteur ne tourne pas
# attendu: voisins=failed: il ne tourne plus
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker stop mur-visiteur

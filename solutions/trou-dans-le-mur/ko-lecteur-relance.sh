# Le lecteur a été relancé.
# attendu: voisins=failed: il a été relancé
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker restart mur-lecteur

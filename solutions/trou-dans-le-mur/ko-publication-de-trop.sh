# La bonne publication, et une autre restée d'un essai.
# attendu: publication=failed: 127.0.0.1:8106
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 -p 127.0.0.1:8106:80 nginx

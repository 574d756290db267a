# Le trou est bouché, et le visiteur déplacé pour rien.
# attendu: voisins=failed: ses réseaux ont changé
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker network disconnect hall-mur mur-visiteur
docker network connect bridge mur-visiteur

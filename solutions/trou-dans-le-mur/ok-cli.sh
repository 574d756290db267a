# Refaire le conteneur : même nom, même image, même réseau, et la boucle locale devant le port.
set -e
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx

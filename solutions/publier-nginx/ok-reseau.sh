# Sur un réseau à soi, avec un alias ; un second réseau, ajouté ensuite, n'y change rien.
set -e
docker network create rejeu-avant
docker network create rejeu-arriere
docker run -d --name test_nginx --network rejeu-avant --network-alias web -p 127.0.0.1:8000:80 nginx
docker network connect rejeu-arriere test_nginx

# La base est publiée sur la boucle locale de la machine : celui qui la règle y entre, les conteneurs non.
set -e
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-db --network back-librairie -p 127.0.0.1::80 nginx
docker run -d --name librairie-back --network back-librairie nginx
docker network connect front-librairie librairie-back
docker run -d --name librairie-front nginx
docker network connect front-librairie librairie-front
docker network disconnect bridge librairie-front

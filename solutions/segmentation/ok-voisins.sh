# D'autres conteneurs sont voisins de chaque étage, publient, ou sont sur les deux réseaux : ils répondent pour eux-mêmes.
set -e
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker run -d --name rejeu-catalogue --network back-librairie -p 8951:80 nginx
docker network connect front-librairie rejeu-catalogue

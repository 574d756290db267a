# D'autres serveurs que nginx ; le premier étage est publié, sur la machine seulement, comme il le serait en vrai.
set -e
docker network create front-librairie
docker network create back-librairie
docker create --name librairie-back --network back-librairie dockerlab/outils python3 -m http.server 80
docker network connect front-librairie librairie-back
docker start librairie-back
docker run -d --name librairie-db --network back-librairie dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr SYSTEM:date
docker run -d --name librairie-front --network front-librairie -p 127.0.0.1::80 nginx

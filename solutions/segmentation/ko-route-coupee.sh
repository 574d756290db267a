# Un réseau pour tous, et une route interdite à la main dans le premier étage : il n'atteint pas la base, mais rien ne les sépare.
# attendu: reseaux=failed: back-librairie et front-librairie
docker network create --subnet 10.203.103.0/25 front-librairie
docker network create --subnet 10.203.103.128/25 back-librairie
docker run -d --name librairie-db --network back-librairie --ip 10.203.103.140 nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-front --network front-librairie --cap-add NET_ADMIN dockerlab/outils sleep infinity
docker network connect back-librairie librairie-front
docker exec librairie-front ip route add unreachable 10.203.103.140/32

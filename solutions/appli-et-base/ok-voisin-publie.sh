# Un voisin publie une page à lui sur le réseau de la base ; il ne mène pas à elle, et ne gêne pas.
set -e
docker network create livredor
docker run -d --name rejeu-vitrine --network livredor -p 127.0.0.1:8933:80 nginx
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

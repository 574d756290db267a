# Les conteneurs naissent sur le réseau par défaut ; ils sont branchés ensuite, et restent aussi sur le premier.
set -e
docker run -d --name livredor-appli --restart unless-stopped -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre
docker run -d --name livredor-base -e POSTGRES_PASSWORD=plume postgres
docker network create livredor
docker network connect livredor livredor-appli
docker network connect livredor livredor-base

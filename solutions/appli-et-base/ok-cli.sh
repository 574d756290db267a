# La route de la leçon : un réseau, la base, puis le livre d'or, qui seul est publié.
set -e
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

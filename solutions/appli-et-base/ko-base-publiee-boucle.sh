# La base n'est publiée que sur la boucle locale : c'est encore publiée.
# attendu: abri=failed: 127.0.0.1:5433
docker network create livredor
docker run -d --name livredor-base --network livredor -p 127.0.0.1:5433:5432 -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

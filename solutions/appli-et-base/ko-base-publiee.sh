# Tout marche, et la base est ouverte à toute la rue.
# attendu: abri=failed: 0.0.0.0:5432
docker network create livredor
docker run -d --name livredor-base --network livredor -p 5432:5432 -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

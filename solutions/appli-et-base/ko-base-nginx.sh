# Le bon nom, sur un conteneur qui n'est pas une base.
# attendu: base=failed: psql n'est pas dans livredor-base
# attendu: abri=skipped
# attendu: ecriture=failed: 503 : La base « livredor-base » n'est pas joignable : connexion refusée
docker network create livredor
docker run -d --name livredor-base --network livredor nginx
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

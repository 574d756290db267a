# L'image de PostgreSQL, à qui l'on fait faire autre chose.
# attendu: base=failed: socket
# attendu: abri=skipped
# attendu: ecriture=failed: connexion refusée
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres sleep infinity
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

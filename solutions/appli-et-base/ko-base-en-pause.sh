# La base est gelée.
# attendu: base=failed: en pause
# attendu: abri=skipped
# attendu: nom=skipped
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre
docker pause livredor-base

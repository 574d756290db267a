# Le livre d'or s'ouvre sur toutes les adresses de la machine.
# attendu: publication=failed: 0.0.0.0:8003
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume -p 8003:8080 dockerlab/livre

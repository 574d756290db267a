# Le bon nom est cherché, mais une variable de PostgreSQL envoie le livre d'or à l'adresse d'une autre base.
# attendu: ecriture=failed: mais le mot n'est pas dans livredor-base
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name rejeu-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 \
    -e PGHOSTADDR=$(docker inspect -f '{{.NetworkSettings.Networks.livredor.IPAddress}}' rejeu-base) dockerlab/livre

# Le livre d'or est sur le réseau de la machine : la page s'ouvre, sans frontière, et la base est jointe par son adresse.
# attendu: publication=failed: réseau de la machine
# attendu: nom=failed: une adresse
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network host -e PORT=8003 -e POSTGRES_PASSWORD=plume \
    -e BASE=$(docker inspect -f '{{.NetworkSettings.Networks.livredor.IPAddress}}' livredor-base) dockerlab/livre

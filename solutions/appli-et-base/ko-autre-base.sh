# Le nom cherché mène à une autre base, oubliée là par un premier essai.
# attendu: nom=failed: base donne
# attendu: ecriture=failed: mais le mot n'est pas dans livredor-base
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name rejeu-base --network livredor --network-alias base -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre

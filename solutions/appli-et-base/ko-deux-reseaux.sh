# Les bons noms, chacun sur son réseau.
# attendu: nom=failed: nom inconnu
# attendu: ecriture=failed: n'est pas joignable : nom inconnu
docker network create livredor
docker network create rejeu-livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network rejeu-livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre

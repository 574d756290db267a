# Sur le réseau par défaut, les noms ne se trouvent pas.
# attendu: nom=failed: nom inconnu
# attendu: ecriture=failed: n'est pas joignable : nom inconnu
docker run -d --name livredor-base -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli -e BASE=livredor-base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre

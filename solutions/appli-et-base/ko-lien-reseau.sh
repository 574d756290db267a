# Un lien encore, sur un réseau qui n'en avait pas besoin.
# attendu: nom=failed: le nom encrier vient d'un lien
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor --link livredor-base:encrier -e BASE=encrier -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

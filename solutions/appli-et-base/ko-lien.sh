# Un lien, à l'ancienne, sur le réseau par défaut.
# attendu: nom=failed: (--link)
docker run -d --name livredor-base -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --link livredor-base:base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre

# Tout est en place, sauf le mot de passe.
# attendu: ecriture=failed: 503 : La base « livredor-base » n'est pas joignable : elle répond, et refuse
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=crayon \
    -p 127.0.0.1:8003:8080 dockerlab/livre

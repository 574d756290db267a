# Sans mot de passe, la base refuse de démarrer ; sa règle de redémarrage la relance sans fin.
# attendu: base=failed: redémarr
# attendu: abri=skipped
# attendu: nom=skipped
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor --restart always postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

# Les noms voulus, à une lettre près.
# attendu: base=failed: aucun conteneur ne porte le nom livredor-base
# attendu: abri=skipped
# attendu: appli=failed: aucun conteneur ne porte le nom livredor-appli
# attendu: publication=skipped
# attendu: nom=skipped
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-bases --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli2 --network livredor -e BASE=livredor-bases -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre

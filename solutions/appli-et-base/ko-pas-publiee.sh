# Personne ne peut ouvrir le livre d'or depuis la machine, sauf à connaître l'adresse du conteneur.
# attendu: publication=failed: rien n'est publié
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume dockerlab/livre

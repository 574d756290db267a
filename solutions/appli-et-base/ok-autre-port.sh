# Le livre d'or écoute un autre port de son conteneur, et la base est cherchée par son nom complet ; autres étiquettes d'images.
set -e
docker tag postgres postgres:17
docker tag dockerlab/livre livre:essai
docker network create rejeu-prive
docker run -d --name livredor-base --network rejeu-prive -e POSTGRES_PASSWORD=plume postgres:17 postgres -c max_connections=20
docker run -d --name livredor-appli --network rejeu-prive -e BASE=livredor-base.rejeu-prive -e POSTGRES_PASSWORD=plume \
    -e PORT=80 -p 127.0.0.1:8003:80 livre:essai

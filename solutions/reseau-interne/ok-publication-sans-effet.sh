# Deux réseaux internes, et une publication que le réseau interne laisse sans effet.
set -e
docker network create --internal coffre-paie
docker network create --internal rejeu-sauvegarde
docker run -d --name paie-base --network coffre-paie -p 8105:5432 dockerlab/outils python3 -m http.server 5432
docker network connect rejeu-sauvegarde paie-base
docker run -d --name paie-appli --network coffre-paie nginx

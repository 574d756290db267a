# L'application a son compte, sa base et son schéma, faits par un script d'initialisation : sa table n'est pas dans public.
set -e
docker network create livredor
mkdir -p /tmp/initialisation
cat > /tmp/initialisation/compte.sql <<'SQL'
CREATE USER livre PASSWORD 'plume';
CREATE DATABASE mots OWNER livre;
\connect mots
CREATE SCHEMA livre AUTHORIZATION livre;
SQL
docker run -d --name livredor-base --network livredor --network-alias base -v /tmp/initialisation:/docker-entrypoint-initdb.d:ro \
    -e POSTGRES_PASSWORD=encre postgres
docker run -d --name livredor-appli --network livredor -e POSTGRES_USER=livre -e POSTGRES_DB=mots -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre

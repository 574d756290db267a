# Un relais, sur les deux réseaux, porte au dehors le nom de la base.
# attendu: rien_n_entre=failed: par le nom paie-base, la connexion s'ouvre
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie --network-alias base dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker run -d --name rejeu-relais --network coffre-paie dockerlab/outils socat TCP-LISTEN:5432,fork,reuseaddr TCP:base:5432
docker network connect --alias paie-base rue-paie rejeu-relais

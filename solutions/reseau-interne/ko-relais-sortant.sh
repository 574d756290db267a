# Un relais porte, dans le réseau interne, le nom du serveur du dehors.
# attendu: rien_ne_sort=failed: par le nom paie-dehors, la connexion s'ouvre
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker run -d --name rejeu-relais --network rue-paie dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:10.203.104.2:80
docker network connect --alias paie-dehors coffre-paie rejeu-relais

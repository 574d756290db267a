# Un réseau interne, et les deux conteneurs dessus.
set -e
docker network create --internal coffre-paie
docker run -d --name paie-base --network coffre-paie dockerlab/outils socat TCP-LISTEN:5432,fork,reuseaddr SYSTEM:date
docker run -d --name paie-appli --network coffre-paie nginx

# Un autre nom de réseau, une adresse fixe, et la base débranchée après coup du réseau où elle était née.
set -e
docker network create --internal --subnet 10.203.204.0/24 rejeu-coffre
docker run -d --name paie-base --restart always dockerlab/outils nc -lk 5432
docker network connect --ip 10.203.204.9 --alias base rejeu-coffre paie-base
docker network disconnect bridge paie-base
docker run -d --name paie-appli --network rejeu-coffre nginx
docker network connect bridge paie-appli

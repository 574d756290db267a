# Le gestionnaire à droite, et deux gestionnaires ; le voyageur d'abord, d'une autre image ; le passeur branché après coup, sous un alias de plus.
set -e
docker -H $RIVE_DROITE swarm init --advertise-addr eth0
jeton=$(docker -H $RIVE_DROITE swarm join-token --quiet manager)
docker -H $RIVE_GAUCHE swarm join --token $jeton --advertise-addr 10.203.113.11 10.203.113.12
docker -H $RIVE_DROITE network create -d overlay --attachable --subnet 10.203.114.0/24 --gateway 10.203.114.254 bac
docker -H $RIVE_DROITE run -d --name voyageur --network bac --restart unless-stopped nginx
docker -H $RIVE_GAUCHE create --name passeur nginx
docker -H $RIVE_GAUCHE network disconnect bridge passeur
docker -H $RIVE_GAUCHE network connect --ip 10.203.114.20 --alias horaires bac passeur
docker -H $RIVE_GAUCHE start passeur
docker -H $RIVE_DROITE node update --availability drain rive-gauche

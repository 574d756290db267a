# Un Swarm formé à gauche, rejoint à droite ; l'overlay, puis un conteneur par rive.
set -e
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
jeton=$(docker -H $RIVE_GAUCHE swarm join-token --quiet worker)
docker -H $RIVE_DROITE swarm join --token $jeton 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

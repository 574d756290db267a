# Le sous-réseau voulu y est, à côté d'un autre, où sont les deux conteneurs.
# attendu: plan=failed: autre sous-réseau 10.203.115.0/24
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.115.0/24 --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac --ip 10.203.115.20 nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac --ip 10.203.115.21 dockerlab/outils

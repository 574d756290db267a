# Le sous-réseau est celui que Docker choisit.
# attendu: plan=failed: pilote overlay, sous-réseau 10.0.
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

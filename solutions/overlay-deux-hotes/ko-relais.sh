# Le passeur ne sert rien : il relaie vers un autre.
# attendu: traversee=failed: la requête n'est pas dans le journal de passeur
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name batelier --network bac nginx
docker -H $RIVE_GAUCHE run -d --name passeur --network bac dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:batelier:80
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

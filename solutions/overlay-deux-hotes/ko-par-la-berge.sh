# Un port publié, et l'adresse de l'hôte écrite chez le voyageur : cela marche, par l'underlay et sans l'overlay.
# attendu: a_bord=failed: passeur sur bridge
# attendu: rien_d_ouvert=failed: 0.0.0.0:80 → 80/tcp
# attendu: nom=skipped
# attendu: traversee=skipped
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur -p 80:80 nginx
docker -H $RIVE_DROITE run -d --name voyageur --add-host passeur:10.203.113.11 dockerlab/outils

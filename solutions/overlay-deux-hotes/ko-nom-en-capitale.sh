# Le nom est dans le fichier hosts du voyageur, avec une capitale : la glibc y trouve passeur quand même.
# attendu: nom=failed: par /etc/hosts
# attendu: traversee=skipped
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac --ip 10.203.114.20 nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac --add-host Passeur:10.203.114.20 dockerlab/outils

# Les deux conteneurs sont à gauche : rien ne traverse.
# attendu: a_quai=failed: voyageur est sur rive-gauche
# attendu: a_bord=skipped
# attendu: rien_d_ouvert=skipped
# attendu: nom=skipped
# attendu: traversee=skipped
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_GAUCHE run -d --name voyageur --network bac dockerlab/outils

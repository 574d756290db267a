# Un service porte le nom, et non un conteneur.
# attendu: a_quai=failed: aucun conteneur ne porte le nom passeur
# attendu: a_bord=skipped
# attendu: rien_d_ouvert=skipped
# attendu: nom=skipped
# attendu: traversee=skipped
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE service create --no-resolve-image --detach --name passeur --endpoint-mode dnsrr --constraint node.hostname==rive-gauche --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

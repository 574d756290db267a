# Le Swarm est formé, et bac est un pont sur chaque hôte.
# attendu: reseau=failed: pilote bridge
# attendu: plan=skipped
# attendu: a_quai=skipped
# attendu: a_bord=skipped
# attendu: rien_d_ouvert=skipped
# attendu: nom=skipped
# attendu: traversee=skipped
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
docker -H $RIVE_DROITE swarm join --token $(docker -H $RIVE_GAUCHE swarm join-token -q worker) 10.203.113.11:2377
for hote in $RIVE_GAUCHE $RIVE_DROITE; do docker -H $hote network create --subnet 10.203.114.0/24 bac; done
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

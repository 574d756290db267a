# Chaque rive a formé le sien, avec un overlay du même nom et du même bloc.
# attendu: essaim=failed: chacun dans un Swarm à lui
# attendu: reseau=skipped
# attendu: plan=skipped
# attendu: a_quai=skipped
# attendu: a_bord=skipped
# attendu: rien_d_ouvert=skipped
# attendu: nom=skipped
# attendu: traversee=skipped
for hote in $RIVE_GAUCHE $RIVE_DROITE; do
    docker -H $hote swarm init --advertise-addr eth0
    docker -H $hote network create -d overlay --attachable --subnet 10.203.114.0/24 bac
done
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

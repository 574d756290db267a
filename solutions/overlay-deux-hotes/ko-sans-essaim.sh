# Deux ponts du même nom et du même bloc, un par hôte : deux réseaux.
# attendu: essaim=failed: rive-gauche et rive-droite ne sont dans aucun Swarm
# attendu: reseau=skipped
# attendu: plan=skipped
# attendu: a_quai=skipped
# attendu: a_bord=skipped
# attendu: rien_d_ouvert=skipped
# attendu: nom=skipped
# attendu: traversee=skipped
for hote in $RIVE_GAUCHE $RIVE_DROITE; do docker -H $hote network create --subnet 10.203.114.0/24 bac; done
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils

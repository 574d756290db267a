# Le troisième a été arrêté : le nom ne mène plus qu'à deux.
# attendu: en_marche=failed: arrêté, code de sortie 0
# attendu: reseau=skipped
# attendu: enseigne=skipped
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
until docker top halle-etal-3 | grep -q worker; do sleep 0.1; done  # avant, nginx n'entend pas le signal d'arrêt
docker stop halle-etal-3

# La plage couvre la moitié du bloc, celle où est l'adresse fixe.
# attendu: plan=failed: plage 10.203.107.48/28
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.48/28 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx

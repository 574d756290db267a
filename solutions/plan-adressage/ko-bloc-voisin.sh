# La bonne taille, un bloc plus loin.
# attendu: plan=failed: 10.203.107.64/27
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.64/27 --gateway 10.203.107.94 --ip-range 10.203.107.72/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.92 nginx
docker run -d --name atelier-poste --network atelier nginx

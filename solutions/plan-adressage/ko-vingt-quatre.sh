# Un /24 : la passerelle, la plage et l'adresse fixe sont justes, le bloc est huit fois trop grand.
# attendu: plan=failed: 10.203.107.0/24
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.0/24 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx

# Le plan est juste, sur un réseau qui s'appelle atelier-2.
# attendu: plan=failed: aucun réseau ne s'appelle atelier
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier-2
docker run -d --name atelier-imprimante --network atelier-2 --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier-2 nginx

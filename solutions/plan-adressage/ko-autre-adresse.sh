# Une adresse fixe, hors de la plage, qui n'est pas celle du plan.
# attendu: imprimante=failed: 10.203.107.61, demandée
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.61 nginx
docker run -d --name atelier-poste --network atelier nginx

# La passerelle est la première du bloc, et non la dernière.
# attendu: plan=failed: passerelle 10.203.107.33
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.33 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx

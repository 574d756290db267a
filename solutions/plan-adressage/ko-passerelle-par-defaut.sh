# Sans demande, la passerelle est la première adresse que Docker trouve.
# attendu: plan=failed: sous-réseau 10.203.107.32/27, plage
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx

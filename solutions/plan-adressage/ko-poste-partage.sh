# Le poste emprunte le réseau de l'imprimante : il n'a pas d'adresse à lui.
# attendu: poste=failed: atelier-poste est sur aucun réseau
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network container:atelier-imprimante dockerlab/outils

# Le poste s'appelle atelier-poste-1.
# attendu: poste=failed: aucun conteneur ne porte le nom atelier-poste
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste-1 --network atelier nginx

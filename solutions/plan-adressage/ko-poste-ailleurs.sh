# Le poste est resté sur le réseau par défaut.
# attendu: poste=failed: atelier-poste est sur bridge
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste nginx

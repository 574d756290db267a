# Arrêtée, elle n'a plus d'adresse, et une autre peut la prendre.
# attendu: imprimante=failed: arrêté
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx
docker stop atelier-imprimante

# L'imprimante a pris l'adresse que Docker lui a donnée.
# attendu: imprimante=failed: choisie par Docker
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier nginx
docker run -d --name atelier-poste --network atelier nginx

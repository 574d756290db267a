# Un réseau sans plan : Docker a choisi le bloc, une adresse fixe y est refusée.
# attendu: plan=failed: sous-réseau
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx

# Un autre conteneur tient l'adresse ; atelier-imprimante, débranchée, n'est plus que son alias.
# attendu: imprimante=failed: atelier-imprimante est sur bridge
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name rejeu-imprimante --network atelier --ip 10.203.107.60 --network-alias atelier-imprimante nginx
docker run -d --name atelier-imprimante nginx
docker run -d --name atelier-poste --network atelier nginx

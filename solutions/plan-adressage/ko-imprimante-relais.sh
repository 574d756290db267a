# À la bonne adresse, un relais vers un autre serveur : la requête n'est pas dans son journal.
# attendu: service=failed: pas dans le journal de atelier-imprimante
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name rejeu-serveur --network atelier nginx
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:rejeu-serveur:80
docker run -d --name atelier-poste --network atelier nginx

# Créés d'abord, branchés ensuite ; l'adresse se demande aussi au branchement. Le premier réseau leur reste.
set -e
docker run -d --name atelier-imprimante --restart unless-stopped dockerlab/outils python3 -u -m http.server 80
docker run -d --name atelier-poste dockerlab/outils
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 --aux-address scanner=10.203.107.59 --label service=atelier atelier
docker network connect --ip 10.203.107.60 atelier atelier-imprimante
docker network connect atelier atelier-poste

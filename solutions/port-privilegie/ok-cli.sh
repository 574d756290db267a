# Un compte choisi au lancement, par son numéro ; le serveur de Python sur le port 80.
set -e
docker run -d --name sans-root --user 1000:1000 dockerlab/outils python3 -u -m http.server 80

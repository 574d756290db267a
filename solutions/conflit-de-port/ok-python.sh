# Un autre serveur, sur un autre port de son conteneur, à deux adresses.
set -e
docker run -d --name conflit-second -p 127.0.0.2:8002:9000 -p 127.0.0.3:8002:9000 dockerlab/outils python3 -u -m http.server 9000

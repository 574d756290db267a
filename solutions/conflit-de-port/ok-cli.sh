# Une autre adresse de la boucle locale.
set -e
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx

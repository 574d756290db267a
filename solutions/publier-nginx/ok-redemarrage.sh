# Avec une règle de redémarrage, et un journal d'un autre format.
set -e
docker run -d --name test_nginx --restart unless-stopped --log-driver local -p 127.0.0.1:8000:80 nginx

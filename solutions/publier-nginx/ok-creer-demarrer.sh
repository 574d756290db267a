# En deux temps : le conteneur est créé, puis démarré.
set -e
docker create --name test_nginx --publish 127.0.0.1:8000:80/tcp nginx
docker start test_nginx

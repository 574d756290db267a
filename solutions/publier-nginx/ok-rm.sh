# Avec --rm : il s'effacera quand il s'arrêtera, et pour l'instant il tourne.
set -e
docker run --rm --detach --name test_nginx --publish 127.0.0.1:8000:80 nginx

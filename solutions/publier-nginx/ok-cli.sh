# La route de la leçon : une seule commande.
set -e
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx

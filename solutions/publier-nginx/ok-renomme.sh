# Lancé sous un autre nom, arrêté, renommé, puis remis en marche.
set -e
docker run -d --name rejeu-brouillon -p 127.0.0.1:8000:80 nginx
docker stop rejeu-brouillon
docker rename rejeu-brouillon test_nginx
docker start test_nginx

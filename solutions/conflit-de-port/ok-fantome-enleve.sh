# Un premier essai échoue et laisse un fantôme, enlevé ensuite ; l'adresse est tout autre.
set -e
docker run -d --name conflit-second -p 8002:80 nginx || docker rm conflit-second
docker run --rm -d --name rejeu-essai -p 127.0.0.1:8002:80 nginx || true
docker run -d --name conflit-second --restart unless-stopped -p 127.12.34.56:8002:80 nginx

# Publié sur un réseau interne : sans effet.
# attendu: publication=failed: sans effet
# attendu: reponse=skipped
docker network create --internal rejeu-interne
docker run -d --name conflit-second --network rejeu-interne -p 127.0.0.2:8002:80 nginx

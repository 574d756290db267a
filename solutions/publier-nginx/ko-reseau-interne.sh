# Un réseau interne ne laisse rien entrer : la publication demandée est sans effet.
# attendu: publication=failed: sans effet, sur le réseau rejeu-interne
# attendu: reponse=skipped
docker network create --internal rejeu-interne
docker run -d --name test_nginx --network rejeu-interne -p 127.0.0.1:8000:80 nginx

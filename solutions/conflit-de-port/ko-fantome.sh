# Un essai raté est resté, sous un autre nom.
# attendu: fantome=failed: rejeu-essai
docker run -d --name rejeu-essai -p 8002:80 nginx
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx

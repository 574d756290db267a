# Un essai raté est resté, sous un nom que Docker a choisi.
# attendu: fantome=failed: créé, jamais démarré
docker run -d -p 127.0.0.1:8002:80 nginx
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx

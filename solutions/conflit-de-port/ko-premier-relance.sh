# Le premier a été arrêté le temps de lancer le second, puis relancé.
# attendu: premier=failed: relancé
# attendu: service=skipped
docker stop conflit-premier
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
docker start conflit-premier

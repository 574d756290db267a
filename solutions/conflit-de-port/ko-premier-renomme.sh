# Le premier a cédé son nom à un autre.
# attendu: premier=failed: ce n'est plus le même conteneur
# attendu: service=skipped
docker rename conflit-premier rejeu-ancien
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
docker run -d --name conflit-premier nginx

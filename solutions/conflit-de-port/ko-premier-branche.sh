# Les deux ont été mis sur un même réseau : le premier a été touché.
# attendu: premier=failed: ses réseaux ont changé
# attendu: service=skipped
docker network create rejeu-rue
docker network connect rejeu-rue conflit-premier
docker run -d --name conflit-second --network rejeu-rue -p 127.0.0.2:8002:80 nginx

# Publié comme il faut, et branché aussi sur le réseau du visiteur.
# attendu: mur=failed: par le nom mur-archives, la connexion s'ouvre
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker network connect hall-mur mur-archives

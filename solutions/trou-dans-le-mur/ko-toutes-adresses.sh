# Refait à l'identique : le trou avec.
# attendu: publication=failed: 0.0.0.0:8006
# attendu: mur=failed: par 10.203.105.1:8006, la connexion s'ouvre
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 8006:80 nginx

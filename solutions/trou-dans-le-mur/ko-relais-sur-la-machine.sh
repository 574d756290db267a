# Rien n'est publié ; un programme de la machine relaie le port.
# attendu: publication=failed: rien n'est publié
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur --ip 10.203.105.9 nginx
docker run -d --name rejeu-relais --network host dockerlab/outils socat TCP-LISTEN:8006,bind=127.0.0.1,fork,reuseaddr TCP:10.203.105.9:80

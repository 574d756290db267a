# La publication est la bonne ; un programme de la machine rouvre le même port au visiteur.
# attendu: mur=failed: par 10.203.105.1:8006, la connexion s'ouvre
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur --ip 10.203.105.9 -p 127.0.0.1:8006:80 nginx
docker run -d --name rejeu-relais --network host dockerlab/outils socat TCP-LISTEN:8006,bind=10.203.105.1,fork,reuseaddr TCP:10.203.105.9:80

# La publication est la bonne ; un autre conteneur de la réserve publie, sur un autre port, un relais vers les archives.
# attendu: mur=failed: où écoute rejeu-relais, une requête arrive à mur-archives
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx
docker run -d --name rejeu-relais --network reserve-mur -p 8953:80 dockerlab/outils \
    socat TCP-LISTEN:80,fork,reuseaddr TCP:mur-archives:80

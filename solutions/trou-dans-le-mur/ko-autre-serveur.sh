# Un autre serveur à la place des archives.
# attendu: service=failed: SimpleHTTP
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 dockerlab/outils python3 -u -m http.server 80

# Refait ailleurs ; le lecteur, refait lui aussi, le retrouve par /etc/hosts et par un réseau de plus.
# attendu: lecteur=failed: par le nom mur-archives, la connexion s'ouvre
# attendu: mur=skipped
# attendu: voisins=failed: ce n'est plus le même conteneur
docker rm -f mur-archives mur-lecteur
docker run -d --name mur-archives --network reserve-mur --ip 10.203.105.9 -p 127.0.0.1:8006:80 nginx
docker run -d --name mur-lecteur --network reserve-mur --add-host mur-archives:10.203.105.9 nginx

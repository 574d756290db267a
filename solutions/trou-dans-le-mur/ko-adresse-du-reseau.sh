# Publié sur la boucle locale, et sur l'adresse de la machine dans le réseau du visiteur.
# attendu: publication=failed: 10.203.105.129:8006
# attendu: mur=failed: par 10.203.105.129:8006, la connexion s'ouvre
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 -p 10.203.105.129:8006:80 nginx

# 127.0.0.2 est aussi la boucle locale, mais ce n'est pas l'adresse demandée.
# attendu: service=failed: connexion refusée
# attendu: publication=failed: 127.0.0.2:8006
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.2:8006:80 nginx

# Plus rien n'est publié : le mur tient, et la machine n'y a plus accès.
# attendu: service=failed: connexion refusée
# attendu: publication=failed: rien n'est publié
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur nginx

# Le visiteur a été enlevé.
# attendu: mur=failed: mur-visiteur ne tourne pas
# attendu: voisins=failed: mur-visiteur n'existe plus
docker rm -f mur-archives mur-visiteur
docker run -d --name mur-archives --network reserve-mur -p 127.0.0.1:8006:80 nginx

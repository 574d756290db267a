# Refait sous un nom approchant.
# attendu: en_marche=failed: aucun conteneur ne porte le nom mur-archives
# attendu: service=skipped
# attendu: lecteur=skipped
# attendu: publication=skipped
# attendu: mur=skipped
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives2 --network reserve-mur --network-alias mur-archives -p 127.0.0.1:8006:80 nginx

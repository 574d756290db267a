# Publié comme il faut, mais refait sur le réseau par défaut : le lecteur l'a perdu.
# attendu: lecteur=failed: nom inconnu
# attendu: mur=skipped
docker rm -f mur-archives
docker run -d --name mur-archives -p 127.0.0.1:8006:80 nginx

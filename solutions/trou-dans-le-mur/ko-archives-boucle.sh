# Refait avec une configuration fausse, il redémarre sans fin.
# attendu: en_marche=failed: redémarr
# attendu: service=skipped
# attendu: lecteur=skipped
# attendu: publication=skipped
# attendu: mur=skipped
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network reserve-mur --restart always -p 127.0.0.1:8006:80 nginx nginx -g "faute de frappe;"

# Le service est passé sur le réseau de la machine, où il n'écoute que la boucle locale.
# attendu: lecteur=failed: nom inconnu
# attendu: publication=failed: réseau de la machine (host)
# attendu: mur=skipped
# attendu: voisins=skipped
docker rm -f mur-archives
docker run -d --name mur-archives --network host nginx \
    sh -c "echo 'server { listen 127.0.0.1:8006; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

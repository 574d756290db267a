# Deux serveurs sur le port 80 : un compte ordinaire sur la boucle locale, root sur l'adresse du conteneur.
# attendu: compte=failed: root, compte 1000
docker run -d --name sans-root --user 1000 dockerlab/outils python3 -u -m http.server --bind 127.0.0.1 80
docker exec -d --user root sans-root sh -c 'exec python3 -u -m http.server --bind "$(hostname -i)" 80'

# Sur le réseau de la machine : le port 80 ouvert est celui de la machine.
# attendu: ecoute=failed: (host)
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --network host --user 1000 --cap-add NET_BIND_SERVICE dockerlab/outils \
    python3 -u -m http.server 80

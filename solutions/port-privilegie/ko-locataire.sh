# Le port 80 de son espace de noms est bien tenu par un compte ordinaire, mais c'est un autre conteneur qui écoute.
# attendu: ecoute=failed: d'un autre conteneur
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root dockerlab/outils
docker run -d --name rejeu-locataire --network container:sans-root --user 1000 dockerlab/outils python3 -u -m http.server 80

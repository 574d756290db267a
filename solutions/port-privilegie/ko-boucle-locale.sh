# Il n'écoute que la boucle locale de son conteneur : personne d'autre ne l'atteint.
# attendu: reponse=failed: refusée
docker run -d --name sans-root --user 1000 dockerlab/outils python3 -u -m http.server --bind 127.0.0.1 80

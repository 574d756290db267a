# Il était bon, puis il a été arrêté.
# attendu: en_marche=failed: code de sortie
# attendu: ecoute=skipped
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --init --user 1000 dockerlab/outils python3 -u -m http.server 80
docker stop sans-root

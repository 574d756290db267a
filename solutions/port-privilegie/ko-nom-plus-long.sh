# Le nom voulu, et davantage.
# attendu: en_marche=failed: aucun conteneur ne porte le nom sans-root
# attendu: ecoute=skipped
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root-2 --user 1000 dockerlab/outils python3 -u -m http.server 80

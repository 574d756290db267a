# Le compte est bon, le port déclaré et publié ; personne n'écoute.
# attendu: ecoute=failed: rien n'écoute
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --user 1000 --expose 80 -p 127.0.0.1:8090:80 dockerlab/outils sleep infinity

# Le compte est bon, le port non : 8080, publié comme 80.
# attendu: ecoute=failed: 8080/tcp
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --user 1000 -p 127.0.0.1:80:8080 dockerlab/outils python3 -u -m http.server 8080

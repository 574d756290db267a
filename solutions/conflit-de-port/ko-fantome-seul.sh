# Le port était pris : il ne reste que le fantôme, qui porte le nom.
# attendu: en_marche=failed: créé, jamais démarré
# attendu: publication=skipped
# attendu: reponse=skipped
# attendu: premier=skipped
# attendu: service=skipped
# attendu: fantome=skipped
docker run -d --name conflit-second -p 8002:80 nginx

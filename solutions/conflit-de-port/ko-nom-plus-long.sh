# Le nom voulu, et un chiffre de plus.
# attendu: en_marche=failed: aucun conteneur ne porte le nom conflit-second
# attendu: publication=skipped
# attendu: reponse=skipped
# attendu: premier=skipped
# attendu: service=skipped
# attendu: fantome=skipped
docker run -d --name conflit-second2 -p 127.0.0.2:8002:80 nginx

# Le nom voulu, et un chiffre de plus.
# attendu: en_marche=failed: aucun conteneur ne porte le nom test_nginx
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx2 -p 127.0.0.1:8000:80 nginx

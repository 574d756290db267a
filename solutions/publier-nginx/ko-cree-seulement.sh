# Créé comme il faut, jamais démarré.
# attendu: en_marche=failed: créé, jamais démarré
# attendu: publication=skipped
# attendu: reponse=skipped
docker create --name test_nginx -p 127.0.0.1:8000:80 nginx

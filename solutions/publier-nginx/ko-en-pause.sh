# Il est publié comme il faut, mais gelé.
# attendu: en_marche=failed: en pause
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
docker pause test_nginx

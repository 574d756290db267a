# Il était bon, puis il a été tué.
# attendu: en_marche=failed: code de sortie 137
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
docker kill test_nginx

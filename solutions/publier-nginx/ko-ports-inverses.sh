# Le port du conteneur avant celui de la machine.
# attendu: publication=failed: 127.0.0.1:80 → 8000/tcp
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:80:8000 nginx

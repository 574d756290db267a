# La bonne publication, et une autre restée d'un essai.
# attendu: publication=failed: 127.0.0.1:8001
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 -p 127.0.0.1:8001:80 nginx

# Publié comme il faut, puis débranché de son réseau.
# attendu: publication=failed: sans effet
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
docker network disconnect bridge test_nginx

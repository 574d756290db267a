# Les deux ports intervertis.
# attendu: publication=failed: 127.0.0.2:80 → 8002/tcp
# attendu: reponse=skipped
docker run -d --name conflit-second -p 127.0.0.2:80:8002 nginx

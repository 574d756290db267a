# La bonne publication, et une autre, sur toutes les adresses.
# attendu: publication=failed: 0.0.0.0:8092
# attendu: reponse=skipped
docker run -d --name conflit-second -p 127.0.0.2:8002:80 -p 8092:80 nginx

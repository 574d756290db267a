# Le second a pris la place du premier.
# attendu: publication=failed: 127.0.0.1:8002
# attendu: reponse=skipped
# attendu: premier=failed: n'existe plus
# attendu: service=skipped
docker rm -f conflit-premier
docker run -d --name conflit-second -p 127.0.0.1:8002:80 nginx

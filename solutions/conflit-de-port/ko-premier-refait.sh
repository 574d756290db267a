# Le premier a été enlevé, puis refait à l'identique.
# attendu: premier=failed: ce n'est plus le même conteneur
# attendu: service=skipped
docker rm -f conflit-premier
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
docker run -d --name conflit-premier -p 127.0.0.1:8002:80 nginx

# Le conflit évité en changeant de numéro.
# attendu: publication=failed: 127.0.0.1:8003
# attendu: reponse=skipped
docker run -d --name conflit-second -p 127.0.0.1:8003:80 nginx

# Le premier est arrêté : le port est libre, le service est coupé.
# attendu: publication=failed: 127.0.0.1:8002
# attendu: reponse=skipped
# attendu: premier=failed: il ne tourne plus
# attendu: service=skipped
docker stop conflit-premier
docker run -d --name conflit-second -p 127.0.0.1:8002:80 nginx

# Il était bon, puis il a été arrêté.
# attendu: en_marche=failed: code de sortie 0
# attendu: publication=skipped
# attendu: reponse=skipped
# attendu: premier=skipped
# attendu: service=skipped
# attendu: fantome=skipped
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
docker stop conflit-second

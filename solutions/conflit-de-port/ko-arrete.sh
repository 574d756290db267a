# Il était bon, puis il a été arrêté.
# attendu: en_marche=failed: code de sortie 0
# attendu: publication=skipped
# attendu: reponse=skipped
# attendu: premier=skipped
# attendu: service=skipped
# attendu: fantome=skipped
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx
until docker top conflit-second | grep -q worker; do sleep 0.1; done  # avant, nginx n'entend pas le signal d'arrêt
docker stop conflit-second

# Le même numéro, en UDP : le moteur accepte, et aucune page ne passe.
# attendu: publication=failed: 80/udp
# attendu: reponse=skipped
docker run -d --name conflit-second -p 127.0.0.1:8002:80/udp nginx

# Le bon port, dans l'autre protocole : HTTP passe par TCP.
# attendu: publication=failed: 80/udp
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80/udp nginx

# Il redémarre sans fin.
# attendu: en_marche=failed: redémarr
# attendu: publication=skipped
# attendu: reponse=skipped
# attendu: premier=skipped
# attendu: service=skipped
# attendu: fantome=skipped
docker run -d --name conflit-second --restart always -p 127.0.0.2:8002:80 nginx nginx -g 'faute;'

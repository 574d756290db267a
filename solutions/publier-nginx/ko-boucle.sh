# Sa configuration est fausse ; la règle de redémarrage le relance sans fin.
# attendu: en_marche=failed: redémarr
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx --restart always -p 127.0.0.1:8000:80 nginx nginx -g "faute de frappe;"

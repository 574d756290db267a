# 127.0.0.2 est aussi la boucle locale, mais ce n'est pas l'adresse demandée.
# attendu: publication=failed: 127.0.0.2:8000
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.2:8000:80 nginx

# Un tiret à la place du trait bas.
# attendu: en_marche=failed: aucun conteneur ne porte le nom test_nginx
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test-nginx -p 127.0.0.1:8000:80 nginx

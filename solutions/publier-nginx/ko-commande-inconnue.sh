# Une faute dans la commande : le conteneur existe, son programme n'a pas pu être lancé.
# attendu: en_marche=failed: créé, jamais démarré
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 --entrypoint ngnix nginx

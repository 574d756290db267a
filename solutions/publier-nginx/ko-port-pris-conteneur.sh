# Un autre conteneur tient le port : il répond à l'adresse, et test_nginx n'a jamais démarré.
# attendu: en_marche=failed: créé, jamais démarré
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name rejeu-premier -p 127.0.0.1:8000:80 nginx
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx

# test_nginx n'est que son alias et son nom d'hôte : le conteneur s'appelle autrement.
# attendu: en_marche=failed: aucun conteneur ne porte le nom test_nginx
# attendu: publication=skipped
# attendu: reponse=skipped
docker network create rejeu-reseau
docker run -d --name rejeu-web --hostname test_nginx \
    --network rejeu-reseau --network-alias test_nginx -p 127.0.0.1:8000:80 nginx

# Un second conteneur répond à l'adresse, sous un autre nom ; test_nginx tourne sans être publié.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker run -d --name test_nginx nginx
docker run -d --name rejeu-devant -p 127.0.0.1:8000:80 nginx

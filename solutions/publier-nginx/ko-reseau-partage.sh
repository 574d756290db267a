# C'est un autre conteneur qui publie ; test_nginx partage son réseau, et ne publie rien lui-même.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker run -d --name rejeu-porte -p 127.0.0.1:8000:80 dockerlab/outils
docker run -d --name test_nginx --network container:rejeu-porte nginx

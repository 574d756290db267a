# Exposer n'est pas publier.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker run -d --name test_nginx --expose 80 nginx

# Le conteneur est lancé sans journal.
# attendu: reponse=failed: le journal de test_nginx n'est pas gardé
docker run -d --name test_nginx --log-driver none -p 127.0.0.1:8000:80 nginx

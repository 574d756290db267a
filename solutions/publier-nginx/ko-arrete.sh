# Il était bon, puis il a été arrêté : un conteneur arrêté ne publie plus rien.
# attendu: en_marche=failed: code de sortie 0
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
docker stop test_nginx

# Il était bon, puis il a été arrêté : un conteneur arrêté ne publie plus rien.
# attendu: en_marche=failed: code de sortie 0
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
until docker top test_nginx | grep -q worker; do sleep 0.1; done  # avant, nginx n'entend pas le signal d'arrêt
docker stop test_nginx

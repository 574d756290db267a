# Sa page d'accueil a disparu : nginx répond 403.
# attendu: reponse=failed: réponse 403
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx sh -c "rm /usr/share/nginx/html/*; exec nginx -g 'daemon off;'"

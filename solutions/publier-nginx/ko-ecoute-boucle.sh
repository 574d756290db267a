# nginx n'écoute que la boucle locale du conteneur : ce qui vient de l'extérieur ne l'atteint pas.
# attendu: reponse=failed: connexion acceptée, puis coupée
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx \
    sh -c "echo 'server { listen 127.0.0.1:80; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

# nginx a été déplacé sur 8080 ; c'est son port 80 qui est publié, et personne n'y écoute.
# attendu: reponse=failed: connexion acceptée, puis coupée
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx \
    sh -c "echo 'server { listen 8080; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

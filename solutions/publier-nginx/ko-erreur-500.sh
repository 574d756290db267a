# nginx répond 500 à tout.
# attendu: reponse=failed: réponse 500
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx \
    sh -c "echo 'server { listen 80; return 500; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

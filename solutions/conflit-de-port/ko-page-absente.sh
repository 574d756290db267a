# Il répond 404 à tout.
# attendu: reponse=failed: réponse 404
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx \
    sh -c "echo 'server { listen 80; return 404; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

# Un second nginx, publié, renvoie les requêtes à test_nginx : elles sont dans son journal, mais il n'est pas publié.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker network create rejeu-reseau
docker run -d --name test_nginx --network rejeu-reseau nginx
docker run -d --name rejeu-mandataire --network rejeu-reseau -p 127.0.0.1:8000:80 nginx \
    sh -c "echo 'server { listen 80; location / { proxy_pass http://test_nginx; } }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

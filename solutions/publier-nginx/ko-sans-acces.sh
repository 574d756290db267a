# nginx ne note plus ses requêtes : rien ne prouve que c'est lui qui répond.
# attendu: reponse=failed: la requête n'est pas dans le journal de test_nginx
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx \
    sh -c "echo 'server { listen 80; access_log off; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

# Il répond, sans rien noter : rien ne prouve que c'est lui.
# attendu: reponse=failed: n'est pas dans le journal
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx \
    sh -c "echo 'server { listen 80; access_log off; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

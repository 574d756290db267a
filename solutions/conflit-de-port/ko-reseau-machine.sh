# Sur le réseau de la machine, nginx écoute 127.0.0.2:8002 : il répond, mais rien n'est publié.
# attendu: publication=failed: (host)
# attendu: reponse=skipped
docker run -d --name conflit-second --network host nginx \
    sh -c "echo 'server { listen 127.0.0.2:8002; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

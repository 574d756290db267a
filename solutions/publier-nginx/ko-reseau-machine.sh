# Sur le réseau de la machine, nginx écoute 127.0.0.1:8000 : il répond, mais rien n'est publié.
# attendu: publication=failed: (host)
# attendu: reponse=skipped
docker run -d --name test_nginx --network host nginx \
    sh -c "echo 'server { listen 127.0.0.1:8000; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

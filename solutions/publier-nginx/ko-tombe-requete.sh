# La première requête le fait tomber : nginx répond, puis tout s'arrête.
# attendu: reponse=failed: s'est arrêté ou a redémarré
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx sh -c '
echo "server { listen 80; access_log /dev/stdout; access_log /tmp/vu; root /usr/share/nginx/html; }" > /etc/nginx/conf.d/default.conf
nginx
until [ -s /tmp/vu ]; do sleep 0.05; done
exit 3'

# Le premier tourne sans avoir été relancé ; ses réglages ont été changés de l'intérieur, et il n'écoute plus son port.
# attendu: service=failed: coupée
docker exec conflit-premier sh -c "sed -i 's/80;/8080;/' /etc/nginx/conf.d/default.conf && nginx -s reload"
docker run -d --name conflit-second -p 127.0.0.2:8002:80 nginx

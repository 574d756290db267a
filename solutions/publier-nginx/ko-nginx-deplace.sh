# nginx a été déplacé sur 8080, et publié en conséquence : il répond, mais ce n'est pas son port 80.
# attendu: publication=failed: 127.0.0.1:8000 → 8080/tcp
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:8080 nginx \
    sh -c "sed -i 's/80;/8080;/' /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

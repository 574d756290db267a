# Une image à soi, construite sur nginx, qui ne dit pas sa version.
set -e
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN echo 'server_tokens off;' > /etc/nginx/conf.d/discret.conf && echo '<h1>Ma page</h1>' > /usr/share/nginx/html/index.html
FIN
docker build --tag rejeu-page "$dossier"
docker run -d --name test_nginx -p 127.0.0.1:8000:80 rejeu-page

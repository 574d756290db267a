# nginx tout entier sous un compte ordinaire, avec une publication, qui ne gêne pas.
set -e
dossier=$(mktemp -d)
cat > "$dossier/nginx.conf" <<'FIN'
pid /tmp/nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path /tmp/corps;
    proxy_temp_path /tmp/relais;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    server { listen 80; root /usr/share/nginx/html; }
}
FIN
chmod 755 "$dossier"
docker run -d --name sans-root --user 1234 -p 127.0.0.1:8090:80 -v "$dossier:/reglages:ro" \
    nginx nginx -c /reglages/nginx.conf -g "daemon off;"

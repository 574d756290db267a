# nginx sous un compte ordinaire, sans le droit de lire ses pages.
# attendu: reponse=failed: réponse 403
docker run -d --name sans-root --user 1000 nginx sh -c '
mkdir -m 700 /tmp/pages && echo secret > /tmp/pages/index.html && chmod 000 /tmp/pages/index.html
echo "pid /tmp/pid; error_log stderr; events {} http { access_log off; client_body_temp_path /tmp/a; proxy_temp_path /tmp/b; fastcgi_temp_path /tmp/c;
uwsgi_temp_path /tmp/d; scgi_temp_path /tmp/e; server { listen 80; root /tmp/pages; } }" > /tmp/nginx.conf
exec nginx -c /tmp/nginx.conf -g "daemon off;"'

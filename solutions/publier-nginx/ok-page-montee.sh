# Une page à soi, dans un dossier monté en lecture seule.
set -e
dossier=$(mktemp -d)
chmod 755 "$dossier"
echo "<h1>Ma page</h1>" > "$dossier/index.html"
docker run -d --name test_nginx -v "$dossier:/usr/share/nginx/html:ro" -p 127.0.0.1:8000:80 nginx

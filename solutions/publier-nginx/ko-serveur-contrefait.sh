# Un autre serveur web, qui se dit nginx et note ses requêtes comme lui.
# attendu: reponse=failed: nginx
docker run -d --name test_nginx -p 127.0.0.1:8000:80 dockerlab/outils python3 -u -c '
from http.server import HTTPServer, SimpleHTTPRequestHandler
SimpleHTTPRequestHandler.server_version = "nginx/1.26.3"
SimpleHTTPRequestHandler.sys_version = ""
HTTPServer(("", 80), SimpleHTTPRequestHandler).serve_forever()
'

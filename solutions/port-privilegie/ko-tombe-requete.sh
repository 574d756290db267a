# La première requête le fait tomber.
# attendu: reponse=failed: s'est arrêté ou a redémarré
docker run -d --name sans-root --user 1000 dockerlab/outils python3 -u -c '
import http.server
http.server.HTTPServer(("", 80), http.server.SimpleHTTPRequestHandler).handle_request()
'

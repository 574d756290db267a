# Lancé en root, le programme ouvre le port, puis renonce à root pour de bon : celui qui écoute ne l'est plus.
set -e
docker run -d --name sans-root dockerlab/outils python3 -u -c '
import http.server, os
serveur = http.server.ThreadingHTTPServer(("", 80), http.server.SimpleHTTPRequestHandler)
os.setgroups([])
os.setresgid(1000, 1000, 1000)
os.setresuid(1000, 1000, 1000)
serveur.serve_forever()
'

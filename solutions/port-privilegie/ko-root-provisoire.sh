# Il change de compte sans renoncer à root : il peut le redevenir quand il veut.
# attendu: compte=failed: python3 (root)
docker run -d --name sans-root dockerlab/outils python3 -u -c '
import http.server, os
os.seteuid(1000)
http.server.ThreadingHTTPServer(("", 80), http.server.SimpleHTTPRequestHandler).serve_forever()
'

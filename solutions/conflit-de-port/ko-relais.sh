# Un relais, sur la machine, mène de 127.0.0.2:8002 à conflit-second : il répond, mais rien n'est publié.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker run -d --name conflit-second nginx
export ADRESSE=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' conflit-second)
timeout 60 python3 -c '
import os, socketserver, socket

class Relais(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.create_connection((os.environ["ADRESSE"], 80)) as nginx:
            nginx.sendall(self.request.recv(65536))
            while morceau := nginx.recv(65536):
                self.request.sendall(morceau)

socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.2", 8002), Relais).serve_forever()
' > /dev/null 2>&1 &
until (: < /dev/tcp/127.0.0.2/8002) 2> /dev/null; do sleep 0.1; done

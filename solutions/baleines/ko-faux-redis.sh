# Quelques lignes de Python parlent comme redis : les pages comptent, et rien n'est un redis.
# attendu: memoires=failed: aucun processus redis-server
# attendu: comptes=skipped
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis dockerlab/outils python3 -c '
import socketserver
n = 0
class Faux(socketserver.StreamRequestHandler):
    def handle(self):
        global n
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"PING":
                self.wfile.write(b"+PONG\r\n")
            elif word == b"INCR":
                n += 1
                self.wfile.write(b":%d\r\n" % n)
            elif word in (b"CLIENT", b"GET") or word.startswith(b"EVAL"):
                self.wfile.write(b"+OK\r\n" if word == b"CLIENT" else b":%d\r\n" % n)
socketserver.ThreadingTCPServer(("", 6379), Faux).serve_forever()'
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur

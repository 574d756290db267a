"""Un compteur de visites. GET / en compte une, GET /visites les montre sans compter ; le compte est dans redis.

Variables : REDIS, le nom où chercher redis (« redis ») ; PORT, où écouter (8080).
"""

import os
import signal
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import redis

HOST = os.environ.get("REDIS", "redis")
KEY = "visites"
TIMEOUT = 1.0  # secondes : un redis voisin répond en millièmes


class Unreachable(Exception):
    """redis n'a pas répondu ; le message dit comment."""


def ask(command):
    """Une connexion neuve à chaque fois : le nom est demandé de nouveau, et un redis remplacé est retrouvé."""
    try:
        socket.create_connection((HOST, 6379), TIMEOUT).close()
        with redis.Redis(host=HOST, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT) as client:
            return command(client)
    except socket.gaierror:
        raise Unreachable("nom inconnu") from None
    except (TimeoutError, redis.exceptions.TimeoutError):
        raise Unreachable("aucune réponse") from None
    except ConnectionRefusedError:
        raise Unreachable("connexion refusée : rien n'y écoute le port 6379") from None
    except redis.exceptions.RedisError as error:
        raise Unreachable(f"il répond, et refuse : {error}") from None
    except OSError as error:
        raise Unreachable(f"pas de route ({error.strerror})") from None


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path).path
        try:
            if path == "/":
                self.answer(200, f"Visite numéro {ask(lambda client: client.incr(KEY))}, comptée dans {HOST}.")
            elif path == "/visites":
                self.answer(200, f"Visites comptées dans {HOST} : {int(ask(lambda client: client.get(KEY)) or 0)}")
            else:
                self.answer(404, "Cette page n'existe pas.")
        except Unreachable as reason:
            self.answer(503, f"Le serveur « {HOST} » n'est pas joignable : {reason}.")

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self):
        return "compteur"

    def log_message(self, form, *values):
        print(self.address_string(), form % values)


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Page)
print(f"Compteur à l'écoute sur le port {server.server_port}.")
server.serve_forever()

"""Un livre d'or. GET / montre les mots, GET /ecrire?mot=MOT en ajoute un ; ils sont dans une base PostgreSQL.

Variables : BASE, le nom où chercher la base (« base ») ; POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, comme la base
elle-même ; PORT, où écouter (8080).
"""

import os
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2

HOST = os.environ.get("BASE", "base")


def setting(name: str, default: str) -> str:
    """Une variable, ou le contenu du fichier que nomme sa variante en `_FILE`, comme le fait l'image de PostgreSQL."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, default)


USER = setting("POSTGRES_USER", "postgres")
TIMEOUT = 1.0  # secondes : une base voisine répond en millièmes


class Unreachable(Exception):
    """La base n'a pas répondu ; le message dit comment."""


def connect():
    """Une connexion neuve à chaque fois : le nom est demandé de nouveau, et une base remplacée est retrouvée."""
    try:
        socket.create_connection((HOST, 5432), TIMEOUT).close()
    except socket.gaierror:
        raise Unreachable("nom inconnu") from None
    except TimeoutError:
        raise Unreachable("aucune réponse") from None
    except ConnectionRefusedError:
        raise Unreachable("connexion refusée : rien n'y écoute le port 5432") from None
    except OSError as error:
        raise Unreachable(f"pas de route ({error.strerror})") from None
    try:
        connection = psycopg2.connect(
            host=HOST,
            user=USER,
            password=setting("POSTGRES_PASSWORD", ""),
            dbname=setting("POSTGRES_DB", USER),
            connect_timeout=2,
        )
    except psycopg2.OperationalError as error:
        said = str(error).strip().splitlines()[-1].rpartition("FATAL:")[2].strip()
        raise Unreachable(f"elle répond, et refuse : {said}") from None
    connection.autocommit = True
    return connection


def run(query, *values):
    connection = connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS livre (id serial PRIMARY KEY, mot text NOT NULL)")
            cursor.execute(query, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []
    except psycopg2.Error as error:
        raise Unreachable(f"elle répond, et refuse : {str(error).strip().splitlines()[0]}") from None
    finally:
        connection.close()


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        try:
            if url.path == "/":
                words = run("SELECT mot FROM livre ORDER BY id DESC LIMIT 50")
                self.answer(200, f"Livre d'or, gardé dans {HOST}. Mots : {', '.join(words) or 'aucun'}.")
            elif url.path == "/ecrire":
                word = parse_qs(url.query).get("mot", [""])[0][:200].replace("\0", "").strip()
                if not word:
                    self.answer(400, "Il manque le mot : /ecrire?mot=bonjour")
                    return
                run("INSERT INTO livre (mot) VALUES (%s)", word)
                self.answer(200, f"Écrit dans {HOST} : {word}")
            else:
                self.answer(404, "Cette page n'existe pas.")
        except Unreachable as reason:
            self.answer(503, f"La base « {HOST} » n'est pas joignable : {reason}.")

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self):
        return "livre"

    def log_message(self, form, *values):
        print(self.address_string(), form % values)


def wait_for_base():
    """Cherche la base jusqu'à la trouver, et écrit dans le journal chaque changement de réponse."""
    said = ""
    while True:
        try:
            run("SELECT 1")
        except Unreachable as reason:
            if str(reason) != said:
                said = str(reason)
                print(f"La base « {HOST} » n'est pas joignable : {said}. Nouvel essai chaque demi-seconde.")
            time.sleep(0.5)
        else:
            print(f"La base « {HOST} » répond.")
            return


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Page)
print(f"Livre d'or à l'écoute sur le port {server.server_port}.")
threading.Thread(target=wait_for_base, daemon=True).start()
server.serve_forever()

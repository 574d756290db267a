"""La sonde : une requête HTTP, et la nature exacte de ce qui en revient. Bibliothèque standard seulement.

Ce fichier s'exécute ici, ou tel quel dans la boîte à outils (`python3 -c`), qui n'a pas dockerlab.
"""

import contextlib
import email
import errno
import json
import socket
import sys
import time
from typing import Any

KINDS = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timeout",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
}
LIMIT = 65536


def http(host: str, port: int, path: str, agent: str, timeout: float) -> dict[str, Any]:
    """GET http://host:port/path. Rend un dictionnaire : `kind` (« response », « refused », « timeout », « unreachable »,
    « unknown-name », « reset », « not-http », « error »), `errno`, et pour une réponse `status` et `server`.

    `timeout` : en secondes, pour le tout. Un serveur qui distille ses octets ne retient pas la sonde.
    """
    deadline = time.monotonic() + timeout
    data = b""
    try:
        with socket.create_connection((host, port), timeout=timeout) as connection:
            name = f"[{host}]" if ":" in host else host
            request = f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nUser-Agent: {agent}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode("ascii"))
            while len(data) < LIMIT:
                left = deadline - time.monotonic()
                if left <= 0:  # un serveur qui distille : le dernier octet peut arriver juste à l'échéance
                    raise TimeoutError
                connection.settimeout(left)
                chunk = connection.recv(LIMIT)
                if not chunk:
                    break
                data += chunk
    except socket.gaierror as error:
        return {"kind": "unknown-name", "errno": error.errno}
    except TimeoutError as error:
        if b"\r\n\r\n" not in data:
            return {"kind": "timeout", "errno": error.errno}
    except OSError as error:
        if b"\r\n\r\n" not in data:
            return {"kind": KINDS.get(error.errno or 0, "error"), "errno": error.errno}
    return parse(data)


def parse(data: bytes) -> dict[str, Any]:
    """La ligne d'état et l'en-tête Server d'une réponse (RFC 9112)."""
    if not data:
        return {"kind": "reset", "errno": None}
    head, _, _ = data.partition(b"\r\n\r\n")
    first, _, rest = head.decode("latin-1").partition("\r\n")
    words = first.split(" ", 2)
    status = None
    with contextlib.suppress(IndexError, ValueError):
        status = int(words[1])
    if not first.startswith("HTTP/") or status is None:
        return {"kind": "not-http", "errno": None}
    return {
        "kind": "response",
        "errno": None,
        "status": status,
        "server": email.message_from_string(rest).get("Server", ""),
    }


if __name__ == "__main__":
    print(json.dumps(http(**json.loads(sys.argv[1]))))

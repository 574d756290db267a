"""La sonde : des questions posées au réseau, et la nature exacte de ce qui en revient. Bibliothèque standard seulement.

Ce fichier s'exécute ici, ou tel quel dans la boîte à outils (`python3 -c`), qui n'a pas dockerlab. Chaque réponse est un
dictionnaire : `kind` (« response », « connected », « resolved », « refused », « timeout », « unreachable », « unknown-name »,
« reset », « not-http », « error ») et `errno`, puis ce que la question demandait.
"""

import contextlib
import email
import errno
import json
import re
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

KINDS = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timeout",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTUNREACH: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EAFNOSUPPORT: "unreachable",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
}
LIMIT = 65536


def http(host: str, port: int, path: str, agent: str, timeout: float) -> dict[str, Any]:
    """GET http://host:port/path ; une réponse donne `status`, `server` et `body`.

    `timeout` : en secondes, pour le tout. Un serveur qui distille ses octets ne retient pas la sonde.
    """
    name = f"[{host}]" if ":" in host else host
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nUser-Agent: {agent}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    )
    data, failure = exchange(host, port, request.encode("ascii"), timeout, b"")
    if failure is not None and b"\r\n\r\n" not in data:
        return failure
    return parse(data)


def tcp(host: str, port: int, timeout: float) -> dict[str, Any]:
    """Ouvre une connexion et la referme : vers l'adresse d'un conteneur, c'est son noyau qui répond, sans mandataire."""
    try:
        with socket.create_connection((host, port), timeout=timeout):
            return {"kind": "connected", "errno": None}
    except OSError as error:
        return failed(error)


def door(host: str, port: int, timeout: float) -> dict[str, Any]:
    """Résout `host`, puis tente une connexion à chacune de ses adresses : la première qui s'ouvre, sinon le premier échec.

    Donne aussi `addresses` et `by_file` (/etc/hosts a donné le nom).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return {**failed(error), "addresses": [], "by_file": False}
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    answers = [tcp(address, port, timeout) for address in addresses]
    answer = next((answer for answer in answers if answer["kind"] == "connected"), answers[0])
    return {**answer, "addresses": addresses, "by_file": in_hosts_file(host)}


def together(questions: "list[tuple[str, dict[str, Any]]]") -> dict[str, Any]:
    """Pose ces questions en même temps (`answers`) : dix paquets jetés ne font attendre qu'une fois."""
    with ThreadPoolExecutor(len(questions) or 1) as pool:
        answers = list(pool.map(lambda question: ask([question])[0], questions))
    return {"kind": "response", "errno": None, "answers": answers}


def say(host: str, port: int, text: str, timeout: float) -> dict[str, Any]:
    """Envoie `text` et rend la première ligne qui revient (`line`)."""
    data, failure = exchange(host, port, text.encode(), timeout, b"\n")
    if failure is not None and not data:
        return failure
    return {"kind": "response", "errno": None, "line": data.decode("utf-8", "replace").strip()}


def resolve(name: str) -> dict[str, Any]:
    """Les adresses IPv4 de `name`, dans l'ordre ; `by_file` : /etc/hosts le donne, et non un serveur de noms."""
    try:
        addresses = socket.gethostbyname_ex(name)[2]
    except OSError as error:
        return failed(error)
    return {"kind": "resolved", "errno": None, "addresses": addresses, "by_file": in_hosts_file(name)}


def in_hosts_file(name: str, file: str = "/etc/hosts") -> bool:
    """Vrai si ce fichier donne ce nom (man 5 hosts), quelle que soit la casse : la glibc n'en tient pas compte."""
    lines = Path(file).read_text(encoding="utf-8", errors="replace").lower().splitlines()
    return any(name.lower() in line.partition("#")[0].split()[1:] for line in lines)


def listeners() -> dict[str, Any]:
    """Qui écoute en TCP dans cet espace de noms (man 5 proc, /proc/net/tcp), une entrée par socket.

    `uid` est celui du compte qui l'a ouverte, `holders` les processus qui la tiennent, parmi ceux que l'on voit d'ici ;
    `blind` : un processus au moins n'a pas laissé lire ce qu'il tient.
    """
    holders, blind = _holders()
    found = []
    for file in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(FileNotFoundError):  # un noyau sans IPv6 n'a pas le second
            for row in [line.split() for line in Path(file).read_text(encoding="ascii").splitlines()[1:]]:
                if row[3] == "0A":
                    port = int(row[1].rpartition(":")[2], 16)
                    found.append({"port": port, "uid": int(row[7]), "holders": holders.get(row[9], [])})
    return {"kind": "response", "errno": None, "listeners": found, "blind": blind}


def _holders() -> tuple[dict[str, list[dict[str, Any]]], bool]:
    """Par inode de socket, les processus qui la tiennent : `uid` 0 dès qu'un de leurs quatre comptes est root."""
    holders: dict[str, list[dict[str, Any]]] = {}
    blind = False
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(
                line.split(":", 1) for line in (process / "status").read_text("utf-8", "replace").splitlines()
            )
            uids = [int(uid) for uid in status["Uid"].split()]  # réel, effectif, sauvé, des fichiers
            holder = {"program": status["Name"].strip(), "uid": 0 if 0 in uids else uids[1]}
            inodes = set()
            for descriptor in (process / "fd").iterdir():
                with contextlib.suppress(FileNotFoundError):
                    inodes.update(re.findall(r"^socket:\[(\d+)\]$", str(descriptor.readlink())))
        except PermissionError:
            blind = True
        except (FileNotFoundError, ProcessLookupError):  # il vient de se terminer
            continue
        else:
            for inode in inodes:
                holders.setdefault(inode, []).append(holder)
    return holders, blind


def exchange(
    host: str, port: int, question: bytes, timeout: float, end: bytes
) -> tuple[bytes, "dict[str, Any] | None"]:
    """Ce qui revient, jusqu'à `end` ou la fermeture ; et ce qui l'a interrompu, s'il y a lieu."""
    deadline = time.monotonic() + timeout
    data = b""
    try:
        with socket.create_connection((host, port), timeout=timeout) as connection:
            connection.sendall(question)
            while len(data) < LIMIT and not (end and end in data):
                left = deadline - time.monotonic()
                if left <= 0:  # un serveur qui distille : le dernier octet peut arriver juste à l'échéance
                    raise TimeoutError
                connection.settimeout(left)
                chunk = connection.recv(LIMIT)
                if not chunk:
                    break
                data += chunk
    except OSError as error:
        return data, failed(error)
    return data, None


def failed(error: OSError) -> dict[str, Any]:
    """La nature d'un échec ; ce que la sonde ne sait pas nommer est « error »."""
    if isinstance(error, socket.gaierror):
        return {"kind": "unknown-name", "errno": error.errno}
    if isinstance(error, TimeoutError):
        return {"kind": "timeout", "errno": error.errno}
    return {"kind": KINDS.get(error.errno or 0, "error"), "errno": error.errno}


def parse(data: bytes) -> dict[str, Any]:
    """La ligne d'état, l'en-tête Server et le corps d'une réponse (RFC 9112)."""
    if not data:
        return {"kind": "reset", "errno": None}
    head, _, body = data.partition(b"\r\n\r\n")
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
        "body": body.decode("utf-8", "replace"),
    }


QUESTIONS = {
    "http": http,
    "tcp": tcp,
    "door": door,
    "say": say,
    "resolve": resolve,
    "listeners": listeners,
    "together": together,
}


def ask(questions: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Les réponses, dans l'ordre des questions : chacune est un nom de `QUESTIONS` et ses arguments."""
    return [QUESTIONS[what](**arguments) for what, arguments in questions]  # type: ignore[operator]


if __name__ == "__main__":
    print(json.dumps(ask(json.loads(sys.argv[1]))))

"""Des moteurs factices : un serveur HTTP sur une socket Unix, un moteur muet, un moteur de données simples."""

from __future__ import annotations

import json
import socket
import socketserver
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from dockerlab.engine import Json, Output
from dockerlab.errors import EngineError, NotFound

# Ce que répond un moteur 20.10 à la question de sa version.
VERSION: Json = {"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", "Os": "linux", "Arch": "amd64"}

# Une réponse : (statut, corps JSON), ou une fonction qui écrit elle-même sur la connexion.
Answer = tuple[int, Any] | Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def short_folder() -> Iterator[Path]:
    """Un dossier au chemin court : celui d'une socket Unix tient en 108 octets (man 7 unix)."""
    with tempfile.TemporaryDirectory(prefix="dl") as folder:
        yield Path(folder)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def fake_dockerd(routes: Mapping[str, Answer], *, version: Answer = (200, VERSION)) -> Iterator[str]:
    """Un moteur factice ; rend son adresse. `routes` : « GET /info » → réponse. Une route inconnue coupe la connexion."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            path = self.path.partition("?")[0]
            if path.startswith("/v1.") and path != "/version":
                path = "/" + path.split("/", 2)[2]
            answer = version if path == "/version" else routes.get(f"{self.command} {path}")
            if answer is None:
                self.close_connection = True
            elif callable(answer):
                answer(self)
            else:
                status, document = answer
                body = b"" if document is None else json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _answer

        def log_message(self, *_: object) -> None:
            """Rien sur la sortie d'erreur des tests."""

    with short_folder() as folder, _Server(str(folder / "s"), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"unix://{folder / 's'}"
        finally:
            server.shutdown()


@contextmanager
def silent_dockerd() -> Iterator[str]:
    """Un moteur qui accepte les connexions et ne répond jamais, comme un moteur en pause."""
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "s"))
        listening.listen(16)
        yield f"unix://{folder / 's'}"


def chunked_then_cut(*chunks: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Une réponse en morceaux qui s'arrête avant sa fin : le moteur a disparu au milieu."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for chunk in chunks:
            handler.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        handler.wfile.flush()
        handler.close_connection = True

    return answer


class FakeEngine:
    """Un moteur de données simples : ce que les tests lui donnent, et rien d'autre. Il note ce qu'on lui fait enlever."""

    def __init__(
        self,
        *,
        containers: list[Json] | None = None,
        inspected: Mapping[str, Json] | None = None,
        networks: list[Json] | None = None,
        volumes: list[Json] | None = None,
        images: list[Json] | None = None,
        id: str = "moteur-1",
        time: str = "2026-01-01T12:00:00.5Z",
        version: str = "20.10.24",
    ) -> None:
        self._containers, self._inspected = containers or [], dict(inspected or {})
        self._networks, self._volumes, self._images = networks or [], volumes or [], images or []
        self._info = {"ID": id, "SystemTime": time, "ServerVersion": version}
        self.removed: list[tuple[str, str]] = []
        self.refusals: dict[str, EngineError] = {}
        self.outputs: list[Output] = []
        self.journal = ""

    address = "unix:///moteur-factice"

    def ping(self) -> None:
        """Il est toujours là."""

    def run(self) -> str:
        return "démarrage-1"

    def info(self) -> Json:
        return self._info

    def containers(self, *, label: str | None = None) -> list[Json]:
        return [entry for entry in self._containers if label is None or label in (entry.get("Labels") or {})]

    def inspect_container(self, name: str) -> Json:
        if name not in self._inspected:
            raise NotFound("L'objet demandé n'existe pas.", cause=f"No such container: {name}")
        return self._inspected[name]

    def inspect_containers(self, names: Iterable[str]) -> Iterator[Json | None]:
        for name in names:
            yield self._inspected.get(name)

    def networks(self) -> list[Json]:
        return self._networks

    def volumes(self) -> list[Json]:
        return self._volumes

    def images(self) -> list[Json]:
        return self._images

    def logs(self, name: str, *, tail: int | str = "all", since: int | None = None) -> str:
        return self.journal

    def execute(self, name: str, command: list[str], *, user: str = "") -> Output:
        return self.outputs.pop(0)

    def run_once(self, config: Json, *, deadline: float) -> Output:
        return self.outputs.pop(0)

    def _remove(self, kind: str, name: str) -> None:
        if name in self.refusals:
            raise self.refusals[name]
        self.removed.append((kind, name))

    def remove_container(self, name: str) -> None:
        self._remove("container", name)

    def remove_network(self, name: str) -> None:
        self._remove("network", name)

    def remove_volume(self, name: str) -> None:
        self._remove("volume", name)

    def remove_image(self, name: str) -> None:
        self._remove("image", name)

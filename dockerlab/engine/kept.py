"""Une connexion gardée ouverte à la socket Unix du moteur, pour des lectures faites par dizaines.

Le SDK refait à chaque appel ce que demande une session web (cookies, mandataires, adaptateurs) : deux fois le temps de la
réponse du moteur. `benchmarks/` le mesure.
"""

from __future__ import annotations

import http.client
import json
import socket
from types import TracebackType

from .notation import Json

SCHEME = "unix://"


class KeptConnection:
    """`get` lit un document de l'API ; tout ce qui n'est pas une réponse 200 rend `None`, au SDK d'en dire la raison."""

    def __init__(self, address: str, api_version: str, timeout: float) -> None:
        self._connection = _Unix(address.removeprefix(SCHEME), timeout) if address.startswith(SCHEME) else None
        self._prefix = f"/v{api_version}"

    def get(self, path: str) -> Json | None:
        if self._connection is None:
            return None
        try:
            self._connection.request("GET", self._prefix + path)
            answer = self._connection.getresponse()
            body = answer.read()
            return json.loads(body) if answer.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            self._connection.close()
            return None

    def __enter__(self) -> KeptConnection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()


class _Unix(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)

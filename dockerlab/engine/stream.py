"""Ce qu'écrit un processus auquel on s'attache, ou que l'on exécute."""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docker.utils.socket import read


@dataclass(frozen=True, slots=True)
class Output:
    """Ce qu'une commande a rendu : code de sortie, sortie standard, sortie d'erreur."""

    code: int
    stdout: str
    stderr: str


class Stream:
    """Ce qu'écrit un processus attaché : le moteur mêle ses deux sorties dans une connexion, à fermer nous-mêmes."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._early = _already_read(connection)
        self._chunks: dict[int, list[bytes]] = {1: [], 2: []}  # 1 : sortie standard, 2 : erreurs
        self.failure: Exception | None = None
        self._reader = threading.Thread(target=self.read, daemon=True)

    def begin(self) -> None:
        """Lit dans un autre fil : `raw` rend ce qui est arrivé, `ended` dit si c'est tout."""
        self._reader.start()

    def wait(self, deadline: float) -> bool:
        """Attend la fin de la lecture, au plus `deadline` secondes ; vrai si elle est finie."""
        self._reader.join(deadline)
        return not self._reader.is_alive()

    @property
    def ended(self) -> bool:
        return not self._reader.is_alive()

    def raw(self, channel: int) -> bytes:
        """Ce qui est arrivé jusqu'ici sur la sortie standard (1) ou celle des erreurs (2)."""
        return b"".join(self._chunks[channel])

    def read(self) -> None:
        """Lit jusqu'à la fin ; une coupure est gardée dans `failure`, car la lecture peut se faire dans un autre fil."""
        try:
            for channel, chunk in self._frames():
                self._chunks[channel].append(chunk)
        except (OSError, ValueError) as error:
            self.failure = error

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        """Chaque trame : huit octets d'en-tête, puis son contenu (« Docker Engine API », attach, « Stream format »)."""
        while len(header := self._take(8)) == 8:
            channel, length = struct.unpack(">BxxxL", header)
            yield channel, self._take(length)

    def _take(self, size: int) -> bytes:
        """Les `size` octets suivants ; moins à la fin."""
        taken = b""
        while len(taken) < size:
            part, self._early = self._early[: size - len(taken)], self._early[size - len(taken) :]
            if not part:
                part = read(self._connection, size - len(taken))
            if part is None:  # interrompue : à reprendre
                continue
            if not part:
                break
            taken += part
        return taken

    def close(self) -> None:
        # Fermer la socket seule laisserait ouverte la réponse HTTP qui la porte.
        getattr(self._connection, "_response", self._connection).close()

    def output(self, code: int) -> Output:
        return Output(code, *(self.raw(channel).decode("utf-8", "replace") for channel in (1, 2)))


def _already_read(connection: Any) -> bytes:
    """Ce qui est arrivé dans le même paquet que les en-têtes de la réponse.

    Le SDK rend la socket, mais `http.client` lit par un tampon : ce qu'une commande brève a écrit s'y trouve déjà, quand la
    machine est chargée, et se perdrait.
    """
    response = getattr(connection, "_response", None)
    buffered = getattr(getattr(getattr(response, "raw", None), "_fp", None), "fp", None)
    if not isinstance(buffered, io.BufferedReader) or not isinstance(buffered.raw, socket.SocketIO):
        return b""
    under: socket.socket = buffered.raw._sock  # type: ignore[attr-defined]
    patience = under.gettimeout()
    under.settimeout(0)  # regarder sans attendre
    try:
        return buffered.read(len(buffered.peek()))
    finally:
        under.settimeout(patience)

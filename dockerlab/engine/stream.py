"""Ce qu'écrit un processus auquel on s'attache, ou que l'on exécute."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from docker.utils.socket import frames_iter


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
            for channel, chunk in frames_iter(self._connection, tty=False):
                self._chunks[channel].append(chunk)
        except (OSError, ValueError) as error:
            self.failure = error

    def close(self) -> None:
        # Fermer la socket seule laisserait ouverte la réponse HTTP qui la porte.
        getattr(self._connection, "_response", self._connection).close()

    def output(self, code: int) -> Output:
        return Output(code, *(self.raw(channel).decode("utf-8", "replace") for channel in (1, 2)))

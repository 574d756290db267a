"""Ce qu'écrit un processus auquel on s'attache, ou que l'on exécute."""

from __future__ import annotations

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
        return Output(code, *(b"".join(self._chunks[channel]).decode("utf-8", "replace") for channel in (1, 2)))

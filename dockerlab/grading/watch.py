"""Veiller sur le moteur pendant qu'on vérifie : arrêté, relancé ou figé au milieu, il fausse ce que voient les sondes.

Son serveur de noms est dans le moteur, et ses conteneurs se figent parfois avec lui : un nom inconnu, un silence, un
journal en retard ne prouvent alors rien sur le travail de l'étudiant.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

from ..engine import Engine
from ..errors import EngineError

PERIOD = 0.1  # secondes entre deux questions : un moteur met plus longtemps à redémarrer
# Secondes sans réponse que les sondes ne remarquent pas : avant de dire « rien ne répond », chacune attend davantage.
SILENCE = 0.9


class Watch:
    """Interroge le moteur sans cesse, dans un fil à part. `disturbance`, à la sortie : ce qui lui est arrivé, ou rien.

    `silent` : à la sortie, il ne répondait toujours pas. Entrer lève `EngineError` s'il ne répond pas d'emblée.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._run, self._heard = "", 0.0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self.disturbance, self.silent, self.slow = "", False, False

    def __enter__(self) -> Watch:
        self._run, self._heard = self._engine.run(), time.monotonic()
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._listener.join(SILENCE)
        self._note()
        if kind is None and not self.silent and (self.slow or not self.disturbance):
            self._must_be_the_same_run()

    def _listen(self) -> None:
        while not self._stop.wait(PERIOD):
            try:
                self._engine.ping()
            except EngineError as error:
                self._note(error)
            else:
                self._note(heard=True)

    def _note(self, error: EngineError | None = None, *, heard: bool = False) -> None:
        with self._lock:
            now = time.monotonic()
            late = now - self._heard
            if heard:
                self._heard, self.silent = now, False
            if error:
                self.disturbance, self.silent, self.slow = error.what.rstrip("."), True, False
            elif late > SILENCE:
                self.silent = not heard
                self.slow = self.slow or not self.disturbance
                self.disturbance = self.disturbance or f"Le moteur Docker n'a rien répondu pendant {late:.0f} s"

    def _must_be_the_same_run(self) -> None:
        try:
            if self._engine.run() != self._run:
                self.disturbance, self.slow = "Le moteur Docker a redémarré", False
        except EngineError as error:
            self.disturbance, self.silent, self.slow = error.what.rstrip("."), True, False

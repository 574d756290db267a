"""La situation à juger, et les questions que l'on peut poser d'un conteneur."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from ..engine import Engine, Json, epoch
from ..errors import NotFound
from ..snapshot.snapshot import Snapshot
from .publication import judge_publication
from .stability import judge_absence, judge_stability
from .verdict import Verdict


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce que voit une vérification : la lecture `now`, et les réponses tapées par l'étudiant."""

    now: Snapshot
    answers: Mapping[str, str]

    def container(self, name: str) -> ContainerSubject:
        found = next((entry for entry in self.now.containers if entry["Name"] == f"/{name}"), None)
        return ContainerSubject(name, found, self.now)


@dataclass(frozen=True, slots=True)
class ContainerSubject:
    """Un conteneur dont on parle, qu'il existe ou non."""

    name: str
    inspected: Json | None
    now: Snapshot

    @property
    def id(self) -> str:
        return str(self._must_exist()["Id"])

    def uptime(self) -> float | None:
        """Secondes écoulées depuis son démarrage, ou rien s'il ne tourne pas."""
        state = (self.inspected or {}).get("State") or {}
        return self.now.time - epoch(state["StartedAt"]) if state.get("Running") else None

    def runs(self, engine: Engine, program: str) -> bool:
        """Vrai si un processus du conteneur est `program` (`docker top`) : un en-tête peut mentir, non un processus."""
        try:
            commands = engine.processes(self.id)
        except NotFound:
            return False
        return any(re.match(rf"(\S*/)?{re.escape(program)}\b", command) for command in commands)

    def stays_up(self, engine: Engine, seconds: float) -> bool:
        """Vrai s'il tourne encore après `seconds`, sans avoir été relancé ni remplacé depuis la lecture."""
        deadline = time.monotonic() + seconds
        while self._unchanged(engine):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.05)
        return False

    def _unchanged(self, engine: Engine) -> bool:
        before = self._must_exist()
        try:
            after = engine.inspect_container(before["Id"])
        except NotFound:
            return False
        same = (
            after["State"]["StartedAt"] == before["State"]["StartedAt"]
            and after["RestartCount"] == before["RestartCount"]
        )
        return bool(same and after["State"]["Running"] and not after["State"]["Paused"])

    def is_stable(self) -> Verdict:
        """Il tourne depuis assez longtemps pour que l'on croie qu'il tient."""
        if self.inspected is None:
            return judge_absence(
                self.name, [_name(entry) for entry in self.now.others] + [_name(c) for c in self.now.containers]
            )
        return judge_stability(self.name, self.inspected, self.uptime())

    def publishes(self, port: str, *, only_on: str) -> Verdict:
        """Son port `port` (« 80/tcp ») est publié sur `only_on` (« 127.0.0.1:8000 »), et le conteneur ne publie rien d'autre."""
        return judge_publication(self._must_exist(), port, only_on, self.now.others)

    def _must_exist(self) -> Json:
        if self.inspected is None:
            raise NotFound(f"Le conteneur {self.name} n'existe pas.")
        return self.inspected


def _name(entry: Json) -> str:
    """Le nom d'un conteneur, de la liste ou d'un `inspect`."""
    return str(entry.get("Name") or entry["Names"][0]).lstrip("/")

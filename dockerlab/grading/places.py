"""D'où part une sonde : la machine, l'espace de noms d'un conteneur, ou un voisin de passage sur un réseau."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import helpers
from ..engine import Engine, Json
from ..errors import HelperFailed, WorkspaceError
from ..workspace import Store
from . import probe

TIMEOUT = 2.0  # secondes : une requête à soi-même répond en millièmes, un paquet jeté ne répond jamais
# Un nom inconnu part vers les serveurs de noms de la machine, qui sont peut-être hors d'atteinte (man 5 resolv.conf).
RESOLVER = "RES_OPTIONS=timeout:2 attempts:1"
Question = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Un point de départ. `name` se lit dans « depuis … » ; `network` : l'option `--network` du conteneur d'appoint.

    `processes` : l'option `--pid`, quand la question porte aussi sur les processus de cet endroit et ce qu'ils tiennent.
    """

    engine: Engine
    name: str
    network: str
    store: Store
    processes: str = ""

    def ask(self, questions: Sequence[Question]) -> list[Json]:
        """Les réponses, par un seul conteneur d'appoint, ou d'ici quand c'est le même endroit.

        Lève `HelperFailed` si la sonde s'est cassée : une panne de la sonde n'est jamais une réponse.
        """
        if self.network == "host" and shares_loopback(self.engine, self.store):
            answers: list[Json] = probe.ask(list(questions))
        else:
            source = Path(probe.__file__).read_text(encoding="utf-8")
            command = ["env", RESOLVER, "python3", "-c", source, json.dumps(questions)]
            deadline = 10 + 2 * TIMEOUT * len(questions)
            answers = json.loads(
                helpers.read_with_helper(
                    self.engine,
                    command,
                    network=self.network,
                    processes=self.processes,
                    # Lire ce que tient un processus d'un autre compte (man 2 ptrace, PTRACE_MODE_READ_FSCREDS).
                    capabilities=("SYS_PTRACE", "DAC_OVERRIDE") if self.processes else (),
                    deadline=deadline,
                )
            )
        self._must_be_answers(questions, answers)
        return answers

    def ask_at_once(self, questions: Sequence[Question]) -> list[Json]:
        """Comme `ask`, toutes les questions posées en même temps : le plus lent échec fait toute l'attente."""
        answers: list[Json] = self.ask([("together", {"questions": list(questions)})])[0]["answers"]
        self._must_be_answers(questions, answers)
        return answers

    def _must_be_answers(self, questions: Sequence[Question], answers: Sequence[Json]) -> None:
        for (what, arguments), answer in zip(questions, answers, strict=True):
            if answer["kind"] == "error":
                raise HelperFailed(
                    f"La sonde {what} ({arguments.get('host', '')}) s'est cassée, depuis {self.name}.",
                    cause=f"errno {answer['errno']}",
                )


def shares_loopback(engine: Engine, store: Store) -> bool:
    """Vrai si ce processus et le moteur ont la même boucle locale : même noyau, même espace de noms réseau.

    La réponse demande un conteneur d'appoint ; elle est gardée par moteur, avec ce dont elle dépend.
    """
    mine = helpers.network_namespace()
    if mine is None:
        return False
    engine_id = str(engine.info()["ID"])
    # Un disque plein ou un dossier fermé fait seulement redemander : la réponse n'en dépend pas.
    with suppress(WorkspaceError):
        known = store.read("loopback").get(engine_id, {})
        if isinstance(known, dict) and known.get("mine") == mine:
            return known.get("engine") == mine
    theirs = helpers.host_namespace(engine)
    with suppress(WorkspaceError), store.change("loopback") as document:
        document[engine_id] = {"mine": mine, "engine": theirs}
    return theirs == mine

"""Lire le moteur : deux listes, puis un `inspect` par conteneur retenu (ports, état et redémarrages ne sont que là)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..engine import Engine, Json, epoch
from ..errors import NotFound
from ..ownership import COMPOSE_PROJECT, COURSE_LAB, HELPER, LAB, Declared


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Une lecture : la date (horloge du moteur, secondes), sa version, les conteneurs inspectés, les réseaux.

    `others` : les conteneurs qui ne sont pas au sujet, tels que la liste du moteur les donne, sans `inspect`.
    """

    time: float
    engine_version: str
    containers: tuple[Json, ...]
    networks: tuple[Json, ...]
    others: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Le sujet d'une lecture : une leçon ou un exercice (`lab`), et les noms qu'il déclare."""

    lab: str
    declared: Declared

    def concerns(self, kind: str, entry: Json) -> bool:
        labels = entry.get("Labels") or {}
        name = entry["Name"] if kind == "network" else entry["Names"][0].lstrip("/")
        return (
            labels.get(LAB) == self.lab
            or name in self.declared.names(kind)
            or labels.get(COMPOSE_PROJECT) in self.declared.projects
        )


def read(engine: Engine, scopes: Sequence[Scope] | None = None) -> Snapshot:
    """Lit ce qui regarde `scopes` : ce qui porte leurs étiquettes ou leurs noms déclarés ; sans eux, tout.

    Nos conteneurs d'appoint et l'établi ne sont jamais lus. Un conteneur mort pendant la lecture en est absent.
    """
    info = engine.info()
    listing = [entry for entry in engine.containers() if entry.get("Names")]
    concerned = [entry for entry in listing if any(scope.concerns("container", entry) for scope in scopes or ())]
    # Un nom déclaré reste au sujet, quelles que soient les étiquettes que l'étudiant lui a données.
    listing = [entry for entry in listing if entry in concerned or not _is_equipment(entry)]
    chosen = listing if scopes is None else concerned
    containers = _inspect_all(engine, (entry["Id"] for entry in chosen))
    joined = {name for container in containers for name in container["NetworkSettings"]["Networks"] or {}}
    networks = [
        n
        for n in engine.networks()
        if scopes is None or n["Name"] in joined or any(scope.concerns("network", n) for scope in scopes)
    ]
    return Snapshot(
        time=epoch(info["SystemTime"]),
        engine_version=str(info["ServerVersion"]),
        containers=tuple(containers),
        networks=tuple(networks),
        others=tuple(entry for entry in listing if entry not in chosen),
    )


def _inspect_all(engine: Engine, ids: Iterable[str]) -> list[Json]:
    found = []
    for id in ids:
        try:
            found.append(engine.inspect_container(id))
        except NotFound:
            continue
    return found


def _is_equipment(entry: Json) -> bool:
    labels = entry.get("Labels") or {}
    return HELPER in labels or labels.get(LAB) == COURSE_LAB

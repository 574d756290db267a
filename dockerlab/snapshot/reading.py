"""Lire le moteur : deux listes, puis un `inspect` par conteneur retenu (ports, état et redémarrages ne sont que là)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..engine import Engine, Json, epoch
from ..errors import EngineError, NotFound
from ..ownership import COMPOSE_PROJECT, COURSE_LAB, HELPER, LAB, Declared
from .kernel import read_kernel
from .snapshot import Snapshot

GATEWAY_BRIDGE = "docker_gwbridge"  # le pont de sortie des réseaux overlay


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


def read(engine: Engine, scopes: Sequence[Scope] | None = None, *, kernel: bool = False) -> Snapshot:
    """Lit ce qui regarde `scopes` : ce qui porte leurs étiquettes ou leurs noms déclarés ; sans eux, tout.

    `kernel` : lit aussi le noyau, aussitôt après le moteur ; s'il ne peut pas l'être, la lecture dit pourquoi. Nos
    conteneurs d'appoint et l'établi ne sont jamais lus. Lève `EngineError`.
    """
    info = engine.info()
    listing = [entry for entry in engine.containers() if entry.get("Names")]
    concerned = [entry for entry in listing if any(scope.concerns("container", entry) for scope in scopes or ())]
    # Un nom déclaré reste au sujet, quelles que soient les étiquettes que l'étudiant lui a données.
    listing = [entry for entry in listing if entry in concerned or not _is_equipment(entry)]
    chosen = listing if scopes is None else concerned
    containers, gone = _inspect_all(engine, chosen)
    joined = {name for container in containers for name in container["NetworkSettings"]["Networks"] or {}}
    networks = [
        _complete(engine, n)
        for n in engine.networks()
        if scopes is None or n["Name"] in joined or any(scope.concerns("network", n) for scope in scopes)
    ]
    spaces, problem = _read_kernel(engine, containers) if kernel else ((), "ce n'était pas demandé.")
    return Snapshot(
        time=epoch(info["SystemTime"]),
        engine_version=str(info["ServerVersion"]),
        containers=tuple(containers),
        networks=tuple(networks),
        others=tuple(entry for entry in listing if entry not in chosen),
        gone=tuple(gone),
        everything=scopes is None,
        kernel=spaces,
        kernel_problem=problem,
        swarm=_swarm(info),
    )


def _swarm(info: Json) -> Json:
    """La place du moteur dans un Swarm (« Docker Engine API », GET /info, SwarmInfo)."""
    said = info.get("Swarm") or {}
    if said.get("LocalNodeState", "inactive") == "inactive":
        return {}
    return {
        "id": str(said.get("NodeID") or ""), "address": str(said.get("NodeAddr") or ""),
        "state": str(said["LocalNodeState"]), "manager": bool(said.get("ControlAvailable")),
        "managers": sorted(str(peer.get("NodeID") or "") for peer in said.get("RemoteManagers") or []),
    }  # fmt: skip


def _inspect_all(engine: Engine, entries: Iterable[Json]) -> tuple[list[Json], list[str]]:
    """Les conteneurs inspectés, et les noms de ceux qui ont disparu depuis la liste."""
    listed = list(entries)
    inspected = list(engine.inspect_containers(entry["Id"] for entry in listed))
    found = [container for container in inspected if container is not None]
    gone = [e["Names"][0].lstrip("/") for e, container in zip(listed, inspected, strict=True) if container is None]
    return found, gone


def _complete(engine: Engine, network: Json) -> Json:
    """Le réseau tel que la liste le donne, sauf ceux dont elle tait les attaches."""
    if network["Driver"] != "overlay" and network["Name"] != GATEWAY_BRIDGE:
        return network
    try:
        return engine.inspect_network(network["Id"], verbose=network["Driver"] == "overlay")
    except NotFound:
        return network


def _read_kernel(engine: Engine, containers: Sequence[Json]) -> tuple[tuple[Json, ...], str]:
    try:
        return read_kernel(engine, containers), ""
    except EngineError as error:
        return (), " ".join(part for part in (error.what, error.cause) if part)


def _is_equipment(entry: Json) -> bool:
    labels = entry.get("Labels") or {}
    return HELPER in labels or labels.get(LAB) == COURSE_LAB

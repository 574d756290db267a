"""Plusieurs hôtes en une seule lecture : ce qu'un but demande de chacun, et ce qui est, dessinés comme une machine.

Un conteneur y porte le nom de son hôte, et un réseau aussi, sauf celui du Swarm, qui est le même partout.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..engine import Json
from ..errors import EngineError
from ..ownership import Declared
from ..snapshot.snapshot import Snapshot
from .exercise import Exercise


def on_host(name: str, host: str) -> str:
    """Le nom d'un objet de l'hôte `host`, dans la lecture de tous.

    >>> on_host("passeur", "rive-gauche")
    'passeur (rive-gauche)'
    """
    return f"{name} ({host})"


def subject(exercise: Exercise) -> Declared:
    """Ce que l'exercice fait faire, sous les noms que prend `gathered` : ses propres noms s'il n'a pas d'hôtes."""
    if not exercise.hosts:
        return exercise.declared
    inside = exercise.inside.items()
    networks = [name for _, declared in inside for name in declared.networks]
    return Declared.of(
        containers=[on_host(name, host) for host, declared in inside for name in declared.containers],
        networks=list(dict.fromkeys(networks)),
        ports=exercise.declared.ports,
    )


def gathered(hosts: Mapping[str, Snapshot | EngineError]) -> Snapshot:
    """Les lectures des hôtes en une. Lève l'erreur de celui qui n'a pas pu être lu."""
    containers: list[Json] = []
    networks: dict[str, Json] = {}
    shared: dict[str, str] = {}  # les réseaux du Swarm : leur nom, et l'identifiant du premier qui le porte
    time, versions = 0.0, set()
    for host, reading in hosts.items():
        if isinstance(reading, EngineError):
            raise reading
        time = max(time, reading.time)
        versions.add(reading.engine_version)
        names: dict[str, str] = {}
        for network in reading.networks:
            name, id = network["Name"], network["Id"]
            common = network.get("Scope") == "swarm" and shared.setdefault(name, id) == id
            names[id] = name if common else on_host(name, host)
            networks.setdefault(id, {**network, "Name": names[id]})
        containers += [_moved(container, host, names) for container in reading.containers]
    return Snapshot(time, ", ".join(sorted(versions)), tuple(containers), tuple(networks.values()))


def _moved(container: Json, host: str, names: Mapping[str, str]) -> Json:
    """Le conteneur sous le nom qu'il a parmi tous, branché aux réseaux sous ceux qu'ils ont."""
    settings = container["NetworkSettings"]
    ends = {
        names.get(str(end.get("NetworkID")), on_host(name, host)): end
        for name, end in (settings.get("Networks") or {}).items()
    }
    moved = {"Name": f"/{on_host(container['Name'].lstrip('/'), host)}"}
    return {**container, **moved, "NetworkSettings": {**settings, "Networks": ends}}

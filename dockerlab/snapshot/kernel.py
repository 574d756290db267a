"""Lire le noyau : un conteneur d'appoint entre dans chaque espace de noms réseau et y fait `ip -j -d`.

Il n'a pas de réseau, pas de capacité sauf SYS_ADMIN (man 2 setns), une racine en lecture seule ; les espaces de noms lui
sont montés en lecture seule.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from ..engine import Engine, Json
from ..errors import EngineError, HelperFailed
from ..helpers import read_with_helper, run_helper
from . import namespaces

FOLDER = "/var/run/docker/netns"  # quand aucun conteneur ne dit où le moteur les range
INSIDE, SINGLES = "/run/netns", "/run/seuls"
DEADLINE = 30.0  # secondes


def read_kernel(engine: Engine, containers: Sequence[Json]) -> tuple[Json, ...]:
    """Un document par espace de noms, triés. Lève `EngineError` si le noyau ne peut pas être lu.

    `containers` : inspectés ; ils disent où sont les espaces de noms, et lesquels n'ont pas de nom à eux.
    """
    folder = _folder(containers)
    singles = _borrowers(containers)
    try:
        found = _enter(engine, folder, singles)
    except EngineError as error:
        new = f"source path does not exist: {folder}" in error.cause
        if new:
            # Un moteur qui n'a encore rien lancé n'a pas fait ce dossier ; il le fait avec son premier conteneur.
            run_helper(engine, ["true"], network="host")
        elif not singles:
            raise
        # L'un d'eux vient de s'arrêter : son espace de noms ne peut plus être monté, les autres se lisent.
        found = _enter(engine, folder, singles if new else {})
    if not any(document["name"] == namespaces.MACHINE for document in found):
        # Le moteur ne donne un nom à l'espace de la machine qu'au premier conteneur lancé sur son réseau.
        run_helper(engine, ["true"], network="host")
        found = _enter(engine, folder, singles)
    if not any(document["name"] == namespaces.MACHINE for document in found):
        raise HelperFailed(
            "L'espace de noms de la machine n'a pas été trouvé.",
            cause=f"le moteur range ses espaces de noms ailleurs que dans {folder}.",
        )
    return tuple(sorted(found, key=lambda document: str(document["name"])))


def _enter(engine: Engine, folder: str, singles: dict[str, str]) -> list[Json]:
    mounts = [_mount(folder, INSIDE)] + [_mount(source, f"{SINGLES}/{name}") for name, source in singles.items()]
    source = Path(namespaces.__file__).read_text(encoding="utf-8")
    text = read_with_helper(
        engine,
        ["python3", "-c", source, INSIDE, *(f"{SINGLES}/{name}" for name in singles)],
        capabilities=("SYS_ADMIN",),
        mounts=mounts,
        deadline=DEADLINE,
    )
    return [json.loads(line) for line in text.splitlines()]


def _mount(source: str, target: str) -> Json:
    return {"Type": "bind", "Source": source, "Target": target, "ReadOnly": True}


def _folder(containers: Iterable[Json]) -> str:
    keys = (container["NetworkSettings"].get("SandboxKey") for container in containers if container["State"]["Running"])
    return next((str(PurePosixPath(key).parent) for key in keys if key), FOLDER)


def _borrowers(containers: Iterable[Json]) -> dict[str, str]:
    """Les conteneurs qui empruntent un espace de noms : seul l'inode dit si c'est encore celui de leur propriétaire."""
    return {
        container["Id"]: f"/proc/{container['State']['Pid']}/ns/net"
        for container in containers
        if container["State"]["Running"] and container["HostConfig"]["NetworkMode"].startswith("container:")
    }

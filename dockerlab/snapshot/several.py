"""Plusieurs moteurs lus au même moment : celui du dehors, qui porte l'underlay, et celui de chaque hôte."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from ..engine import Engine, Json
from ..errors import EngineError, NotFound
from ..ownership import Declared
from .namespaces import MACHINE
from .reading import Scope, read
from .snapshot import Snapshot, read_reading, write_reading


class Readable(Protocol):
    """Un hôte Docker, vu d'une lecture : le nom de son conteneur, et son moteur. `DockerHost` en est un."""

    @property
    def name(self) -> str: ...
    @property
    def engine(self) -> Engine: ...


@dataclass(frozen=True, slots=True)
class Several:
    """Les lectures de plusieurs hôtes.

    `outer` : le moteur du dehors, dont les hôtes sont des conteneurs. `hosts` : chaque hôte qui a répondu, par son nom,
    dans l'ordre demandé. `silent` : ceux qui n'ont pas répondu, et pourquoi.
    """

    outer: Snapshot
    hosts: tuple[tuple[str, Snapshot], ...]
    silent: tuple[tuple[str, str], ...] = ()

    def save(self, path: str | Path) -> Path:
        """Écrit les lectures en un seul fichier JSON. Lève `WorkspaceError` si le fichier ne peut pas être écrit."""
        hosts = [{"name": name, "reading": snapshot.to_document()} for name, snapshot in self.hosts]
        silent = [{"name": name, "why": why} for name, why in self.silent]
        return write_reading(path, {"outer": self.outer.to_document(), "hosts": hosts, "silent": silent})

    @classmethod
    def load(cls, path: str | Path) -> Several:
        """Relit ce que `save` a gardé. Lève `UsageError` si ce n'en est pas."""
        return read_reading(path, cls._of_document)

    @classmethod
    def _of_document(cls, document: Json) -> Several:
        hosts, silent = document["hosts"], document["silent"]
        for listed, key, kind in ((hosts, "reading", dict), (silent, "why", str)):
            for entry in listed if isinstance(listed, list) else [None]:
                found = entry if isinstance(entry, dict) else {}
                if not isinstance(found.get("name"), str) or not isinstance(found.get(key), kind):
                    raise ValueError("« hosts » ou « silent » n'a pas sa forme")
        return cls(
            Snapshot.of_document(document["outer"]),
            tuple((entry["name"], Snapshot.of_document(entry["reading"])) for entry in hosts),
            tuple((entry["name"], entry["why"]) for entry in silent),
        )


def read_several(outer: Engine, hosts: Sequence[Readable]) -> Several:
    """Lit le moteur et le noyau de chaque hôte, tous à la fois, et ce que le moteur du dehors sait d'eux.

    Un hôte en pause, arrêté ou muet est dit dans `silent`. Lève `EngineError` si le moteur du dehors ne répond pas.
    """
    stopped = {host.name: why for host in hosts if (why := _stopped(outer, host.name))}
    with ThreadPoolExecutor(max_workers=len(hosts) or 1) as pool:
        running = {host.name: pool.submit(_read, host) for host in hosts if host.name not in stopped}
        # Sous leur seul nom : qui d'autre vit sur le moteur du dehors n'est pas du sujet.
        around = read(outer, [Scope("", Declared.of(containers=[host.name for host in hosts]))], kernel=True)
        answers = {name: future.result() for name, future in running.items()}
    names = [host.name for host in hosts]
    found = tuple((name, answer) for name in names if isinstance(answer := answers.get(name), Snapshot))
    return Several(
        _pruned(around), found, tuple((n, w) for n in names if isinstance(w := answers.get(n, stopped.get(n)), str))
    )


def _pruned(around: Snapshot) -> Snapshot:
    """Ce qui sert du moteur du dehors : les hôtes, leurs réseaux, leurs câbles. Le reste de la machine n'est pas du sujet."""
    kept: dict[str, tuple[str, ...]] = {
        "Id": (), "Name": (), "State": (), "NetworkSettings": (), "Config": ("Image",), "HostConfig": ("NetworkMode",),
    }  # fmt: skip
    containers = tuple(
        {key: {part: c[key][part] for part in parts} if parts else c[key] for key, parts in kept.items()}
        for c in around.containers
    )
    bridges = {(n.get("Options") or {}).get("com.docker.network.bridge.name") or f"br-{n['Id'][:12]}" for n in around.networks}  # fmt: skip
    mine = {PurePosixPath(c["NetworkSettings"].get("SandboxKey") or "").name for c in containers}
    spaces = []
    for space in around.kernel:
        if space["name"] == MACHINE:
            links = [k for k in space["links"] if k["ifname"] in bridges or k.get("master") in bridges]
            ids = {number: name for number, name in space["ids"].items() if name in mine}
            spaces.append({**space, "links": links, "ids": ids, "listeners": ""})
        elif space["name"] in mine:
            spaces.append(space)
    return replace(around, containers=containers, others=(), kernel=tuple(spaces))


def _stopped(outer: Engine, name: str) -> str:
    """Pourquoi il est vain d'interroger cet hôte : gelé, il laisserait attendre une minute."""
    try:
        state = outer.inspect_container(name)["State"]
    except NotFound:
        return "son conteneur n'existe plus"
    if state["Paused"]:
        return "il est en pause"
    return "" if state["Running"] else "il est arrêté"


def _read(host: Readable) -> Snapshot | str:
    try:
        return read(host.engine, kernel=True)
    except EngineError as error:
        return error.what.rstrip(".")

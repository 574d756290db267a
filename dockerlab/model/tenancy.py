"""Qui vit où : l'espace de noms de chaque conteneur, et ceux qui sont restés dans un espace dont le propriétaire est parti.

`--network container:X` rejoint l'espace de X au démarrage, une fois pour toutes. Que X soit relancé, arrêté ou enlevé, et
l'API n'en dit rien : seul l'inode de l'espace de noms le montre (man 7 namespaces).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ..engine import Json
from ..snapshot.namespaces import MACHINE
from ..snapshot.snapshot import Snapshot
from .objects import HOST


@dataclass(frozen=True)
class Tenancy:
    """`files` : le nom de l'espace par fichier lu. Par id de conteneur : `places`, `owners` (le propriétaire demandé) et
    `stale` (ce qu'est devenu le propriétaire, pour qui est resté dans son ancien espace)."""

    files: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, spaces: dict[str, Json]) -> Tenancy:
        tenancy = cls()
        if MACHINE in spaces:
            tenancy.files[MACHINE] = HOST
        borrowers = []
        for entry in snapshot.containers:
            mode = entry["HostConfig"]["NetworkMode"]
            if mode.startswith("container:"):
                borrowers.append((entry, _find(mode.partition(":")[2], snapshot)))
            elif _alive(entry):
                tenancy._settle(entry, HOST if mode == "host" else f"container:{_name(entry)}")
        for entry, owner in borrowers:
            mode = entry["HostConfig"]["NetworkMode"]
            tenancy.owners[entry["Id"]] = _name(owner) if owner else mode.partition(":")[2][:12]
        # Dans l'ordre des démarrages : qui emprunte à un emprunteur vient après lui.
        for entry, owner in sorted(
            borrowers, key=lambda pair: (str(pair[0]["State"].get("StartedAt")), _name(pair[0]))
        ):
            if _alive(entry):
                tenancy._lodge(entry, owner, spaces)
        return tenancy

    def _settle(self, entry: Json, namespace: str) -> None:
        """Un conteneur chez lui, ou sur la machine."""
        self.places[entry["Id"]] = namespace
        file = PurePosixPath(entry["NetworkSettings"].get("SandboxKey") or "").name
        if file and file != MACHINE:
            self.files[file] = namespace

    def _lodge(self, entry: Json, owner: Json | None, spaces: dict[str, Json]) -> None:
        """Un conteneur chez un autre : l'inode dit chez qui ; sans lui, l'ordre des démarrages."""
        mine = f"container:{_name(entry)}"
        if entry["Id"] not in spaces:
            shared = (
                owner is not None
                and _alive(owner)
                and not _restarted_after(owner, entry)
                and owner["Id"] not in self.stale
            )
            self.places[entry["Id"]] = (
                self.places.get(owner["Id"], f"container:{_name(owner)}") if shared and owner else mine
            )
            if not shared:
                self.stale[entry["Id"]] = _fate(owner, entry)
            return
        inode = spaces[entry["Id"]]["inode"]
        held = [file for file, space in spaces.items() if space["inode"] == inode and file not in self.owners]
        if held:  # un fichier du moteur : l'espace est encore à quelqu'un, même étranger au sujet
            namespace = self.files.get(held[0]) or (f"container:{_name(owner)}" if owner else mine)
            self.files.setdefault(held[0], namespace)
            self.places[entry["Id"]] = namespace
            return
        same = [id for id in self.stale if id in spaces and spaces[id]["inode"] == inode]
        self.places[entry["Id"]] = self.places[same[0]] if same else mine
        if not same:
            self.files[entry["Id"]] = mine
        self.stale[entry["Id"]] = _fate(owner, entry)


def overlay_space(file: str, snapshot: Snapshot) -> str:
    """L'espace de noms que Swarm fait pour un réseau overlay, d'après son fichier ; "" si ce n'en est pas un.

    « 1-0a1b2c3d4e » : le pont du réseau dont l'id commence ainsi ; « lb_0a1b2c3d4 » : son répartiteur de charge ;
    « ingress_sbox » : celui du réseau ingress (moby, libnetwork).
    """
    overlays = [n for n in snapshot.networks if n["Driver"] == "overlay"]
    if file == "ingress_sbox":
        return next((f"balancer:{n['Name']}" for n in overlays if n.get("Ingress")), "")
    kind, beginning = ("balancer", file[3:]) if file.startswith("lb_") else ("overlay", file.partition("-")[2])
    return next((f"{kind}:{n['Name']}" for n in overlays if beginning and n["Id"].startswith(beginning)), "")


def _fate(owner: Json | None, entry: Json) -> str:
    """Ce qu'est devenu le propriétaire, à la suite de « l'espace de noms de »."""
    if owner is None:
        return "un conteneur qui n'existe plus"
    if not _alive(owner):
        return f"{_name(owner)}, qui ne tourne plus"
    if _restarted_after(owner, entry):
        return f"{_name(owner)}, qui a été relancé depuis"
    return f"{_name(owner)}, lui-même resté dans un ancien"


def _restarted_after(owner: Json, entry: Json) -> bool:
    return str((owner["State"] if isinstance(owner["State"], dict) else {}).get("StartedAt", "")) > str(
        entry["State"]["StartedAt"]
    )


def _alive(entry: Json) -> bool:
    """Vrai s'il a un espace de noms. La liste du moteur donne son état en un mot, `inspect` en un document."""
    state: Any = entry["State"]
    return (state["Status"] if isinstance(state, dict) else state) in ("running", "paused")


def _find(reference: str, snapshot: Snapshot) -> Json | None:
    """Le conteneur désigné par un id ou un nom, même étranger au sujet."""
    entries = (*snapshot.containers, *snapshot.others)
    return next((entry for entry in entries if entry["Id"] == reference or _name(entry) == reference), None)


def _name(entry: Json) -> str:
    return str(entry.get("Name") or entry["Names"][0]).lstrip("/")

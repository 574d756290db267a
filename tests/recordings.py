"""Les lectures enregistrées, une par version du moteur : la même scène, `recorded/scene.sh` (voir record_snapshots.py)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dockerlab.dockerhosts.images import VERSIONS
from dockerlab.model.building import build
from dockerlab.model.several import build_several
from dockerlab.model.topology import Topology
from dockerlab.snapshot.several import Several
from dockerlab.snapshot.snapshot import Snapshot

RECORDED = Path(__file__).parent / "recorded"

VIEWS, SEVERAL_VIEW = ("simple", "ports", "cables"), "overlay"

__all__ = [
    "RECORDED", "SEVERAL_VIEW", "VERSIONS", "VIEWS", "golden", "golden_several", "path_of", "path_of_several", "recorded",
    "recorded_several", "scene", "two_hosts",
]  # fmt: skip


def path_of(version: str) -> Path:
    return RECORDED / f"scene-{version}.json"


def golden(version: str, view: str) -> Path:
    """Le DOT attendu d'une vue de la scène."""
    return RECORDED / f"scene-{version}-{view}.dot"


@cache
def recorded(version: str) -> Snapshot:
    """La lecture de la scène sur un moteur `version`."""
    return Snapshot.load(path_of(version))


@cache
def scene(version: str) -> Topology:
    return build(recorded(version))


# Deux hôtes et un réseau overlay (voir record_several.py)


def path_of_several(version: str) -> Path:
    return RECORDED / f"quais-{version}.json"


def golden_several(version: str) -> Path:
    """Le DOT attendu des deux hôtes."""
    return RECORDED / f"quais-{version}-{SEVERAL_VIEW}.dot"


@cache
def recorded_several(version: str) -> Several:
    """La lecture des deux hôtes, moteurs `version`."""
    return Several.load(path_of_several(version))


@cache
def two_hosts(version: str) -> Topology:
    return build_several(recorded_several(version))

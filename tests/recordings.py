"""Les lectures enregistrées, une par version du moteur : la même scène, `recorded/scene.sh` (voir record_snapshots.py)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dockerlab.dockerhosts.images import VERSIONS
from dockerlab.model.building import build
from dockerlab.model.topology import Topology
from dockerlab.snapshot.snapshot import Snapshot

RECORDED = Path(__file__).parent / "recorded"

VIEWS = ("simple", "ports", "cables")

__all__ = ["RECORDED", "VERSIONS", "VIEWS", "golden", "path_of", "recorded", "scene"]


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

"""Ce que montre une leçon quand le noyau ne peut pas : lu une fois sur une Debian 13, où rien ne manque (tests/machine/run).

Dans `notebooks/enregistre/` : des lectures du réseau, des captures (`.pcap`), et des relevés (ce qui a été tapé, ce qui
en est sorti, les faits que l'on en retient).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .errors import UsageError, reason
from .snapshot.snapshot import Snapshot
from .workspace import course_root

FOLDER = "enregistre"  # dans notebooks/


@dataclass(frozen=True, slots=True)
class Seen:
    """Une commande telle qu'on la taperait, la machine où elle l'a été, son code et ce qu'elle a écrit."""

    where: str
    command: str
    code: int
    output: str

    def __str__(self) -> str:
        return "\n".join(filter(None, (f"{self.where}$ {self.command}", self.output)))


@dataclass(frozen=True, slots=True)
class Record:
    """Un relevé. `day`, `kernel`, `engine` : quand, sur quel noyau Linux, avec quel moteur ; `facts` : ce que l'on en retient."""

    title: str
    day: date
    kernel: str
    engine: str
    facts: dict[str, Any]
    seen: tuple[Seen, ...]

    @property
    def origin(self) -> str:
        """Sa provenance, en une ligne.

        >>> Record("VIP", date(2026, 11, 26), "6.12.57", "26.1.5", {}, ()).origin
        'Enregistré le 26/11/2026 sur une Debian 13 : Linux 6.12.57, moteur Docker 26.1.5.'
        """
        return (
            f"Enregistré le {self.day:%d/%m/%Y} sur une Debian 13 : Linux {self.kernel}, moteur Docker {self.engine}."
        )

    def __repr__(self) -> str:
        return "\n".join((f"{self.title}. {self.origin}", *map(str, self.seen)))


def recorded_path(name: str) -> Path:
    """Le chemin d'un fichier enregistré, comme « capture-chiffree.pcap ». Lève `UsageError` s'il n'existe pas."""
    folder = course_root() / "notebooks" / FOLDER
    path = folder / name
    if not path.is_file():
        known = ", ".join(sorted(file.name for file in folder.glob("*.*")))
        raise UsageError(f"Rien n'est enregistré sous le nom {name}.", remedy=f"ce qui l'est : {known}.")
    return path


def recorded_snapshot(name: str) -> Snapshot:
    """Une lecture enregistrée, comme « ipvlan-l2.json ». Lève `UsageError` si ce n'en est pas une."""
    return Snapshot.load(recorded_path(name))


def recorded_facts(name: str) -> Record:
    """Un relevé, comme « vip.json ». Lève `UsageError` si ce n'en est pas un."""
    path = recorded_path(name)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        seen = tuple(Seen(**one) for one in document["seen"])
        day = date.fromisoformat(document["date"])
        return Record(document["title"], day, document["kernel"], document["engine"], document["facts"], seen)
    except OSError as error:
        raise UsageError(f"Le fichier {path} ne peut pas être lu.", cause=f"{reason(error)}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"Le fichier {path} n'est pas un relevé.", cause=str(error)) from error

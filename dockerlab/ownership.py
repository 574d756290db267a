"""À qui est un objet du moteur, et ce que l'on a donc le droit d'enlever.

Est au cours ce qui porte nos étiquettes, ou ce qui porte un nom déclaré par une leçon ou un exercice ET a été créé après
son ouverture. Tout le reste est à quelqu'un d'autre : jamais arrêté, jamais enlevé, quel que soit son nom.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .engine import Engine, Json, epoch
from .errors import EngineError, EngineGone, NotFound
from .workspace import Store

LAB, SESSION, SPEC = "dockerlab.lab", "dockerlab.session", "dockerlab.spec"
HELPER_LIFE = 60.0  # secondes : aucune lecture ne dure autant
HELPER = "dockerlab.helper"  # conteneur d'appoint : bref, sans valeur, enlevé sans en parler
HOST = "dockerlab.host"  # un hôte Docker qui est un conteneur ; sa valeur est son nom
COURSE_LAB = "cours"  # ce qui sert à tout le cours : l'établi
COMPOSE_PROJECT = "com.docker.compose.project"

# L'ordre dans lequel on enlève : un réseau ne part qu'après ses conteneurs.
KINDS = ("container", "network", "volume", "image")
FRENCH = {"container": "conteneur", "network": "réseau", "volume": "volume", "image": "image"}


@dataclass(frozen=True, slots=True)
class Declared:
    """Ce qu'une leçon ou un exercice dit qu'il fera à la main, par noms ; `ports` comme « 8080/tcp »."""

    containers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()

    @classmethod
    def of(cls, **names: Iterable[str]) -> Declared:
        return cls(**{key: tuple(values) for key, values in names.items()})

    def names(self, kind: str) -> tuple[str, ...]:
        return tuple(getattr(self, f"{kind}s"))


@dataclass(frozen=True, slots=True)
class Thing:
    """Un objet du moteur, réduit à ce qui dit à qui il est."""

    kind: str
    id: str
    name: str
    created: float
    labels: dict[str, str] = field(compare=False)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}:{int(self.created)}"

    def __str__(self) -> str:
        return f"{FRENCH[self.kind]} {self.name}"


@dataclass(frozen=True, slots=True)
class Opening:
    """L'ouverture d'une leçon ou d'un exercice : le moment (horloge du moteur, secondes), et ce qui existait alors."""

    id: str
    session: str
    moment: float
    existing: frozenset[str]
    declared: Declared

    def owns(self, thing: Thing) -> bool:
        """Vrai si `thing` est à cette ouverture : fait par son `Lab`, ou fait à la main sous un nom déclaré, après elle."""
        if LAB in thing.labels:
            return thing.labels[LAB] == self.id
        named = (
            thing.name in self.declared.names(thing.kind) or thing.labels.get(COMPOSE_PROJECT) in self.declared.projects
        )
        return named and not self._found(thing) and int(thing.created) >= int(self.moment)

    def _found(self, thing: Thing) -> bool:
        """Vrai si `thing` était là à l'ouverture. Un volume se reconnaît à son nom seul : sur 20.10, sa date change quand on y
        écrit, et l'on n'enlève pas des données pour une date."""
        if thing.kind == "volume":
            return any(key.startswith(f"volume:{thing.id}:") for key in self.existing)
        return thing.key in self.existing


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Ce qu'un nettoyage a enlevé, et ce qui n'a pas pu l'être, avec la raison."""

    removed: tuple[Thing, ...]
    kept: tuple[tuple[Thing, str], ...]


def inventory(engine: Engine) -> list[Thing]:
    """Tout ce qui existe sur le moteur, en quatre requêtes."""
    things = [
        Thing("container", c["Id"], c["Names"][0].lstrip("/"), c["Created"], c.get("Labels") or {})
        for c in engine.containers()
        if c.get("Names")
    ]
    things += [
        Thing("network", n["Id"], n["Name"], epoch(n["Created"]), n.get("Labels") or {}) for n in engine.networks()
    ]
    things += [Thing("volume", v["Name"], v["Name"], _volume_date(v), v.get("Labels") or {}) for v in engine.volumes()]
    for image in engine.images():
        for tag in image.get("RepoTags") or []:
            things.append(
                Thing("image", image["Id"], tag.removesuffix(":latest"), image["Created"], image.get("Labels") or {})
            )
    return things


class Openings:
    """Les ouvertures en cours sur un moteur, gardées dans `.dockerlab/openings.json`."""

    def __init__(self, store: Store, engine: Engine) -> None:
        info = engine.info()
        self._store, self._engine_id = store, str(info["ID"])
        self.now = epoch(info["SystemTime"])

    def all(self) -> list[Opening]:
        try:
            return [_from_json(entry) for entry in self._store.read("openings").get(self._engine_id, {}).values()]
        except (KeyError, TypeError, AttributeError, ValueError):
            # Du JSON, mais pas le nôtre : sans ouverture connue, rien de fait à la main n'est enlevé.
            self._store.set_aside("openings")
            return []

    def get(self, id: str) -> Opening | None:
        return next((opening for opening in self.all() if opening.id == id), None)

    def open(self, id: str, declared: Declared, existing: Iterable[Thing]) -> Opening:
        """Ouvre, ou retrouve l'ouverture en cours : son moment reste le premier, ses noms déclarés sont mis à jour."""
        first = self.get(id)
        with self._store.change("openings") as document:
            entries = document.setdefault(self._engine_id, {})
            opening = Opening(
                id,
                first.session if first else uuid.uuid4().hex[:12],
                first.moment if first else self.now,
                first.existing if first else frozenset(thing.key for thing in existing),
                declared,
            )
            entries[id] = _to_json(opening)
        return opening

    def close(self, ids: Iterable[str]) -> None:
        with self._store.change("openings") as document:
            for id in ids:
                document.get(self._engine_id, {}).pop(id, None)


def ours(things: Iterable[Thing], openings: Iterable[Opening]) -> list[Thing]:
    """Ce qui est au cours : étiqueté par nous, ou à l'une des ouvertures. Ni l'établi, ni les images du cours."""
    openings = list(openings)
    return [
        thing
        for thing in things
        if HELPER in thing.labels
        or thing.labels.get(LAB, COURSE_LAB) != COURSE_LAB
        or any(opening.owns(thing) for opening in openings)
    ]


def stale_helpers(things: Iterable[Thing], now: float) -> list[Thing]:
    """Les conteneurs d'appoint qu'un processus tué a laissés. Les autres travaillent, peut-être pour un autre carnet.

    `now` : l'horloge du moteur, en secondes.
    """
    return [thing for thing in things if HELPER in thing.labels and now - thing.created > HELPER_LIFE]


def course_things(things: Iterable[Thing]) -> list[Thing]:
    """Ce qui sert à tout le cours et part avec la dernière leçon : l'établi."""
    return [thing for thing in things if thing.labels.get(LAB) == COURSE_LAB]


def remove(engine: Engine, things: Iterable[Thing]) -> Cleaning:
    """Enlève `things`, dans l'ordre qui convient. Ce qui a déjà disparu compte pour enlevé ; le moteur perdu se dit."""
    ordered = sorted(things, key=lambda thing: (KINDS.index(thing.kind), HOST not in thing.labels, thing.name))
    actions = {
        "container": engine.remove_container, "network": engine.remove_network,
        "volume": engine.remove_volume, "image": engine.remove_image,
    }  # fmt: skip

    def take(thing: Thing) -> str | None:
        """Enlève cette chose ; rend pourquoi elle est restée."""
        if HOST in thing.labels:
            thaw(engine, thing.id)
        try:
            # L'id, non le nom : un autre objet a pu prendre le nom entre la lecture et maintenant. Une image perd son
            # nom seulement, ses autres noms ne sont pas à nous.
            actions[thing.kind](thing.name if thing.kind in ("image", "volume") else thing.id)
        except NotFound:
            return None
        except EngineGone:
            raise
        except EngineError as error:
            return error.cause or error.what
        return None

    # Les hôtes d'abord et ensemble : chacun demande des secondes, car ses images s'en vont avec lui.
    hosts = sum(HOST in thing.labels for thing in ordered)
    with ThreadPoolExecutor(hosts or 1) as pool:
        reasons = [*pool.map(take, ordered[:hosts]), *map(take, ordered[hosts:])]
    outcome = list(zip(ordered, reasons, strict=True))
    return Cleaning(
        tuple(thing for thing, reason in outcome if reason is None),
        tuple((thing, reason) for thing, reason in outcome if reason is not None),
    )


def thaw(engine: Engine, host: str) -> None:
    """Dégèle ce qui est en pause dans un hôte Docker, avant de l'enlever : gelé, un processus ne peut pas être tué.

    cgroup v1 seulement (« Freezer subsystem », documentation du noyau) ; v2 tue ce qui est gelé. Ne lève rien.
    """
    script = (
        "for state in $(find /sys/fs/cgroup/freezer -name freezer.state 2>/dev/null); do echo THAWED > $state; done"
    )
    with suppress(EngineError):
        engine.execute(host, ["sh", "-c", script])


def _volume_date(volume: Json) -> float:
    return epoch(volume["CreatedAt"]) if volume.get("CreatedAt") else 0.0


def _to_json(opening: Opening) -> Json:
    return {**asdict(opening), "existing": sorted(opening.existing)}


def _from_json(entry: Json) -> Opening:
    declared = {f.name: tuple(entry["declared"].get(f.name, ())) for f in fields(Declared)}
    values: dict[str, Any] = {
        **entry,
        "existing": frozenset(entry["existing"]),
        "declared": Declared(**declared),
        "moment": float(entry["moment"]),
    }
    return Opening(**values)

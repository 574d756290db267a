"""Ce que cette machine peut faire et ce qui lui manque : une ligne par point, et son remède quand il en faut un."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from . import helpers
from .compose import compose_version
from .course.copies import sources
from .dockerhosts import has_host_image
from .dockerhosts.folders import REMEDY
from .dockerhosts.trial import try_private_host
from .engine import Engine, Json
from .errors import DockerlabError
from .grading.exercise import exercise_ids, load_exercise
from .grading.places import shares_loopback
from .images import inventory
from .kernel import FEATURES, try_features
from .ownership import Openings, ours
from .ownership import inventory as things_of
from .ports import port_holders
from .workspace import Store, course_root

COURSE_RANGE = ipaddress.ip_network("10.203.0.0/16")  # les adresses des leçons et des exercices
ROOM = 3e9  # octets libres en dessous desquels les images risquent de ne pas tenir


class Level(StrEnum):
    OK = "ok"
    LACK = "manque"  # gêne une partie du cours
    BLOCKING = "bloquant"  # le cours ne peut pas commencer


SIGNS = {Level.OK: "✔", Level.LACK: "•", Level.BLOCKING: "✘"}


@dataclass(frozen=True, slots=True)
class Line:
    """Un point du diagnostic : `id` stable, ce qu'il en est, et que faire quand ce n'est pas bien."""

    id: str
    level: Level
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Toutes les lignes. `ready` : le cours peut commencer."""

    lines: tuple[Line, ...]

    @property
    def ready(self) -> bool:
        return all(line.level is not Level.BLOCKING for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        return {"ready": self.ready, "lines": [asdict(line) for line in self.lines]}

    def __repr__(self) -> str:
        rows = []
        for line in self.lines:
            rows.append(f"{SIGNS[line.level]} {line.text}")
            if line.remedy:
                rows.append(f"    → {line.remedy}")
        rows.append(
            "La machine est prête." if self.ready else "Le cours ne peut pas commencer : voir les lignes marquées ✘."
        )
        return "\n".join(rows)


def diagnose() -> Diagnosis:
    """Examine la machine. Ne lève rien : ce qui empêche d'examiner est une ligne comme une autre."""
    lines = [_graphviz()]
    try:
        engine = Engine.connect()
        info = engine.info()
    except DockerlabError as error:
        lines.insert(0, Line("engine", Level.BLOCKING, f"{error.what} {error.cause}".strip(), error.remedy))
        return Diagnosis(tuple(lines))
    try:
        lines[:0] = [*_engine(engine, info), _compose()]
        images = [*_images(engine)]
    except DockerlabError as error:
        lines.append(Line("engine", Level.BLOCKING, f"{error.what} {error.cause}".strip(), error.remedy))
        return Diagnosis(tuple(lines))
    lines += images
    if any(line.id == "image:dockerlab/outils" and line.level is not Level.OK for line in images):
        lines.append(
            Line(
                "toolbox",
                Level.LACK,
                "Le noyau, les ports, les routes et le disque seront examinés quand la boîte à outils sera là.",
                "« dockerlab images get ».",
            )
        )
        return Diagnosis(tuple(lines))
    with ThreadPoolExecutor() as pool:
        examinations = [
            pool.submit(_guarded, examine, engine)
            for examine in (_kernel, _ports, _routes, _disk, _loopback, _private_host)
        ]
        for examination in examinations:
            lines += examination.result()
    return Diagnosis(tuple(lines))


def _guarded(examine: Any, engine: Engine) -> list[Line]:
    try:
        return list(examine(engine))
    except DockerlabError as error:
        return [
            Line(
                examine.__name__.lstrip("_").replace("_", "-"),
                Level.LACK,
                f"Examen impossible : {error.what} {error.cause}".strip(),
                error.remedy,
            )
        ]


def _engine(engine: Engine, info: Json) -> Iterable[Line]:
    version = info["ServerVersion"]
    yield Line("engine", Level.OK, f"Moteur Docker {version} joint à {engine.address} (API {engine.api_version}).")
    yield Line("permission", Level.OK, "Ce compte a le droit de lui parler.")
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) < (20, 10):
        yield Line(
            "version",
            Level.LACK,
            f"Le cours est vérifié de 20.10 à 29 ; {version} est plus ancien.",
            "mettez le moteur à jour par la voie qui l'a installé.",
        )
    rootless = any("rootless" in option for option in info.get("SecurityOptions") or [])
    yield Line(
        "rootless",
        Level.OK,
        "Moteur sans privilèges (rootless) : ses adresses vivent dans un espace de noms à part."
        if rootless
        else "Moteur ordinaire, lancé par root.",
    )
    desktop = "Docker Desktop" in (info.get("OperatingSystem") or "")
    yield Line(
        "desktop",
        Level.OK,
        "Docker Desktop : les réseaux vivent dans sa machine virtuelle."
        if desktop
        else "Pas Docker Desktop : les réseaux sont sur le noyau de la machine du moteur.",
    )
    yield Line("cgroup", Level.OK, f"cgroup v{info.get('CgroupVersion') or '1'}.")
    drivers = set((info.get("Plugins") or {}).get("Network") or [])
    missing = [name for name in ("bridge", "host", "null", "macvlan", "ipvlan", "overlay") if name not in drivers]
    text = f"Pilotes de réseau du moteur : {', '.join(sorted(drivers))}."
    yield Line(
        "drivers",
        Level.LACK if missing else Level.OK,
        text,
        f"il manque {', '.join(missing)} : les chapitres qui s'en servent le diront." if missing else "",
    )


def _compose() -> Line:
    version = compose_version()
    if version:
        return Line("compose", Level.OK, f"docker compose {version}.")
    if shutil.which("docker") is None:
        return Line(
            "compose",
            Level.BLOCKING,
            "La commande docker n'est pas sur le PATH.",
            "installez le client Docker (« ./cours setup »).",
        )
    return Line(
        "compose",
        Level.LACK,
        "docker compose n'est pas disponible.",
        "« dockerlab images get » pose l'extension dans ~/.docker/cli-plugins.",
    )


def _graphviz() -> Line:
    if shutil.which("dot"):
        return Line("graphviz", Level.OK, "Graphviz est là : les réseaux seront dessinés.")
    return Line(
        "graphviz",
        Level.LACK,
        "Le programme dot de Graphviz manque : les réseaux seront décrits, non dessinés.",
        "« sudo apt-get install graphviz », ou « brew install graphviz ».",
    )


def _images(engine: Engine) -> Iterable[Line]:
    for row in inventory(engine):
        id = f"image:{row.image.name}"
        if row.present:
            yield Line(id, Level.OK, f"Image {row.image.name} présente ({row.origin}, {row.size / 1e6:.0f} Mo).")
        else:
            yield Line(
                id,
                Level.LACK,
                f"Image {row.image.name} absente : {row.image.purpose}.",
                "« dockerlab images get », ou « dockerlab images import FICHIER ».",
            )


def _kernel(engine: Engine) -> Iterable[Line]:
    for name, capable in try_features(engine).items():
        label = FEATURES[name][0]
        if capable:
            yield Line(f"kernel:{name}", Level.OK, f"Le noyau sait faire : {label}.")
        else:
            yield Line(
                f"kernel:{name}",
                Level.LACK,
                f"Le noyau ne sait pas faire : {label}.",
                "les leçons qui s'en servent montreront une lecture enregistrée.",
            )


def _ports(engine: Engine) -> Iterable[Line]:
    root = course_root()
    ports = {port for id in exercise_ids(root) for port in load_exercise(root, id).declared.ports} | lesson_ports(root)
    mine = {thing.name for thing in ours(things_of(engine), Openings(Store(root), engine).all())}
    taken = {
        port: [holder for holder in holders if holder.removeprefix("le conteneur ") not in mine]
        for port, holders in port_holders(engine, sorted(ports)).items()
    }
    for port, holders in sorted(taken.items()):
        if holders:
            yield Line(
                f"port:{port}",
                Level.LACK,
                f"Le port {port} du cours est tenu par {' et '.join(holders)}.",
                "libérez-le avant la leçon ou l'exercice qui s'en sert.",
            )
    if not any(taken.values()):
        yield Line("ports", Level.OK, f"Les ports du cours sont libres ({len(ports)}).")


def lesson_ports(root: Path) -> set[str]:
    """Les ports que déclarent les leçons, lus dans l'appel `lesson(…)` de leur première cellule."""
    from .course.lessons import declared_by

    return {
        port
        for name, path in sources(root).items()
        if path.parent.name == "notebooks" and name.endswith(".ipynb")
        for port in declared_by(path).ports
    }


def _routes(engine: Engine) -> Iterable[Line]:
    answer = helpers.read_with_helper(engine, ["ip", "-j", "-4", "route", "show"], network="host")
    bridges = {
        f"br-{network['Id'][:12]}" for network in engine.networks() if "dockerlab.lab" in (network.get("Labels") or {})
    }
    overlaps = []
    for route in json.loads(answer or "[]"):
        if route["dst"] == "default" or route.get("dev") in bridges:
            continue
        if ipaddress.ip_network(route["dst"], strict=False).overlaps(COURSE_RANGE):
            overlaps.append(f"{route['dst']} ({route.get('dev', '?')})")
    if overlaps:
        yield Line(
            "routes",
            Level.LACK,
            f"Des routes recouvrent les adresses du cours ({COURSE_RANGE}) : {', '.join(overlaps)}.",
            "un VPN ou un réseau du cours encore ouvert ; fermez-le, ou « dockerlab clean ».",
        )
    else:
        yield Line("routes", Level.OK, f"Aucune route ne recouvre les adresses du cours ({COURSE_RANGE}).")


def _disk(engine: Engine) -> Iterable[Line]:
    # La racine d'un conteneur est posée sur le disque du moteur : sa place libre est la sienne.
    script = "import os;s=os.statvfs('/');print(s.f_bavail*s.f_frsize)"
    free = int(helpers.read_with_helper(engine, ["python3", "-c", script]))
    text = f"Place libre sur le disque du moteur : {free / 1e9:.0f} Go."
    yield (
        Line("disk", Level.OK, text)
        if free >= ROOM
        else Line("disk", Level.LACK, text, "libérez de la place : « docker system df » montre ce qui l'occupe.")
    )


def _loopback(engine: Engine) -> Iterable[Line]:
    if shares_loopback(engine, Store(course_root())):
        yield Line(
            "loopback", Level.OK, "Python et le moteur ont la même boucle locale : les vérifications partent d'ici."
        )
    else:
        yield Line(
            "loopback",
            Level.OK,
            "Python n'a pas la boucle locale du moteur : les vérifications partent d'un conteneur sur le réseau de sa machine.",
        )


def _private_host(engine: Engine) -> Iterable[Line]:
    refusal = try_private_host(engine)
    if refusal:
        yield Line(
            "private-host",
            Level.LACK,
            f"Un hôte Docker privé ne peut pas démarrer sur cette machine : {refusal}.",
            f"{REMEDY} L'exercice de cette leçon demande un hôte.",
        )
    else:
        yield Line(
            "private-host",
            Level.OK,
            "Un hôte Docker privé peut démarrer dans un conteneur : il protège des erreurs, non d'une attaque. Son image est là."
            if has_host_image(engine)
            else "Un hôte Docker privé peut démarrer dans un conteneur ; son image sera construite la première fois, avec des paquets Debian.",
        )

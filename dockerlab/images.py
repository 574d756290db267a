"""Les images du cours, et les façons d'obtenir chacune : un registre, les paquets Debian, ou un fichier.

Chaque image a un nom à nous (`dockerlab/…`). Celle que le cours appelle autrement (`nginx`) reçoit ce nom-là en plus,
et seulement s'il est libre : une image `nginx` déjà présente reste ce qu'elle est.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .building import RECIPE_LABEL, Builder, Tell, recipe_hash
from .engine import Engine
from .errors import EngineError, EngineGone, ImageAbsent, NotFound, UsageError, WorkspaceError, reason

__all__ = [
    "BOOK", "CATALOGUE", "COMPOSE", "COUNTER", "TOOLBOX", "Image", "Presence", "Tell",
    "archive", "build_own", "ensure", "export", "find_image", "import_file", "inventory", "outdated", "receive", "split",
]  # fmt: skip

TOOLBOX, COMPOSE = "dockerlab/outils", "dockerlab/compose"
BOOK, COUNTER = "dockerlab/livre", "dockerlab/compteur"


@dataclass(frozen=True, slots=True)
class Image:
    """Une image du cours : `name` est ce que l'on tape, `own` est à nous, `registry` est où la tirer ("" : se construit)."""

    name: str
    own: str
    folder: str
    registry: str
    purpose: str


CATALOGUE = (
    Image("nginx", "dockerlab/nginx", "nginx", "nginx:latest", "le serveur web des leçons et des exercices"),
    Image(TOOLBOX, TOOLBOX, "outils", "", "curl, dig, ip, ss, iptables, tcpdump : lire le réseau"),
    Image(
        "postgres",
        "dockerlab/postgres",
        "postgres",
        "postgres:latest",
        "la base de données des leçons et des exercices",
    ),
    Image("redis", "dockerlab/redis", "redis", "redis:latest", "la mémoire où le compteur compte ses visites"),
    Image(BOOK, BOOK, "livre", "", "un livre d'or : des mots gardés dans PostgreSQL"),
    Image(COUNTER, COUNTER, "compteur", "", "un compteur de visites : le compte est dans redis"),
)


@dataclass(frozen=True, slots=True)
class Presence:
    """Une image et ce qu'il en est : présente ou non, d'où elle vient, sa taille en octets."""

    image: Image
    present: bool
    origin: str
    size: int


def find_image(name: str) -> Image | None:
    wanted = name.removesuffix(":latest")
    return next((image for image in CATALOGUE if wanted in (image.name, image.own)), None)


def split(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sépare les images du catalogue, que l'on se procure, de celles qu'une leçon ou un étudiant construit."""
    names = tuple(names)
    return tuple(n for n in names if find_image(n)), tuple(n for n in names if not find_image(n))


def inventory(engine: Engine) -> list[Presence]:
    """Ce qu'il y a sur le moteur de chaque image du cours, en une requête."""
    by_tag = {tag: entry for entry in engine.images() for tag in entry.get("RepoTags") or []}
    rows = []
    for image in CATALOGUE:
        entry = by_tag.get(f"{image.name}:latest")
        built = bool(entry) and RECIPE_LABEL in ((entry or {}).get("Labels") or {})
        origin = "" if entry is None else "construite par le cours" if built else "d'ailleurs (registre)"
        rows.append(Presence(image, entry is not None, origin, int((entry or {}).get("Size", 0))))
    return rows


def ensure(engine: Engine, names: Iterable[str] | None = None, tell: Tell = lambda _: None) -> list[str]:
    """Se procure les images qui manquent, ou qui viennent d'une recette périmée ; rend une phrase par image obtenue.

    `names` : toutes celles du catalogue par défaut. Une image étrangère au catalogue doit déjà être là, sinon
    `ImageAbsent`. Lève `UsageError` quand `mmdebstrap` manque.
    """
    builder: Builder | None = None
    done = []
    for name in names if names is not None else [image.name for image in CATALOGUE]:
        image = find_image(name)
        if image is None:
            engine.inspect_image(name)
        elif not _is_current(engine, image):
            builder = builder or Builder(engine, tell)
            done.append(_obtain(builder, image))
    return done


def build_own(engine: Engine, name: str, folder: str, tell: Tell) -> None:
    """Construit `name` depuis `images/folder` sur la base du cours."""
    Builder(engine, tell).build(name, folder)


def outdated(engine: Engine) -> list[str]:
    """Les images du cours qui manquent, ou qui viennent d'une recette périmée : ce que `ensure` se procurerait."""
    return [image.name for image in CATALOGUE if not _is_current(engine, image)]


def archive(engine: Engine, also: Iterable[str] = ()) -> Iterator[bytes]:
    """Toutes les images du cours en une archive, sous leurs noms à nous, et les images `also`. Lève `ImageAbsent` si l'une manque."""
    missing = [row.image.name for row in inventory(engine) if not row.present]
    if missing:
        raise ImageAbsent(f"Il manque {', '.join(missing)}.", remedy="« dockerlab images get », puis recommencez.")
    for image in CATALOGUE:
        if image.own != image.name:
            engine.tag_image(image.name, image.own)
    return engine.patient().save([*(image.own for image in CATALOGUE), *also])


def export(engine: Engine, file: Path, tell: Tell = lambda _: None, *, also: Iterable[str] = ()) -> int:
    """Écrit toutes les images du cours, et les images `also`, dans `file` ; rend la taille en octets. Le fichier est entier, ou n'est pas.

    Lève `ImageAbsent` si l'une manque, `WorkspaceError` si le disque est plein.
    """
    chunks = archive(engine, also)
    partial = file.with_name(file.name + ".partiel")
    try:
        with partial.open("wb") as output:
            for chunk in chunks:
                output.write(chunk)
                tell(f"Export vers {file.name} : {output.tell() / 1e6:.0f} Mo")
        partial.replace(file)
    except OSError as error:
        raise WorkspaceError(
            f"L'export vers {file} a échoué.", cause=reason(error),
            remedy="choisissez un dossier où vous pouvez écrire et où il reste environ 1 Go.",
        ) from error  # fmt: skip
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def import_file(engine: Engine, file: Path, tell: Tell = lambda _: None) -> list[str]:
    """Charge les images d'un fichier d'export ; rend les noms obtenus. Lève `UsageError` si ce n'en est pas un."""
    try:
        with file.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            return receive(engine, _chunks(source, size, lambda text: tell(f"Import de {file.name} : {text}")))
    except OSError as error:
        raise UsageError(f"Le fichier {file} ne peut pas être lu.", cause=reason(error)) from error
    except EngineGone:
        raise
    except EngineError as error:
        raise UsageError(
            f"Le fichier {file} n'est pas un export d'images entier.", cause=error.cause or error.what,
            remedy="refaites-le sur la machine d'origine avec « dockerlab images export FICHIER ».",
        ) from error  # fmt: skip


def receive(engine: Engine, chunks: Iterable[bytes]) -> list[str]:
    """Charge ce qu'a donné `archive` ; rend les noms obtenus. Un nom tenu par une image d'ailleurs reste à elle."""
    engine.patient().load(chunks)
    for image in CATALOGUE:
        if engine.has_image(image.own):
            _give_name(engine, image)
    return [row.image.name for row in inventory(engine) if row.present]


def _chunks(archive: BinaryIO, size: int, tell: Tell) -> Iterator[bytes]:
    while chunk := archive.read(1 << 20):
        tell(f"{100 * archive.tell() // size} %")
        yield chunk


def _obtain(builder: Builder, image: Image) -> str:
    engine = builder.engine
    if image.registry and builder.pull(image.registry):
        _name_if_free(engine, image)
        return f"{image.name} : tirée d'un registre."
    builder.build(image.own, image.folder)
    _give_name(engine, image)
    return f"{image.name} : construite avec des paquets Debian."


def _is_current(engine: Engine, image: Image) -> bool:
    try:
        labels = engine.inspect_image(image.name)["Config"].get("Labels") or {}
    except NotFound:
        return False
    recipe = labels.get(RECIPE_LABEL)
    return recipe == recipe_hash(image.folder) or (recipe is None and image.name != image.own)


def _is_built_by_us(engine: Engine, name: str) -> bool:
    try:
        return RECIPE_LABEL in (engine.inspect_image(name)["Config"].get("Labels") or {})
    except NotFound:
        return False


def _give_name(engine: Engine, image: Image) -> None:
    """Donne à notre image le nom que l'on tape, s'il est libre, ou s'il est à une image que le cours a construite."""
    if image.own != image.name and (_is_built_by_us(engine, image.name) or not engine.has_image(image.name)):
        engine.tag_image(image.own, image.name)


def _name_if_free(engine: Engine, image: Image) -> None:
    """Les deux noms de l'image désignent quelque chose ; ni l'un ni l'autre n'est pris à une image présente."""
    if not engine.has_image(image.name) and engine.has_image(image.own):
        engine.tag_image(image.own, image.name)

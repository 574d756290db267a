"""Les images du cours, et les façons d'obtenir chacune : un registre, les paquets Debian, ou un fichier.

Chaque image a un nom à nous (`dockerlab/…`). Celle que le cours appelle autrement (`nginx`) reçoit ce nom-là en plus,
et seulement s'il est libre : une image `nginx` déjà présente reste ce qu'elle est.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .engine import Engine
from .errors import DiskFull, EngineError, EngineGone, ImageAbsent, NotFound, UsageError, WorkspaceError
from .workspace import course_root, reason

Tell = Callable[[str], None]

BASE, TOOLBOX, COMPOSE = "dockerlab/base", "dockerlab/outils", "dockerlab/compose"
RECIPE_LABEL = "dockerlab.recipe"  # empreinte du Dockerfile dont vient l'image
SUITE = "trixie"


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
    sources: _Sources | None = None
    done = []
    for name in names if names is not None else [image.name for image in CATALOGUE]:
        image = find_image(name)
        if image is None:
            engine.inspect_image(name)
        elif not _is_current(engine, image):
            sources = sources or _Sources(engine.patient(), tell)
            done.append(sources.obtain(image))
    return done


def build_own(engine: Engine, name: str, folder: str, tell: Tell) -> None:
    """Construit `name` depuis `images/folder` sur la base du cours."""
    _Sources(engine.patient(), tell).build(name, folder)


def export(engine: Engine, file: Path, tell: Tell = lambda _: None) -> int:
    """Écrit toutes les images du cours dans `file` ; rend la taille en octets. Le fichier est entier, ou n'est pas.

    Lève `ImageAbsent` si l'une manque, `WorkspaceError` si le disque est plein.
    """
    missing = [row.image.name for row in inventory(engine) if not row.present]
    if missing:
        raise ImageAbsent(
            f"Il manque {', '.join(missing)}.", remedy="« dockerlab images get », puis recommencez l'export."
        )
    for image in CATALOGUE:
        if image.own != image.name:
            engine.tag_image(image.name, image.own)
    partial = file.with_name(file.name + ".partiel")
    try:
        with partial.open("wb") as output:
            for chunk in engine.patient().save(image.own for image in CATALOGUE):
                output.write(chunk)
                tell(f"Export vers {file.name} : {output.tell() / 1e6:.0f} Mo")
        partial.replace(file)
    except OSError as error:
        raise WorkspaceError(
            f"L'export vers {file} a échoué.", cause=reason(error),
            remedy="choisissez un dossier où vous pouvez écrire et où il reste environ 500 Mo.",
        ) from error  # fmt: skip
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def import_file(engine: Engine, file: Path, tell: Tell = lambda _: None) -> list[str]:
    """Charge les images d'un fichier d'export ; rend les noms obtenus. Aucun nom existant ne change d'image."""
    try:
        with file.open("rb") as archive:
            size = os.fstat(archive.fileno()).st_size
            engine.patient().load(_chunks(archive, size, lambda text: tell(f"Import de {file.name} : {text}")))
    except OSError as error:
        raise UsageError(f"Le fichier {file} ne peut pas être lu.", cause=reason(error)) from error
    except EngineGone:
        raise
    except EngineError as error:
        raise UsageError(
            f"Le fichier {file} n'est pas un export d'images entier.", cause=error.cause or error.what,
            remedy="refaites-le sur la machine d'origine avec « dockerlab images export FICHIER ».",
        ) from error  # fmt: skip
    for image in CATALOGUE:
        _name_if_free(engine, image)
    return [row.image.name for row in inventory(engine) if row.present]


def _chunks(archive: BinaryIO, size: int, tell: Tell) -> Iterator[bytes]:
    while chunk := archive.read(1 << 20):
        tell(f"{100 * archive.tell() // size} %")
        yield chunk


class _Sources:
    """Les deux sources d'une image, essayées dans l'ordre ; un registre qui ne répond pas n'est pas redemandé."""

    def __init__(self, engine: Engine, tell: Tell) -> None:
        self.engine, self.tell, self.registry_answers = engine, tell, True

    def obtain(self, image: Image) -> str:
        if image.registry and self._pull(image.registry):
            _name_if_free(self.engine, image)
            return f"{image.name} : tirée d'un registre."
        self.build(image.own, image.folder)
        if image.own != image.name and (
            _is_built_by_us(self.engine, image.name) or not self.engine.has_image(image.name)
        ):
            self.engine.tag_image(image.own, image.name)
        return f"{image.name} : construite avec des paquets Debian."

    def build(self, name: str, folder: str) -> None:
        self._ensure_base()
        recipe = course_root() / "images" / folder
        labels = {RECIPE_LABEL: recipe_hash(folder), "dockerlab.image": name}
        last = ""
        try:
            for line in self.engine.build(recipe, tag=name, arguments={"BASE": BASE}, labels=labels):
                text = str(line.get("stream", "")).strip()
                last = text or last
                if step := re.match(r"Step (\d+/\d+)", text):
                    self.tell(f"{name} : construction, étape {step[1]}")
        except (EngineGone, DiskFull):
            raise
        except EngineError as error:
            raise EngineError(
                f"L'image {name} n'a pas pu être construite.", cause=f"{error.cause or error.what} (dernière ligne : {last[:200]})",
                remedy="la machine doit joindre un registre ou les paquets Debian ; sans Internet, « dockerlab images import FICHIER » "
                "charge les images préparées sur une autre machine.",
            ) from error  # fmt: skip

    def _pull(self, reference: str) -> bool:
        if not self.registry_answers:
            return False
        self.tell(f"{reference} : demande au registre")
        try:
            for line in self.engine.pull(reference):
                if line.get("progress"):
                    self.tell(f"{reference} : {line.get('id', '')} {line['status']} {line['progress']}")
        except (EngineGone, DiskFull):
            raise
        except EngineError:
            self.registry_answers = False
            return False
        return True

    def _ensure_base(self) -> None:
        if self.engine.has_image(BASE):
            return
        reference = f"debian:{SUITE}-slim"
        if self._pull(reference):
            self.engine.tag_image(reference, BASE)
            return
        self.tell("dockerlab/base : installation d'une base Debian, une trentaine de secondes")
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "base.tar"
            _bootstrap(archive)
            self.tell("dockerlab/base : import dans le moteur")
            self.engine.import_rootfs(archive, BASE, labels={"dockerlab.image": BASE})


def recipe_hash(folder: str) -> str:
    """L'empreinte des fichiers de `images/folder` : une recette qui change fait reconstruire l'image."""
    digest = hashlib.sha256()
    for path in sorted((course_root() / "images" / folder).iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


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


def _name_if_free(engine: Engine, image: Image) -> None:
    """Les deux noms de l'image désignent quelque chose ; ni l'un ni l'autre n'est pris à une image présente."""
    if not engine.has_image(image.name) and engine.has_image(image.own):
        engine.tag_image(image.own, image.name)


def _bootstrap(archive: Path) -> None:
    """Une racine Debian minimale, par mmdebstrap (man 1 mmdebstrap)."""
    if shutil.which("mmdebstrap") is None:
        raise UsageError(
            "Aucun registre ne répond, et mmdebstrap manque pour construire les images avec des paquets Debian.",
            remedy="« sudo apt-get install mmdebstrap » (« ./cours setup » s'en charge), ou, sans Internet, "
            "« dockerlab images import FICHIER ».",
        )
    command = ["mmdebstrap", "--quiet", "--variant=minbase"]
    command += [f"--dpkgopt=path-exclude=/usr/share/{part}/*" for part in ("doc", "locale", "man", "info")]
    command += [SUITE, str(archive)]
    # Sans être root, mmdebstrap se contente d'espaces de noms, que certaines machines interdisent : sudo d'abord, s'il répond.
    if os.geteuid() != 0 and shutil.which("sudo"):
        quiet = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
        if quiet or sys.stdin.isatty():
            command = ["sudo", *command]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise EngineError(
            "La base Debian des images n'a pas pu être installée.", cause=result.stderr.strip()[-600:],
            remedy="vérifiez que la machine joint les paquets Debian ; sans Internet, « dockerlab images import FICHIER ».",
        )  # fmt: skip

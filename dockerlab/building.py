"""Construire une image sans registre : une base Debian, puis le Dockerfile de `images/`, avec des paquets Debian.

La base d'une version de Debian (« suite ») vient d'un registre s'il répond, de mmdebstrap sinon. Le même Dockerfile sert
aux deux : sa base est un argument.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .engine import Engine
from .errors import DiskFull, EngineError, EngineGone, UsageError
from .workspace import course_root

Tell = Callable[[str], None]

BASE = "dockerlab/base"
RECIPE_LABEL = "dockerlab.recipe"  # empreinte du Dockerfile dont vient l'image
IMAGE_LABEL = "dockerlab.image"
SUITE = "trixie"  # la version de Debian des images du cours
OFFLINE = "sans Internet, « dockerlab images import FICHIER » charge les images préparées sur une autre machine."


class Builder:
    """Les deux sources d'une image, essayées dans l'ordre ; un registre qui ne répond pas n'est pas redemandé."""

    def __init__(self, engine: Engine, tell: Tell) -> None:
        self.engine, self.tell, self.registry_answers = engine.patient(), tell, True

    def pull(self, reference: str) -> bool:
        """Tire `reference` ; faux si aucun registre ne la donne."""
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

    def base(self, suite: str = SUITE) -> str:
        """Se procure la base d'une version de Debian, et rend son nom. Lève `UsageError` quand `mmdebstrap` manque."""
        name = BASE if suite == SUITE else f"{BASE}:{suite}"
        if self.engine.has_image(name):
            return name
        reference = f"debian:{suite}-slim"
        if self.pull(reference):
            self.engine.tag_image(reference, name)
            return name
        self.tell(f"{name} : installation d'une base Debian, une trentaine de secondes")
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "base.tar"
            _bootstrap(suite, archive)
            self.tell(f"{name} : import dans le moteur")
            self.engine.import_rootfs(archive, name, labels={IMAGE_LABEL: name})
        return name

    def build(self, name: str, folder: str, *, suite: str = SUITE, **arguments: str) -> None:
        """Construit `name` depuis `images/folder`, sur la base de `suite`. `arguments` : ceux du Dockerfile, en plus de BASE."""
        arguments["BASE"] = self.base(suite)
        recipe = course_root() / "images" / folder
        labels = {RECIPE_LABEL: recipe_hash(folder), IMAGE_LABEL: name}
        last = ""
        try:
            for line in self.engine.build(recipe, tag=name, arguments=arguments, labels=labels):
                text = str(line.get("stream", "")).strip()
                last = text or last
                if step := re.match(r"Step (\d+/\d+)", text):
                    self.tell(f"{name} : construction, étape {step[1]}")
        except (EngineGone, DiskFull):
            raise
        except EngineError as error:
            raise EngineError(
                f"L'image {name} n'a pas pu être construite.", cause=f"{error.cause or error.what} (dernière ligne : {last[:200]})",
                remedy=f"la machine doit joindre un registre ou les paquets Debian ; {OFFLINE}",
            ) from error  # fmt: skip


def recipe_hash(folder: str) -> str:
    """L'empreinte des fichiers de `images/folder` : une recette qui change fait reconstruire l'image."""
    digest = hashlib.sha256()
    for path in sorted((course_root() / "images" / folder).iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _bootstrap(suite: str, archive: Path) -> None:
    """Une racine Debian minimale, par mmdebstrap (man 1 mmdebstrap)."""
    if shutil.which("mmdebstrap") is None:
        raise UsageError(
            "Aucun registre ne répond, et mmdebstrap manque pour construire les images avec des paquets Debian.",
            remedy="« sudo apt-get install mmdebstrap » (« ./cours setup » s'en charge), ou, sans Internet, "
            "« dockerlab images import FICHIER ».",
        )
    command = ["mmdebstrap", "--quiet", "--variant=minbase"]
    command += [f"--dpkgopt=path-exclude=/usr/share/{part}/*" for part in ("doc", "locale", "man", "info")]
    if suite != SUITE:
        # L'index d'une suite qui n'est pas la stable peut avoir vieilli là où on le prend ; ses signatures restent exigées.
        command.append('--aptopt=Acquire::Check-Valid-Until "false"')
    command += [suite, str(archive)]
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

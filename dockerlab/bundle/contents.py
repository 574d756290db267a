"""Ce que dit `salle.json`, le premier membre du fichier : pour quel cours, pour quelles machines, et chaque octet qui suit.

La bibliothèque standard suffit à ce module : il sert sur un poste où rien n'est encore installé.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
MANIFEST, WHEELS, PLUGIN, IMAGES = "salle.json", "roues/", "docker-compose", "images.tar"
# Octets réservés à salle.json : il est en tête, et s'écrit en dernier, quand les empreintes sont connues.
MANIFEST_ROOM = 1 << 18
# Rien d'autre n'est accepté d'un fichier reçu : ni dossier, ni « .. », ni chemin absolu.
_NAME = re.compile(rf"{PLUGIN}|{IMAGES}|{WHEELS}[A-Za-z0-9_][A-Za-z0-9_.+!-]*\.whl", re.ASCII)
_FOLDER = re.compile("[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Member:
    """Un membre du fichier : son nom, sa taille en octets, son empreinte SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """Une image de l'archive : son nom, son identifiant sur la machine d'origine, son dossier dans images/ et l'empreinte de celui-ci."""

    name: str
    id: str
    folder: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`lock` : l'empreinte de requirements.lock. `machine` : celle des roues ; `architecture` : celle des images."""

    course: str
    date: str
    lock: str
    system: str
    machine: str
    architecture: str
    pythons: tuple[str, ...]
    images: tuple[ImageEntry, ...]
    members: tuple[Member, ...]

    def encode(self) -> bytes:
        """Le document, complété d'espaces jusqu'à la place réservée."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)
        return text.encode().ljust(MANIFEST_ROOM)

    @classmethod
    def decode(cls, content: bytes) -> Manifest:
        """Relit ce qu'a écrit `encode`. Lève `ValueError` si ce n'en est pas, ou si un nom de membre n'est pas permis."""
        document = json.loads(content)
        if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
            raise ValueError("ce document n'est pas de ce format")
        try:
            images = tuple(ImageEntry(**entry) for entry in document.pop("images"))
            members = tuple(Member(**entry) for entry in document.pop("members"))
            pythons = tuple(document.pop("pythons"))
            manifest = cls(**document, pythons=pythons, images=images, members=members)
        except (KeyError, TypeError) as error:
            raise ValueError("il manque quelque chose à ce document") from error
        names = [member.name for member in members]
        if len(set(names)) != len(names) or not all(_NAME.fullmatch(str(name)) for name in names):
            raise ValueError("un nom de membre n'est pas permis")
        if not all(_FOLDER.fullmatch(str(image.folder)) for image in images):
            raise ValueError("un dossier de recette n'est pas permis")
        return manifest

    def member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)

    @property
    def wheels(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.name.startswith(WHEELS))


def here() -> tuple[str, str, str]:
    """Ce système, cette machine, ce Python, comme « Linux », « x86_64 », « 3.11 »."""
    return platform.system(), platform.machine(), python_tag(sys.version_info[:2])


def python_tag(version: Iterable[int]) -> str:
    return ".".join(map(str, version))


def lock_fingerprint(root: Path) -> str:
    return _fingerprint([root / "requirements.lock"])


def recipe_fingerprint(root: Path, folder: str) -> str:
    """L'empreinte d'une recette de `images/` ; celle de rien, si ce cours n'a pas ce dossier."""
    return _fingerprint(path for path in (root / "images" / folder).glob("*") if path.is_file())


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

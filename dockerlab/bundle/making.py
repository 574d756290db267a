"""Écrire un fichier de salle, d'un seul trait : chaque membre est compté à mesure, et `salle.json`, en tête, s'écrit en dernier."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from ..building import Tell
from ..compose import plugin_file
from ..dockerhosts.images import FOLDER, ensure_host_image
from ..engine import Engine
from ..errors import UsageError, WorkspaceError, reason
from ..images import CATALOGUE, archive, ensure, inventory
from ..workspace import course_root
from .contents import (
    IMAGES,
    MANIFEST,
    MANIFEST_ROOM,
    PLUGIN,
    WHEELS,
    ImageEntry,
    Manifest,
    Member,
    here,
    lock_fingerprint,
    recipe_fingerprint,
)
from .wheels import check_python, collect_wheels

BLOCK = 1 << 20
APART = 300e6  # octets : de quoi tenir les roues, deux fois un instant, et Compose

Collect = Callable[[Path, Path, Sequence[str], Tell], None]


def make_bundle(
    engine: Engine,
    file: Path,
    *,
    pythons: Sequence[str] = (),
    tell: Tell = lambda _: None,
    collect: Collect = collect_wheels,
) -> Manifest:
    """Écrit le fichier de salle, et rend ce qu'il contient ; les images du cours qui manquent ici, et celle de ses hôtes, sont d'abord obtenues.

    `pythons` : les Python de la salle, comme « 3.11 » ; celui-ci par défaut. Le fichier est entier, ou n'est pas : un
    ancien du même nom n'est remplacé qu'à la fin. Lève `WorkspaceError` (disque plein, dossier interdit), `BundleError`
    (pas d'Internet), `UsageError`, `EngineError`.
    """
    root, chosen = course_root(), [check_python(text) for text in pythons] or [here()[2]]
    if file.is_dir():
        raise UsageError(f"{file} est un dossier.", remedy=f"donnez un nom de fichier : {file}/salle.tar.")
    if not file.parent.is_dir():
        raise UsageError(f"Le dossier {file.parent} n'existe pas.", remedy="vérifiez que la clé est là, ou créez-le.")
    ensure(engine, tell=tell)
    host = ensure_host_image(engine, tell=tell)
    needed = APART + sum(row.size for row in inventory(engine)) + engine.inspect_image(host)["Size"]
    try:
        # Tout se prépare dans un dossier voisin, qui disparaît quoi qu'il arrive.
        with tempfile.TemporaryDirectory(prefix=".salle-", dir=file.parent) as work:
            free = shutil.disk_usage(work).free
            tell(f"Place : {_gigabytes(needed)} Go au plus sont nécessaires, il en reste {_gigabytes(free)}")
            wheels = Path(work) / "roues"
            collect(root / "requirements.lock", wheels, chosen, tell)
            partial = Path(work) / "salle.tar"
            with partial.open("wb") as output:
                manifest = _write(output, engine, root, wheels, chosen, host, tell)
                output.flush()
                os.fsync(output.fileno())  # une clé USB se retire vite
            partial.replace(file)
    except OSError as error:
        raise WorkspaceError(
            f"Le fichier {file} n'a pas pu être écrit.", cause=f"{reason(error)}.",
            remedy=f"choisissez un dossier où vous pouvez écrire, et où il reste {_gigabytes(needed)} Go (« df -h » montre ce qui reste).",
        ) from error  # fmt: skip
    return manifest


def _write(
    output: BinaryIO, engine: Engine, root: Path, wheels: Path, pythons: Sequence[str], host: str, tell: Tell
) -> Manifest:
    system, machine, _ = here()
    _append(output, MANIFEST, [b" " * MANIFEST_ROOM])
    members = [_append(output, WHEELS + wheel.name, _blocks(wheel)) for wheel in sorted(wheels.iterdir())]
    # Compose : des exercices l'emploient, et Debian 12 ne l'a pas ; une salle coupée ne saurait où le prendre.
    if plugin := plugin_file():
        members.append(_append(output, PLUGIN, _blocks(plugin)))
    members.append(_append(output, IMAGES, _told(archive(engine, [host]), tell)))
    output.write(b"\0" * tarfile.RECORDSIZE)
    names = [(image.name, image.own, image.folder) for image in CATALOGUE] + [(host, host, FOLDER)]
    entries = [(name, engine.inspect_image(own), folder) for name, own, folder in names]
    manifest = Manifest(
        course=version("dockerlab"),
        date=datetime.now().astimezone().isoformat(timespec="seconds"),
        lock=lock_fingerprint(root),
        system=system,
        machine=machine,
        architecture=str(entries[0][1]["Architecture"]),
        pythons=tuple(pythons),
        images=tuple(
            ImageEntry(name, str(entry["Id"]), folder, recipe_fingerprint(root, folder))
            for name, entry, folder in entries
        ),
        members=tuple(members),
    )
    output.seek(0)
    _append(output, MANIFEST, [manifest.encode()])
    output.seek(0, os.SEEK_END)
    return manifest


def _append(output: BinaryIO, name: str, content: Iterable[bytes]) -> Member:
    """Écrit un membre dont la taille n'est connue qu'après : son en-tête est récrit quand elle l'est."""
    start, size, digest = output.tell(), 0, hashlib.sha256()
    output.write(_header(name, 0))
    for chunk in content:
        output.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    output.write(b"\0" * (-size % tarfile.BLOCKSIZE))
    end = output.tell()
    output.seek(start)
    output.write(_header(name, size))
    output.seek(end)
    return Member(name, size, digest.hexdigest())


def _header(name: str, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = size, int(time.time())
    return entry.tobuf(tarfile.GNU_FORMAT)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


def _told(chunks: Iterable[bytes], tell: Tell) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        done += len(chunk)
        tell(f"Images du cours : {done / 1e6:.0f} Mo")
        yield chunk


def _gigabytes(octets: float) -> str:
    return f"{octets / 1e9:.1f}".replace(".", ",")

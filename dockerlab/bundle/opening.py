"""Relire un fichier de salle : est-ce bien lui, est-il entier, convient-il à cette machine et à ce cours ?

La bibliothèque standard suffit : `./cours setup --from` lance ce module avec le Python du système, avant toute installation.
Un fichier reçu n'est pas cru : rien n'en est posé sous un nom qu'il choisirait, ni avant que son empreinte soit vérifiée.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import BundleError, DockerlabError, WorkspaceError, reason
from ..terminal import UNABLE, one_line
from .contents import MANIFEST, MANIFEST_ROOM, WHEELS, Manifest, Member, here, lock_fingerprint, recipe_fingerprint

AGAIN = "refaites-le, ou recopiez-le depuis la machine d'origine"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """Un fichier de salle dont la forme est vérifiée. `offsets` : où commence chaque membre, en octets."""

    file: Path
    manifest: Manifest
    offsets: dict[str, int]

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Le contenu d'un membre, par morceaux. Lève `BundleError` si le fichier s'arrête avant lui."""
        with _reading(self.file) as stream:
            stream.seek(self.offsets[member.name])
            left = member.size
            while left:
                chunk = stream.read(min(BLOCK, left))
                if not chunk:
                    raise _damaged(self.file)
                left -= len(chunk)
                yield chunk

    def verify(self, members: Sequence[Member], tell: Callable[[str], None] = lambda _: None) -> None:
        """Relit ces membres et compare leurs empreintes. Lève `BundleError` à la première qui diffère."""
        total, done = sum(member.size for member in members), 0
        for member in members:
            digest = hashlib.sha256()
            for chunk in self.chunks(member):
                digest.update(chunk)
                done += len(chunk)
                tell(f"Vérification de {self.file.name} : {100 * done // total} %")
            if digest.hexdigest() != member.sha256:
                raise _damaged(self.file)

    def extract_wheels(self, folder: Path) -> None:
        """Pose les roues dans `folder`, vidé d'abord ; leurs empreintes sont à vérifier avant."""
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for member in self.manifest.wheels:
                with (folder / member.name.removeprefix(WHEELS)).open("xb") as wheel:
                    wheel.writelines(self.chunks(member))
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise WorkspaceError(
                f"Les bibliothèques Python n'ont pas pu être posées dans {folder}.", cause=f"{reason(error)}.",
                remedy="libérez de la place, ou copiez le cours dans un dossier où vous pouvez écrire.",
            ) from error  # fmt: skip


def is_bundle(file: Path) -> bool:
    """Vrai si le premier membre de `file` est celui d'un fichier de salle, entier ou non. Ne lève rien."""
    try:
        with tarfile.open(file, "r:") as archive:
            first = archive.next()
            return first is not None and first.name == MANIFEST
    except (OSError, tarfile.TarError):
        return False


def open_bundle(file: Path) -> Bundle:
    """Relit `salle.json` et vérifie que chaque membre annoncé est là, à sa taille ; les empreintes restent à vérifier.

    Lève `BundleError` : ce n'est pas un fichier de salle, ou il est tronqué.
    """
    with _reading(file) as stream:
        size = os.fstat(stream.fileno()).st_size
        try:
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                first = archive.next()
                if first is None or first.name != MANIFEST or not first.isreg() or first.size > MANIFEST_ROOM:
                    raise _foreign(file)
                stream.seek(first.offset_data)
                content = stream.read(first.size)
                if len(content) < first.size:
                    raise _damaged(file)
                stream.seek(first.offset_data)
                found = {entry.name: entry for entry in archive.getmembers()[1:] if entry.isreg()}
                count = len(archive.getmembers()) - 1
        except tarfile.TarError as error:
            raise _foreign(file) if not is_bundle(file) else _damaged(file) from error
    try:
        manifest = Manifest.decode(content)
    except ValueError as error:
        raise _foreign(file) from error
    whole = count == len(manifest.members) and all(
        (entry := found.get(member.name)) is not None
        and entry.size == member.size
        and entry.offset_data + entry.size <= size
        for member in manifest.members
    )
    if not whole:
        raise _damaged(file)
    return Bundle(file, manifest, {name: entry.offset_data for name, entry in found.items()})


def must_fit_machine(bundle: Bundle) -> None:
    """Lève `BundleError` si les roues ne sont pas pour ce système, cette machine, ce Python."""
    manifest, (system, machine, python) = bundle.manifest, here()
    if (manifest.system, manifest.machine) != (system, machine):
        raise BundleError(
            f"Le fichier {bundle.file} n'est pas pour cette machine.",
            cause=f"il est pour {manifest.system} sur {manifest.machine}, et ceci est {system} sur {machine}.",
            remedy="refaites-le sur une machine comme celle-ci, avec « dockerlab bundle ».",
        )
    if python not in manifest.pythons:
        raise BundleError(
            f"Le fichier {bundle.file} n'a pas les bibliothèques du Python de cette machine.",
            cause=f"il a celles de Python {', '.join(manifest.pythons)} ; ici, {sys.executable} est un Python {python}.",
            remedy=f"refaites-le avec « dockerlab bundle FICHIER --python {' '.join([*manifest.pythons, python])} ».",
        )


def must_fit_course(bundle: Bundle, root: Path, *, wheels: bool = True) -> None:
    """Lève `BundleError` si le fichier est d'une autre version du cours ; sans `wheels`, seules les images comptent."""
    manifest, differing = bundle.manifest, []
    if wheels and manifest.lock != lock_fingerprint(root):
        differing.append("requirements.lock")
    differing += [f"images/{i.folder}" for i in manifest.images if i.recipe != recipe_fingerprint(root, i.folder)]
    if differing:
        raise BundleError(
            f"Le fichier {bundle.file} est celui d'une autre version du cours.",
            cause=f"fait le {manifest.date[:10]}, il n'a pas été fait avec les mêmes {', '.join(differing)}.",
            remedy="refaites-le depuis cette version du cours, ou donnez à ce poste la version d'où il vient.",
        )


@contextmanager
def _reading(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise BundleError(
            f"Le fichier {file} ne peut pas être lu.", cause=f"{reason(error)}.",
            remedy="vérifiez son nom, et que la clé ou le partage où il se trouve est bien là.",
        ) from error  # fmt: skip


def _foreign(file: Path) -> BundleError:
    return BundleError(
        f"Le fichier {file} n'est pas un fichier de salle.", cause="il ne commence pas comme ceux du cours.",
        remedy="donnez celui qu'a écrit « dockerlab bundle FICHIER » ; un export d'images se charge par « dockerlab images import ».",
    )  # fmt: skip


def _damaged(file: Path) -> BundleError:
    return BundleError(
        f"Le fichier {file} est tronqué ou abîmé.", cause="ce qu'il contient n'est pas ce qu'annonce son début.",
        remedy=f"{AGAIN}.",
    )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """`FICHIER` : vérifie qu'il convient à cette machine ; `FICHIER DOSSIER` : vérifie aussi chaque octet, et pose les roues dans DOSSIER."""
    try:
        bundle = open_bundle(Path(arguments[0]))
        must_fit_machine(bundle)
        must_fit_course(bundle, Path(__file__).resolve().parents[2])
        if arguments[1:]:
            bundle.verify(bundle.manifest.members)
            bundle.extract_wheels(Path(arguments[1]))
    except DockerlabError as error:
        print(one_line(error), file=sys.stderr)
        return UNABLE
    except KeyboardInterrupt:
        return UNABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Le dossier du cours, et ce qui s'y garde : `.dockerlab/` se lit et s'écrit sans jamais rien perdre."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from .errors import UsageError, WorkspaceError, reason

# Un cours se reconnaît à ces deux dossiers et à son fichier de paquet.
MARKERS = ("notebooks", "exercises", "pyproject.toml")


def is_course(folder: Path) -> bool:
    return all((folder / marker).exists() for marker in MARKERS)


def find_course(start: Path | None = None) -> Path | None:
    """Le dossier du cours qui contient `start` (le dossier courant par défaut), ou rien."""
    try:
        here = (start or Path.cwd()).resolve()
    except FileNotFoundError:  # le dossier courant a été enlevé sous nos pieds
        return None
    return next((folder for folder in (here, *here.parents) if is_course(folder)), None)


def installed_course() -> Path | None:
    """Le cours d'où vient ce paquet, quand il est installé par `pip install -e .`."""
    folder = Path(__file__).resolve().parent.parent
    return folder if is_course(folder) else None


def course_root(*, inside: bool = False) -> Path:
    """Le dossier du cours.

    `inside` : exige que le dossier courant soit dans le cours, comme le veulent les carnets.
    Lève `UsageError`, qui nomme le dossier attendu.
    """
    found = find_course() or (None if inside else installed_course())
    if found is not None:
        return found
    expected = installed_course()
    where = f" Le dossier attendu est {expected}/travail." if expected else ""
    raise UsageError(
        f"Le dossier courant, {_here()}, n'est pas dans le cours.",
        cause="un carnet du cours s'ouvre depuis le dossier du cours, où sont les exercices et les images." + where,
        remedy="ouvrez le cours par ./cours (ou « dockerlab jupyter ») depuis le dossier où vous l'avez cloné.",
    )


def _here() -> str:
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        return "qui n'existe plus"


def say(text: str) -> None:
    """Dit quelque chose à la personne sans toucher à la sortie standard, qui peut être du JSON."""
    print(text, file=sys.stderr, flush=True)


class Store:
    """Les documents JSON de `.dockerlab/`, un par sujet, écrits d'un seul coup (fichier temporaire, puis renommage)."""

    def __init__(self, root: Path) -> None:
        self.folder = root / ".dockerlab"

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def read(self, name: str) -> dict[str, Any]:
        """Le document `name`, vide s'il n'existe pas ; abîmé, il est mis de côté et l'on repart d'un document vide."""
        path = self.path(name)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(document, dict):
                raise ValueError("un objet JSON était attendu")
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            self.set_aside(name)
            return {}
        except OSError as error:
            raise unusable(path, error) from error
        return document

    @contextmanager
    def change(self, name: str) -> Iterator[dict[str, Any]]:
        """Lit le document, le laisse modifier, l'écrit ; un seul processus à la fois."""
        path = self.path(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / f"{name}.lock", timeout=10):
                document = self.read(name)
                yield document
                write_atomically(path, json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        except Timeout as error:
            raise WorkspaceError(
                f"Le fichier {path} est tenu par un autre processus depuis 10 s.",
                remedy="attendez la fin de l'autre commande dockerlab, ou fermez le carnet qui tourne, puis recommencez.",
            ) from error
        except OSError as error:
            raise unusable(path, error) from error

    def set_aside(self, name: str) -> None:
        """Renomme un document inutilisable, et le dit ; rien n'est jeté."""
        path = self.path(name)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        aside = path.with_name(f"{path.stem}.abime-{stamp}.json")
        try:
            path.rename(aside)
        except OSError as error:
            raise unusable(path, error) from error
        say(
            f"Le fichier {path.name} de .dockerlab/ était illisible : il est mis de côté sous {aside.name}, et le cours continue."
        )


def write_atomically(path: Path, content: str | bytes) -> None:
    """Remplace `path` par `content` : à tout instant le fichier est l'ancien ou le nouveau, entier. Un texte va en UTF-8."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partiel")
    try:
        with partial.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


_REMEDIES = {
    errno.ENOSPC: "libérez de la place (« df -h . » montre ce qui reste), puis recommencez ; l'ancien fichier est intact.",
    errno.EDQUOT: "libérez de la place (« quota » montre votre part), puis recommencez ; l'ancien fichier est intact.",
    errno.EROFS: "copiez le cours dans un dossier où vous pouvez écrire.",
    errno.EISDIR: "renommez ce dossier, puis recommencez.",
    errno.ENOTDIR: "renommez ce fichier, puis recommencez.",
    errno.EEXIST: "renommez ce fichier, puis recommencez.",
}


def unusable(path: Path, error: OSError) -> WorkspaceError:
    """L'erreur à lever quand `path` ne peut pas être lu ou écrit."""
    remedy = _REMEDIES.get(error.errno or 0, f"vérifiez que ce dossier vous appartient : « ls -ld {path.parent} ».")
    return WorkspaceError(f"{path} ne peut pas être utilisé.", cause=f"{reason(error)}.", remedy=remedy)

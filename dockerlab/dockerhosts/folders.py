"""Le dossier de chaque hôte : sa socket y est, sur cette machine, pour le seul compte qui l'a démarré."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from ..engine import Engine
from ..errors import UsageError, WorkspaceError, reason

SOCKET = "docker.sock"
LONGEST = 107  # octets : le chemin d'une socket Unix, sans son octet nul (man 7 unix, sun_path)
NEW = 60.0  # secondes : un dossier plus jeune attend peut-être encore son conteneur
REMEDY = "les leçons et les tests qui demandent un hôte privé veulent un moteur Docker ordinaire, sur cette machine."


def make_folder(engine_id: str, name: str) -> Path:
    """Fait, s'il manque, le dossier de l'hôte `name`, de mode 0700. Son nom ne dépend que du moteur et de l'hôte : un Python tué le retrouve.

    Lève `UsageError` si le chemin est trop long pour une socket, `WorkspaceError` si le dossier est à un autre compte.
    """
    folder = find_folder(engine_id, name)
    if len(os.fsencode(folder / SOCKET)) > LONGEST:
        raise UsageError(
            f"Le chemin {folder / SOCKET} est trop long : celui d'une socket tient en {LONGEST} octets.",
            remedy="donnez à l'hôte un nom plus court, ou à TMPDIR un dossier au chemin plus court.",
        )
    try:
        for level in (folder.parent, folder):
            level.mkdir(mode=0o700, exist_ok=True)
            _must_be_private(level)
    except OSError as error:
        raise WorkspaceError(
            f"Le dossier {folder}, où doit être la socket de l'hôte, ne peut pas être fait.", cause=f"{reason(error)}.",
            remedy=f"vérifiez que {folder.parent} est à vous, ou donnez à TMPDIR un dossier où vous pouvez écrire.",
        ) from error  # fmt: skip
    return folder


def find_folder(engine_id: str, name: str) -> Path:
    """Où est le dossier de l'hôte `name` du moteur `engine_id`, qu'il existe ou non."""
    return _home() / f"{_prefix(engine_id)}{name}"


def folders_of(engine_id: str) -> dict[str, Path]:
    """Les dossiers des hôtes de ce moteur, par nom d'hôte, quand ils ne sont plus tout neufs."""
    prefix = _prefix(engine_id)
    found = {path.name.removeprefix(prefix): path for path in _home().glob(f"{prefix}*")}
    return {name: path for name, path in found.items() if time.time() - path.lstat().st_mtime > NEW}


def remove_folder(folder: Path) -> None:
    """Enlève un dossier d'hôte ; déjà parti, tant mieux."""
    shutil.rmtree(folder, ignore_errors=True)


def must_share_sockets(outer: Engine) -> None:
    """Lève `UsageError` si le moteur est visiblement ailleurs : une socket Unix ne passe ni le réseau ni une machine virtuelle."""
    if not outer.address.startswith("unix://"):
        raise not_shared(f"le moteur est joint à {outer.address}")
    if "Docker Desktop" in (outer.info().get("OperatingSystem") or ""):
        raise not_shared("Docker Desktop fait tourner le moteur dans une machine virtuelle")


def not_shared(why: str) -> UsageError:
    return UsageError(
        "Un hôte privé ne peut pas être joint d'ici : sa socket ne se partage qu'avec un moteur de cette machine.",
        cause=f"{why}.", remedy=REMEDY,
    )  # fmt: skip


def _home() -> Path:
    return Path(tempfile.gettempdir()) / f"dockerlab-{os.getuid()}"


def _prefix(engine_id: str) -> str:
    return hashlib.sha256(engine_id.encode()).hexdigest()[:8] + "-"


def _must_be_private(folder: Path) -> None:
    """Lève `PermissionError` si un autre compte a fait ce dossier avant nous : le nom se devine, /tmp est à tous."""
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        raise PermissionError(f"{folder} n'est pas un dossier de ce compte")
    folder.chmod(0o700)

"""Le dossier de chaque hôte : sa socket y est, sur cette machine, pour le seul compte qui l'a démarré."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..building import Tell
from ..engine import Engine
from ..errors import UsageError, WorkspaceError, reason

SOCKET = "docker.sock"
NEST = "h"  # dans le dossier d'un hôte qui en loge d'autres : les leurs
LONGEST = 107  # octets : le chemin d'une socket Unix, sans son octet nul (man 7 unix, sun_path)
REMEDY = (
    "un hôte privé veut un moteur Docker ordinaire, sur cette machine. Sans lui, la leçon 08 se lit sans l'exécuter : "
    "le carnet tel que vous l'avez reçu garde les sorties et les images d'une machine qui pouvait."
)


@contextmanager
def held_folder(folder: Path) -> Iterator[Path]:
    """Le dossier d'un hôte, de mode 0700, fait s'il manque, et tenu : d'ici que son conteneur existe, `discard_folder` le laisse.

    Un Python tué ne le tient plus (man 2 flock).
    Lève `UsageError` si le chemin est trop long pour une socket, `WorkspaceError` si le dossier est à un autre compte.
    """
    handle = -1
    try:
        while handle < 0:
            _make_socket_folder(folder)
            handle = _hold(folder, fcntl.LOCK_SH)
        yield folder
    finally:
        if handle >= 0:
            os.close(handle)


@contextmanager
def alone(outer: Engine, tell: Tell) -> Iterator[None]:
    """Tant que dure ce bloc, aucun autre Python de ce compte ne démarre d'hôtes ici : chacun prendrait ceux de l'autre, à demi
    créés, pour des restes. Un Python tué ne tient plus rien (man 2 flock). Lève `WorkspaceError`."""
    home = _home(outer)
    _make(home)
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("D'autres hôtes démarrent : chacun son tour")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def discard_folder(folder: Path) -> bool:
    """Enlève un dossier d'hôte que personne ne tient ; vrai s'il l'a été."""
    handle = _hold(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if handle < 0:
        return False
    try:
        remove_folder(folder)
    finally:
        os.close(handle)
    return True


def _make_socket_folder(folder: Path) -> None:
    if len(os.fsencode(folder / SOCKET)) > LONGEST:
        raise UsageError(
            f"Le chemin {folder / SOCKET} est trop long : celui d'une socket tient en {LONGEST} octets.",
            remedy="donnez à l'hôte un nom plus court, ou à TMPDIR un dossier au chemin plus court.",
        )
    for level in (folder.parent, folder):
        _make(level)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _must_be_private(folder)
    except OSError as error:
        raise WorkspaceError(
            f"Le dossier {folder}, où vont les sockets des hôtes, ne peut pas être fait.", cause=f"{reason(error)}.",
            remedy="vérifiez qu'il est à vous, ou donnez à TMPDIR un dossier où vous pouvez écrire.",
        ) from error  # fmt: skip


def _hold(folder: Path, how: int) -> int:
    """Un descripteur qui tient le dossier, ou -1 : tenu par un autre, ou enlevé entre-temps."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return -1
    try:
        fcntl.flock(handle, how)
        if os.path.samestat(os.fstat(handle), folder.lstat()):
            return handle
    except OSError:
        pass
    os.close(handle)
    return -1


def find_folder(outer: Engine, name: str) -> Path:
    """Où est le dossier de l'hôte `name` de ce moteur, qu'il existe ou non : un Python tué le retrouve."""
    return _home(outer) / f"{_prefix(outer)}{name}"


def folders_of(outer: Engine) -> dict[str, Path]:
    """Les dossiers des hôtes de ce moteur, par nom d'hôte."""
    prefix = _prefix(outer)
    return {path.name.removeprefix(prefix): path for path in _home(outer).glob(f"{prefix}*")}


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


def _home(outer: Engine) -> Path:
    """Celui de ce compte ; pour un moteur qui est lui-même celui d'un hôte, et en loge d'autres : le sien, qu'il voit aussi."""
    nest = Path(outer.address.removeprefix("unix://")).parent / NEST
    return nest if nest.is_dir() else Path(tempfile.gettempdir()) / f"dockerlab-{os.getuid()}"


def _prefix(outer: Engine) -> str:
    return hashlib.sha256(str(outer.info()["ID"]).encode()).hexdigest()[:8] + "-"


def _must_be_private(folder: Path) -> None:
    """Lève `PermissionError` si un autre compte a fait ce dossier avant nous : le nom se devine, /tmp est à tous."""
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        raise PermissionError(f"{folder} n'est pas un dossier de ce compte")
    folder.chmod(0o700)

"""Compose v2 pour la commande `docker` : présent, ou son extension seule, posée dans `~/.docker/cli-plugins`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from .engine import Engine
from .errors import NotFound, WorkspaceError, reason
from .images import COMPOSE, Tell, build_own

PLUGIN = "docker-compose"


def compose_version() -> str | None:
    """La version de Compose v2 que connaît `docker compose`, ou rien."""
    if shutil.which("docker") is None:
        return None
    try:
        result = subprocess.run(
            ["docker", "compose", "version", "--short"], check=False, capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() or None if result.returncode == 0 else None


def ensure_compose(engine: Engine, tell: Tell = lambda _: None) -> str | None:
    """Pose l'extension si `docker compose` manque ; rend une phrase si quelque chose a été fait.

    Elle vient du paquet Debian, par une image : aucune source n'est ajoutée à apt, aucun moteur n'est remplacé.
    Lève `WorkspaceError` si le dossier personnel ne peut pas être écrit, `EngineError` si l'image ne se construit pas.
    """
    if shutil.which("docker") is None or compose_version() is not None:
        return None
    if not engine.has_image(COMPOSE):
        build_own(engine, COMPOSE, "compose", tell)
    tell("Compose : copie de l'extension")
    container = engine.create_container({"Image": COMPOSE, "Cmd": ["true"]})
    try:
        with _member(engine.file_from(container, f"/{PLUGIN}")) as source:
            said = place_plugin(iter(lambda: source.read(1 << 20), b""))
    finally:
        engine.remove_container(container)
    engine.remove_image(COMPOSE)
    return said


def plugin_file() -> Path | None:
    """Où est l'extension qu'emploie `docker compose` ici, ou rien (« docker info », Client.Plugins)."""
    if compose_version() is None:
        return None
    command = ["docker", "info", "--format", "{{json .ClientInfo.Plugins}}"]
    try:
        result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
        plugins = json.loads(result.stdout.splitlines()[0])
        return next((Path(entry["Path"]) for entry in plugins if entry.get("Name") == "compose"), None)
    except (OSError, subprocess.TimeoutExpired, ValueError, LookupError, TypeError):
        return None


def place_plugin(content: Iterable[bytes]) -> str:
    """Pose l'extension pour ce compte ; rend une phrase.

    Lève `WorkspaceError` si le dossier personnel ne peut pas être écrit, `NotFound` si `docker` n'en veut pas.
    """
    folder = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "cli-plugins"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(content, folder / PLUGIN)
    except OSError as error:
        raise WorkspaceError(
            f"L'extension Compose n'a pas pu être posée dans {folder}.", cause=reason(error),
            remedy="rendez ce dossier accessible en écriture, puis recommencez.",
        ) from error  # fmt: skip
    version = compose_version()
    if version is None:
        raise NotFound(
            "L'extension Compose est posée, mais « docker compose » ne la trouve pas.", remedy=f"vérifiez {folder}."
        )
    return f"docker compose {version} : extension posée dans {folder}."


@contextmanager
def _member(chunks: Iterator[bytes]) -> Iterator[IO[bytes]]:
    """Le seul fichier d'une archive donnée par morceaux."""
    with tempfile.TemporaryFile() as archive:
        for chunk in chunks:
            archive.write(chunk)
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            yield cast("IO[bytes]", tar.extractfile(PLUGIN))


def _write(content: Iterable[bytes], target: Path) -> None:
    # Un nom temporaire puis un renommage : interrompu, il ne reste pas d'extension à moitié écrite.
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as partial:
        try:
            partial.writelines(content)
            partial.flush()
            Path(partial.name).chmod(0o755)
            Path(partial.name).replace(target)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise

"""Les hôtes Docker privés des tests : ce qui gênerait un moteur partagé se fait sur l'un d'eux."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from dockerlab.dockerhosts import DEFAULT_VERSION, DockerHost
from dockerlab.dockerhosts.clearing import Baseline, baseline, clear
from dockerlab.engine import Engine
from dockerlab.errors import EngineError, NotFound
from dockerlab.images import CATALOGUE, TOOLBOX
from dockerlab.ownership import HOST

IMAGES = ("nginx", "dockerlab/nginx", TOOLBOX)
ALL_IMAGES = tuple(dict.fromkeys(name for image in CATALOGUE for name in (image.name, image.own)))
_NAME = re.compile(r"essai-(?P<process>\d+)-")


def host_name(rank: str) -> str:
    """Le nom d'un hôte de cette session : le numéro de son processus dit à la suivante s'il est abandonné."""
    return f"essai-{os.getpid()}-{rank}"


def remove_abandoned(engine: Engine) -> None:
    """Enlève les hôtes d'une session de tests tuée. Ils ne portent pas d'étiquette de lab : `clean` ne les voit pas."""
    for entry in engine.containers(label=HOST):
        found = _NAME.match(entry["Labels"][HOST])
        if found and not Path(f"/proc/{found['process']}").exists():
            with suppress(NotFound):
                engine.remove_container(entry["Id"])


class PrivateHosts:
    """Un hôte par version et par session, ses images chargées ; rendu vide à chaque test qui le demande."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hosts: dict[str, tuple[DockerHost, Baseline]] = {}

    def __call__(self, version: str = DEFAULT_VERSION) -> DockerHost:
        if version in self._hosts:
            host, before = self._hosts[version]
            try:
                clear(host, before)
                return host
            except EngineError:  # un test l'a arrêté ou abîmé : un autre prend sa place
                host.remove()
        host = DockerHost.start(self._engine, host_name(version), version=version)
        try:
            host.load(IMAGES)
            self._hosts[version] = (host, baseline(host))
        except BaseException:
            host.remove()
            raise
        return host

    def remove(self) -> None:
        for host, _ in self._hosts.values():
            host.remove()


def _is_cleared(host: DockerHost, before: Baseline) -> bool:
    with suppress(EngineError):
        clear(host, before)
        return True
    return False

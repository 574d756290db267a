"""Les hôtes Docker privés des tests : ce qui gênerait un moteur partagé se fait sur l'un d'eux."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from dockerlab.dockerhosts import DockerHost, Fleet, Plan, default_version
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


def trial_plan(count: int) -> Plan:
    """Des hôtes de cette session, sur un réseau à elle."""
    return Plan(tuple(host_name(f"hote-{rank}") for rank in range(1, count + 1)), host_name("hotes"), "10.203.251.0/24")


def swarm(fleet: Fleet) -> None:
    """Fait de ces hôtes un Swarm, dont le premier est le chef."""
    manager, *workers = fleet
    must(manager, "docker", "swarm", "init", "--advertise-addr", fleet.plan.address(manager.name))
    token = must(manager, "docker", "swarm", "join-token", "--quiet", "worker")
    for worker in workers:
        must(worker, "docker", "swarm", "join", "--token", token, f"{fleet.plan.address(manager.name)}:2377")


def must(host: DockerHost, *command: str) -> str:
    """Ce que dit une commande qui doit réussir sur l'hôte."""
    output = host.execute(*command)
    assert output.code == 0, f"{' '.join(command)}\n{output.stderr}"
    return output.stdout.strip()


def remove_abandoned(engine: Engine) -> None:
    """Enlève les hôtes d'une session de tests tuée, et leurs réseaux. Sans étiquette de lab, `clean` ne les voit pas."""
    for entry in engine.containers(label=HOST):
        if _is_abandoned(entry["Labels"][HOST]):
            with suppress(NotFound):
                engine.remove_container(entry["Id"])
    for network in engine.networks():
        if _is_abandoned(network["Name"]):
            with suppress(EngineError):
                engine.remove_network(network["Id"])


def _is_abandoned(name: str) -> bool:
    found = _NAME.match(name)
    return found is not None and not Path(f"/proc/{found['process']}").exists()


class PrivateHosts:
    """Un hôte par version et par session, ses images chargées ; rendu vide à chaque test qui le demande."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hosts: dict[str, tuple[DockerHost, Baseline]] = {}

    def __call__(self, version: str = "") -> DockerHost:
        version = version or default_version()
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

"""Les hôtes qui sont là : les montrer, entrer chez l'un d'eux, renvoyer ceux du cours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..engine import Engine
from ..errors import NotFound, NotReady
from .fleet import BY_HAND, living, remove_hosts, remove_underlay
from .host import DockerHost
from .leftovers import sweep
from .plan import MOST, NETWORK, Plan

# Ce que l'on dit d'un hôte qui ne tourne pas (un conteneur arrêté n'a plus d'adresse).
STATES = {"created": "jamais démarré", "exited": "arrêté", "dead": "arrêté", "paused": "en pause", "removed": "enlevé"}
NUMBERED = Plan.numbered(MOST).names


@dataclass(frozen=True, slots=True)
class Resident:
    """Un hôte tel qu'on le montre. `address` : la sienne parmi les autres, "" s'il n'est pas branché. `state` : celui de son
    conteneur, comme « running » (« Docker Engine API », GET /containers/{id}/json). `engine` : la version de son moteur, ""
    s'il ne répond pas. `docker_host` : où est ce moteur, comme pour DOCKER_HOST. `lab` : à qui il est."""

    name: str
    address: str
    state: str
    engine: str
    docker_host: str
    lab: str

    @classmethod
    def of(cls, host: DockerHost) -> Resident:
        try:
            found = host.outer.inspect_container(host.id)
        except NotFound:  # enlevé depuis la liste
            return cls(host.name, "", "removed", "", host.address, host.lab)
        ends = (found["NetworkSettings"].get("Networks") or {}).values()
        address = next((str(end["IPAddress"]) for end in ends if end.get("IPAddress")), "")
        return cls(host.name, address, str(found["State"]["Status"]), host.version(), host.address, host.lab)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        engine = f"moteur {self.engine}" if self.engine else STATES.get(self.state, "ne répond pas")
        owner = "" if self.lab == BY_HAND else f"  ({self.lab})"
        where = self.address or ("débranché" if self.state == "running" else "")
        return f"{self.name:<12}  {where:<14}  {engine:<16}  {self.docker_host}{owner}"


def residents(outer: Engine) -> list[Resident]:
    """Les hôtes du cours, par nom."""
    return [Resident.of(host) for host in living(outer)]


def send_away(outer: Engine) -> tuple[list[str], list[DockerHost]]:
    """Enlève les hôtes numérotés, quelle que soit la leçon qui les a démarrés, et leur réseau ; rend leurs noms, et les hôtes laissés.

    Ceux d'un exercice restent : ils tiennent le travail de l'étudiant.
    """
    found = living(outer)
    removed = remove_hosts(host for host in found if host.name in NUMBERED)
    remove_underlay(outer, NETWORK)
    sweep(outer)
    return removed, [host for host in found if host.name not in NUMBERED]


def shell(outer: Engine, name: str, environment: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Le programme qui ouvre un terminal chez l'hôte `name`, et son environnement.

    Celui de la personne, où `docker` parle à ce moteur ; si la socket de l'hôte ne répond pas d'ici, `bash` dans l'hôte.
    Lève `NotFound` si aucun hôte du cours ne porte ce nom, `NotReady` s'il ne tourne pas.
    """
    known = {host.name: host for host in living(outer)}
    if name not in known:
        there = ", ".join(known) or "aucun"
        raise NotFound(
            f"Aucun hôte ne s'appelle « {name} ».", cause=f"ceux qui sont là : {there}.",
            remedy="« dockerlab hosts up 2 » démarre hote-1 et hote-2.",
        )  # fmt: skip
    host = known[name]
    if not host.version():
        if (state := Resident.of(host).state) != "running":
            raise NotReady(
                f"L'hôte {name} ne tourne pas.", cause=f"il est {STATES.get(state, state)}.",
                remedy="« dockerlab hosts up » avec le nombre d'hôtes le refait, vide ; « docker unpause » réveille celui qui est en pause.",
            )  # fmt: skip
        return ["docker", "exec", "-it", name, "bash"], dict(environment)
    kept = {key: value for key, value in environment.items() if key not in ("DOCKER_CONTEXT", "DOCKER_TLS_VERIFY")}
    return [environment.get("SHELL") or "/bin/sh"], {**kept, "DOCKER_HOST": host.address}

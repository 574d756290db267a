"""La topologie : ce qui est relié à quoi, et les questions qu'on peut lui poser."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from . import across, reach
from .difference import Difference, compare
from .objects import Container, Doubt, Endpoint, Forwarding, Host, Interface, Link, Network, Publication, find_network
from .reach import Path, Reach


@dataclass(frozen=True, slots=True)
class Topology:
    """Ce qui est relié à quoi, trié : deux lectures égales donnent deux topologies égales.

    `kernel` : le noyau a été lu, et pas le moteur seul. `left_out` : conteneurs étrangers au sujet, laissés de côté.
    `hosts` : les hôtes, s'il y en a plusieurs à montrer ; `forwarding` : où leurs vxlan envoient.
    """

    containers: tuple[Container, ...]
    networks: tuple[Network, ...]
    publications: tuple[Publication, ...]
    engine_version: str
    left_out: int = 0
    interfaces: tuple[Interface, ...] = ()
    links: tuple[Link, ...] = ()
    warnings: tuple[Doubt, ...] = ()
    kernel: bool = False
    hosts: tuple[Host, ...] = ()
    forwarding: tuple[Forwarding, ...] = ()

    def container(self, name: str) -> Container | None:
        return next((container for container in self.containers if container.name == name), None)

    def network(self, name: str) -> Network | None:
        return next((network for network in self.networks if network.name == name), None)

    def network_of(self, endpoint: Endpoint) -> Network | None:
        """Le réseau d'une attache, par son id : deux réseaux, ou l'ancien et le nouveau, peuvent porter le même nom."""
        return find_network(self.networks, endpoint)

    def interfaces_of(self, namespace: str) -> tuple[Interface, ...]:
        return tuple(interface for interface in self.interfaces if interface.namespace == namespace)

    def to_json(self) -> dict[str, Any]:
        """Le document qu'écrit `dockerlab draw --output topo.json`."""
        document = asdict(self)
        for network in document["networks"]:
            network["options"] = dict(network["options"])
        return document

    def neighbours(self, name: str) -> tuple[str, ...]:
        """Les conteneurs qui partagent un réseau ou un espace de noms avec le conteneur `name` ; ceux du réseau `name`."""
        return across.neighbours(self, name) if self.hosts else reach.neighbours(self, name)

    def reachable(self, a: str, b: str) -> Reach:
        """Un paquet IP de `a` arrive-t-il à `b`, et pourquoi. `a`, `b` : un conteneur, ou `host` pour la machine."""
        return across.reachable(self, a, b) if self.hosts else reach.reachable(self, a, b)

    def path(self, a: str, b: str) -> Path | None:
        """Par où passe un paquet de `a` à `b`, ou rien s'il n'arrive pas."""
        return across.path(self, a, b) if self.hosts else reach.path(self, a, b)

    def diff(self, other: Topology) -> Difference:
        """Ce qui a changé de cette topologie à `other`."""
        return compare(self, other)

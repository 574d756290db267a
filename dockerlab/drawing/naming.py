"""Comment chaque objet s'appelle : sa clé dans la scène, et son nom devant le lecteur, même quand deux le partagent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..model.objects import HOST, Container, Endpoint, Network, space_of, split_host
from ..model.topology import Topology
from .text import named


@dataclass(frozen=True)
class Naming:
    """Les noms d'une topologie, retrouvés en temps constant."""

    by_id: dict[str, Network]
    by_name: dict[str, Network]
    repeated: frozenset[str]
    no_gateway: str  # ce qui se dit d'un sous-réseau sans passerelle ; rien dans un but, qui la laisse libre
    dwellers: dict[str, tuple[str, ...]]  # par espace de noms : les conteneurs qui y vivent

    @classmethod
    def of(cls, topology: Topology) -> Naming:
        count = Counter(network.name for network in topology.networks)
        dwellers: dict[str, list[str]] = {}
        for container in topology.containers:
            if container.namespace:
                dwellers.setdefault(container.namespace, []).append(container.name)
        for space, names in dwellers.items():  # le propriétaire d'abord
            names.sort(key=lambda name, space=space: (space_of(name) != space, name))  # type: ignore[misc]
        return cls(
            {network.id: network for network in topology.networks},
            {network.name: network for network in reversed(topology.networks)},
            frozenset(name for name, times in count.items() if times > 1),
            "sans passerelle connue" if topology.engine_version else "",
            {space: tuple(names) for space, names in dwellers.items()},
        )

    def network_of(self, endpoint: Endpoint) -> Network | None:
        """Le réseau d'une attache, par son id : l'ancien et le nouveau peuvent porter le même nom."""
        if endpoint.network_id:
            return self.by_id.get(endpoint.network_id)
        return self.by_name.get(endpoint.network)

    def network_key(self, network: Network) -> str:
        return f"network:{network.name}" + (f"#{network.id[:12]}" if network.name in self.repeated else "")

    def network(self, network: Network) -> str:
        """Son nom, suivi de son identifiant court quand un autre réseau porte le même."""
        return named(network.name) + (f" [{network.id[:12]}]" if network.name in self.repeated else "")

    def endpoint(self, endpoint: Endpoint) -> str:
        """Le nom du réseau d'une attache."""
        network = self.network_of(endpoint)
        return self.network(network) if network else named(endpoint.network)

    def endpoint_key(self, endpoint: Endpoint) -> str:
        network = self.network_of(endpoint)
        if network:
            return self.network_key(network)
        return (
            f"network:{endpoint.network}#{endpoint.network_id[:12]}"
            if endpoint.network_id
            else f"network:{endpoint.network}"
        )

    def space(self, namespace: str) -> str:
        """Un espace de noms, dit en français : « la machine », ou les conteneurs qui y vivent, et sur quel hôte."""
        host, own = split_host(namespace)
        if own == HOST:
            return named(host) if host else "la machine"
        where = f" sur {named(host)}" if host else ""
        kind, _, name = own.partition(":")
        if kind == "overlay":
            return f"le réseau overlay {named(name)}{where}"
        if kind == "balancer":
            return f"le répartiteur de charge du réseau {named(name)}{where}"
        dwellers = self.dwellers.get(namespace, (name,))
        return ", ".join(named(split_host(dweller)[1]) for dweller in dwellers) + where


def container_key(container: Container | str) -> str:
    return f"container:{container if isinstance(container, str) else container.name}"

"""La topologie d'un hôte parmi d'autres : chaque nom est précédé du sien, et se retrouve tel qu'il était."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from .objects import Container, on, split_host

if TYPE_CHECKING:
    from .topology import Topology


def prefixed(topology: Topology, host: str) -> Topology:
    """La même topologie, chaque espace de noms, conteneur et réseau précédé du nom de l'hôte ; ses doutes le nomment."""
    found = _renamed(topology, lambda name: on(host, name) if name else "")
    return replace(
        found,
        warnings=tuple(
            replace(d, text=f"{host} : {d.text}", about=on(host, d.about) if d.about else host)
            for d in topology.warnings
        ),
    )


def part(topology: Topology, host: str) -> Topology:
    """Ce que la topologie de plusieurs hôtes dit d'un seul, sous ses noms à lui."""
    mine = replace(
        topology,
        containers=tuple(c for c in topology.containers if split_host(c.name)[0] == host),
        networks=tuple(n for n in topology.networks if split_host(n.name)[0] == host),
        publications=tuple(p for p in topology.publications if split_host(p.container)[0] == host),
        interfaces=tuple(i for i in topology.interfaces if split_host(i.namespace)[0] == host),
        links=tuple(k for k in topology.links if {split_host(k.a)[0], split_host(k.b)[0]} == {host}),
        hosts=(),
        forwarding=(),
        warnings=(),
        engine_version=next((h.engine_version for h in topology.hosts if h.name == host), ""),
    )
    return _renamed(mine, lambda name: split_host(name)[1])


def _renamed(topology: Topology, name: Callable[[str], str]) -> Topology:
    def container(c: Container) -> Container:
        endpoints = tuple(replace(e, network=name(e.network)) for e in c.endpoints)
        return replace(c, name=name(c.name), namespace=name(c.namespace), owner=name(c.owner), endpoints=endpoints)

    return replace(
        topology,
        containers=tuple(container(c) for c in topology.containers),
        networks=tuple(replace(n, name=name(n.name)) for n in topology.networks),
        publications=tuple(replace(p, container=name(p.container)) for p in topology.publications),
        interfaces=tuple(replace(i, namespace=name(i.namespace)) for i in topology.interfaces),
        links=tuple(replace(k, a=name(k.a), b=name(k.b)) for k in topology.links),
    )

"""L'ordre des conteneurs de haut en bas : celui de ce à quoi ils tiennent, pour que les câbles se croisent peu."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.objects import HOST, Container
from ..model.topology import Topology
from .naming import Naming, container_key


def containers_in_order(topology: Topology, naming: Naming, networks: Iterable[str]) -> dict[str, int]:
    """Le rang de chaque boîte de conteneur, par sa clé : son espace de noms, ou son nom s'il n'en a pas.

    `networks` : les clés des réseaux, de haut en bas. La première interface décide, puis les autres, puis le nom.
    """
    ranks = {key: rank for rank, key in enumerate(networks)}
    last = float(len(ranks))

    def place(container: Container) -> tuple[float, float]:
        ends = sorted(container.endpoints, key=lambda end: (not end.interface, end.interface))
        mine = [ranks.get(naming.endpoint_key(end), last) for end in ends] or [last]
        return mine[0], sum(mine) / len(mine)

    found: dict[str, tuple[float, float]] = {}
    for container in topology.containers:
        key = container.namespace or container_key(container)
        if key != HOST:
            found[key] = min(found.get(key, (last, last)), place(container))
    return {key: rank for rank, key in enumerate(sorted(found, key=lambda key: (found[key], key)))}

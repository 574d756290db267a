"""Qui atteint qui quand plusieurs hôtes sont montrés : chez l'un, comme chez un seul moteur ; de l'un à l'autre, par overlay.

Un paquet qui traverse suit l'underlay, emballé (RFC 7348) : le chemin le dit, interface par interface. Ce qui passe d'un
hôte à l'autre sans overlay (un port publié, une route faite à la main) n'est pas su, et c'est ce qui est répondu.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import reach
from .objects import HOST, Container, Network, on, split_host
from .prefixing import part
from .reach import Path, Reach

if TYPE_CHECKING:
    from .topology import Topology


def neighbours(topology: Topology, name: str) -> tuple[str, ...]:
    """Voir `Topology.neighbours`. Lève `UsageError` si rien ne porte ce nom."""
    network = topology.network(name)
    if topology.container(name) is None and network is not None:
        return tuple(c.name for c in topology.containers if _is_on(topology, c, network))
    host, own = _known(topology, name)
    near = {on(host, found) for found in reach.neighbours(part(topology, host), own)}
    far = {c.name for c in topology.containers if split_host(c.name)[0] != host and _shared(topology, name, c.name)}
    return tuple(sorted(near | far))


def reachable(topology: Topology, a: str, b: str) -> Reach:
    """Voir `Topology.reachable`. Lève `UsageError` si l'un des noms n'est pas dans la topologie."""
    (one, own), (two, other) = _known(topology, a), _known(topology, b)
    if one == two:
        return reach.reachable(part(topology, one), own, other)
    for name in (a, b):
        container = topology.container(name)
        if container is not None and not container.alive:
            return Reach(False, "stopped", f"{name} ne tourne pas : il n'a ni interface ni adresse.")
    shared = _shared(topology, a, b)
    if not shared:
        reason = f"{a} et {b} sont sur deux hôtes, sans réseau overlay en commun : ce qui passe de l'un à l'autre n'est pas su."
        return Reach(False, "unknown", reason)
    said = f"{a} et {b} sont tous deux sur le réseau overlay {split_host(shared[0].name)[1]}"
    if not topology.kernel:
        return Reach(True, "same-overlay", f"{said}, d'après les moteurs.")
    if any(_crossing(topology, a, b, network) for network in shared):
        return Reach(True, "same-overlay", f"{said}.")
    if any(_crossing(topology, a, b, network, underlay=False) for network in shared):
        reason = f"{said}, mais rien ne joint leurs deux hôtes : l'underlay est coupé, ou le noyau ne le confirme pas."
        return Reach(False, "underlay-unconfirmed", reason)
    return Reach(False, "unconfirmed", f"{said}, mais le noyau ne confirme pas le tunnel de l'un à l'autre.")


def path(topology: Topology, a: str, b: str) -> Path | None:
    """Voir `Topology.path`. Lève `UsageError` si l'un des noms n'est pas dans la topologie."""
    (one, own), (two, other) = _known(topology, a), _known(topology, b)
    if one == two:
        found = reach.path(part(topology, one), own, other)
        return None if found is None else Path(tuple(on(one, hop) for hop in found.hops), found.verified)
    if not reachable(topology, a, b):
        return None
    shared = _shared(topology, a, b)
    if topology.kernel:
        return next(Path(hops, True) for n in shared if (hops := _crossing(topology, a, b, n)))
    return Path((a, split_host(shared[0].name)[1], b), False)


def _known(topology: Topology, name: str) -> tuple[str, str]:
    """L'hôte et le nom chez lui. Lève `UsageError` si la topologie n'a rien de ce nom."""
    host, own = split_host(name)
    machines = [on(h.name, HOST) for h in topology.hosts if not h.problem]
    if name not in machines and topology.container(name) is None:
        known = ", ".join([*(c.name for c in topology.containers), *machines])
        raise UsageError(f"« {name} » n'est pas dans cette topologie.", remedy=f"les noms connus : {known}.")
    return host, own


def _shared(topology: Topology, a: str, b: str) -> list[Network]:
    """Les réseaux overlay dont les deux conteneurs sont, tels que l'hôte du premier les nomme."""
    theirs = {network.id for network in _networks(topology, b)}
    return [n for n in _networks(topology, a) if n.driver == "overlay" and n.id in theirs]


def _networks(topology: Topology, name: str) -> list[Network]:
    found = [topology.network_of(endpoint) for c in _lodged(topology, name) for endpoint in c.endpoints]
    return [network for network in found if network is not None]


def _is_on(topology: Topology, container: Container, network: Network) -> bool:
    found = [topology.network_of(endpoint) for endpoint in container.endpoints]
    return any(each is not None and each.id == network.id for each in found)


def _lodged(topology: Topology, name: str) -> Iterable[Container]:
    """Le conteneur dont `name` emploie les attaches : lui-même, ou le propriétaire de son espace de noms."""
    container = topology.container(name)
    if container is None:
        return []
    return [c for c in topology.containers if c.namespace and c.namespace == container.namespace] or [container]


def _crossing(topology: Topology, a: str, b: str, network: Network, *, underlay: bool = True) -> tuple[str, ...]:
    """Les étapes d'un conteneur à l'autre par le réseau overlay `network`, toutes confirmées ; vide si l'une ne l'est pas."""
    one, two = split_host(a)[0], split_host(b)[0]
    own = split_host(network.name)[1]
    for tunnel in topology.links:
        if tunnel.kind != "vxlan" or not tunnel.verified:
            continue
        ends = {split_host(end)[0]: end for end in (tunnel.a, tunnel.b) if _within(end, own)}
        if ends.keys() != {one, two}:
            continue
        down = _inside(topology, a, network, ends[one])
        up = _inside(topology, b, network, ends[two])
        between = _outside(topology, ends[one], ends[two]) if underlay else ends.values()
        if down and up and between:
            return (*down[:-1], *between, *reversed(up[:-1]))
    return ()


def _within(place: str, network: str) -> bool:
    return split_host(place)[1].rpartition("/")[0] == f"overlay:{network}"


def _inside(topology: Topology, name: str, network: Network, vxlan: str) -> tuple[str, ...]:
    """D'une interface d'un conteneur à la vxlan de son hôte."""
    host = split_host(name)[0]
    starts = [
        split_host(f"{c.namespace}/{e.interface}")[1]
        for c in _lodged(topology, name)
        for e in c.endpoints
        if e.network_id == network.id and e.interface
    ]
    return tuple(on(host, hop) for hop in reach.walk(part(topology, host), starts, [split_host(vxlan)[1]]))


def _outside(topology: Topology, one: str, two: str) -> tuple[str, ...]:
    """D'une vxlan à l'autre, par l'underlay seul."""
    carriers = tuple(link for link in topology.links if link.kind == "underlay")
    return reach.walk(topology, [one], [two], carriers)

"""Qui atteint qui, par où, et pourquoi : ce que la topologie permet d'affirmer d'un paquet IP, sans l'envoyer.

Les raisons sont celles du pilote bridge (docs.docker.com, « Packet filtering and firewalls ») et de macvlan
(« Macvlan network driver »). Une publication ouvre un port, non une route : elle est dite à part, dans `through`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..snapshot.reading import GATEWAY_BRIDGE
from .objects import HOST, Container, Endpoint, Link, Network, Publication, space_of

if TYPE_CHECKING:
    from .topology import Topology


@dataclass(frozen=True, slots=True)
class Reach:
    """La réponse et sa raison. `code` est stable ; `through` : les ports publiés par où passer malgré tout."""

    ok: bool
    code: str
    reason: str
    through: tuple[Publication, ...] = ()

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, slots=True)
class Path:
    """Les étapes d'un paquet, chacune « ESPACE/INTERFACE ». `verified` : chaque lien est confirmé par le noyau.

    Sans lecture du noyau, les étapes sont des noms : le conteneur, le réseau, le conteneur.
    """

    hops: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Un bout : la machine (`container` absent, ou sur le réseau host), ou un conteneur et les attaches dont il se sert."""

    name: str
    container: Container | None
    namespace: str
    endpoints: tuple[Endpoint, ...]


def neighbours(topology: Topology, name: str) -> tuple[str, ...]:
    """Voir `Topology.neighbours`. Lève `UsageError` si rien ne porte ce nom."""
    if topology.container(name) is None and topology.network(name) is not None:
        return tuple(c.name for c in topology.containers if any(e.network == name for e in c.endpoints))
    me = _place(topology, name)
    found = set()
    for container in topology.containers:
        other = _place(topology, container.name)
        same_space = bool(me.namespace) and other.namespace == me.namespace
        if container.name != name and (same_space or _common(topology, me, other)):
            found.add(container.name)
    return tuple(sorted(found))


def reachable(topology: Topology, a: str, b: str) -> Reach:
    """Voir `Topology.reachable`. Lève `UsageError` si l'un des noms n'est pas dans la topologie."""
    one, two = _place(topology, a), _place(topology, b)
    said = _said_by_docker(topology, a, b, one, two)
    if not said or not topology.kernel or said.code in ("same-namespace", "routed"):
        return said
    # Ce que Docker a demandé, le noyau le fait-il encore ? Un câble débranché à la main, une interface éteinte.
    ends = _starts(topology, one, two), _starts(topology, two, one)
    if walk(topology, *ends):
        return said
    if walk(topology, *ends, dead=True):
        return Reach(
            False, "link-down", f"Entre {a} et {b}, une interface, un câble ou un pont est éteint : rien n'y passe."
        )
    return Reach(False, "unconfirmed", f"{said.reason[:-1]}, mais le noyau ne confirme aucun câble de l'un à l'autre.")


def _said_by_docker(topology: Topology, a: str, b: str, one: _Place, two: _Place) -> Reach:
    """Ce que la configuration permet, avant de demander au noyau si elle tient."""
    for place in (one, two):
        if place.container is not None and not place.container.alive:
            return Reach(False, "stopped", f"{place.name} ne tourne pas : il n'a ni interface ni adresse.")
    if one.namespace and one.namespace == two.namespace:
        where = "sur le réseau de la machine" if one.namespace == HOST else "dans le même espace de noms"
        return Reach(True, "same-namespace", f"{a} et {b} sont {where} : ils se joignent par la boucle locale.")
    if HOST in (one.namespace, two.namespace):
        return _with_host(topology, one, two)
    common = _common(topology, one, two)
    open_networks = [network for network in common if network.icc and not _is_private(network)]
    if open_networks:
        return Reach(True, "same-network", f"{a} et {b} sont tous deux sur le réseau {open_networks[0].name}.")
    through = _through(topology, one, two)
    if any(_is_private(network) for network in common):
        reason = f"{common[0].name} est un réseau macvlan de mode {common[0].option('macvlan_mode')} : ses conteneurs ne se parlent pas directement."
        return Reach(False, "macvlan-isolated", reason, through)
    if common:
        reason = f"{common[0].name} interdit à ses conteneurs de se parler (enable_icc=false) : le paquet est jeté."
        return Reach(False, "icc-disabled", reason, through)
    for place in (one, two):
        if not _networks(topology, place):
            return Reach(False, "no-network", f"{place.name} n'est sur aucun réseau : il n'a que sa boucle locale.")
    routed = [network.name for network in _networks(topology, two) if _is_routed(network)]
    if routed and any(network.driver == "bridge" for network in _networks(topology, one)):
        return Reach(
            True,
            "routed",
            f"{routed[0]} est un réseau routé : Docker y laisse entrer ce qui vient d'ailleurs, sur les ports publiés.",
        )
    reason = f"{a} et {b} n'ont aucun réseau en commun, et Docker jette ce qui passe d'un réseau à l'autre."
    return Reach(False, "no-common-network", reason, through)


def path(topology: Topology, a: str, b: str) -> Path | None:
    """Voir `Topology.path`. Lève `UsageError` si l'un des noms n'est pas dans la topologie."""
    if not reachable(topology, a, b):
        return None
    one, two = _place(topology, a), _place(topology, b)
    if one.namespace == two.namespace:
        return Path((f"{one.namespace}/lo",), topology.kernel)
    hops = walk(topology, _starts(topology, one, two), _starts(topology, two, one)) if topology.kernel else ()
    if hops:
        return Path(hops, True)
    if HOST in (one.namespace, two.namespace) and not any(
        n.bridge for n in _networks(topology, two if one.namespace == HOST else one)
    ):
        return Path((one.name, GATEWAY_BRIDGE, two.name), False)
    shared = _common(topology, one, two) or _networks(topology, two if one.namespace == HOST else one)
    network = next((n.name for n in shared if n.icc or HOST in (one.namespace, two.namespace)), shared[0].name)
    return Path((one.name, network, two.name), False)


def _place(topology: Topology, name: str) -> _Place:
    container = topology.container(name)
    if container is None:
        if name == HOST:
            return _Place("la machine", None, HOST, ())
        raise UsageError(
            f"« {name} » n'est pas dans cette topologie.",
            remedy=f"les noms connus : {', '.join([c.name for c in topology.containers] + [HOST])}.",
        )
    # Qui partage l'espace de noms d'un autre n'a pas d'attache à lui : il se sert des siennes.
    owner = next(
        (c for c in topology.containers if c.namespace and c.namespace == space_of(c.name) == container.namespace),
        container,
    )
    return _Place(name, container, container.namespace, owner.endpoints if container.alive else container.endpoints)


def _networks(topology: Topology, place: _Place) -> list[Network]:
    found = [topology.network_of(endpoint) for endpoint in place.endpoints]
    return [network for network in found if network is not None and network.driver not in ("null", "host")]


def _common(topology: Topology, one: _Place, two: _Place) -> list[Network]:
    ids = {network.id for network in _networks(topology, two)}
    return [network for network in _networks(topology, one) if network.id in ids]


def _with_host(topology: Topology, one: _Place, two: _Place) -> Reach:
    """L'un des deux est la machine, ou un conteneur qui vit sur son réseau."""
    inward = one.namespace == HOST
    place = two if inward else one
    networks = _networks(topology, place)
    if not networks:
        return Reach(False, "no-network", f"{place.name} n'est sur aucun réseau : il n'a que sa boucle locale.")
    bridged = [network for network in networks if network.driver == "bridge" and _has_address(topology, network)]
    if bridged:
        way = "la machine a une adresse sur son pont" if inward else "la machine est sa passerelle sur ce réseau"
        return Reach(True, "host-bridge", f"{place.name} est sur le réseau {bridged[0].name} : {way}.")
    parents = [network for network in networks if network.driver in ("macvlan", "ipvlan")]
    through = _through(topology, one, two)
    if parents:
        reason = (
            f"{place.name} est sur un réseau {parents[0].driver} : le noyau ne fait rien passer entre une interface "
            "parente et ses dérivées."
        )
        return Reach(False, "parent-isolated", reason, through)
    if any(network.driver == "overlay" and not network.internal for network in networks):
        # Le moteur donne à ces conteneurs une interface de plus, que l'API ne dit pas.
        return Reach(
            True,
            "host-gateway",
            f"{place.name} et la machine sont tous deux sur {GATEWAY_BRIDGE}, le pont de sortie des réseaux overlay.",
        )
    return Reach(False, "no-common-network", f"La machine n'a pas d'adresse sur le réseau {networks[0].name}.", through)


def _is_private(network: Network) -> bool:
    """Vrai d'un réseau macvlan dont les conteneurs ne se parlent pas (man 8 ip-link, « MACVLAN modes »)."""
    return network.driver == "macvlan" and network.option("macvlan_mode") in ("private", "vepa")


def _is_routed(network: Network) -> bool:
    """Vrai d'un pont sans traduction d'adresse (docs.docker.com, « Bridge network driver », gateway_mode), depuis 27.0."""
    return any("gateway_mode" in name and value == "routed" for name, value in network.options)


def _has_address(topology: Topology, network: Network) -> bool:
    """Vrai si le pont du réseau porte une adresse (`inhibit_ipv4` l'en prive) ; sans lecture du noyau, il en porte une."""
    bridge = next((i for i in topology.interfaces if i.place == f"{HOST}/{network.bridge}"), None)
    return bridge is None or any(not address.startswith("fe80:") for address in bridge.addresses)


def _through(topology: Topology, one: _Place, two: _Place) -> tuple[Publication, ...]:
    """Les ports publiés de `two` qu'une adresse de la machine ouvre à `one`."""
    from_host = one.namespace == HOST
    owner = two.container.name if two.container else ""
    return tuple(
        p
        for p in topology.publications
        if p.container == owner and (from_host or (not p.host_ip.startswith("127.") and p.host_ip != "::1"))
    )


def _starts(topology: Topology, place: _Place, other: _Place) -> list[str]:
    """Les interfaces par où `place` parle à `other` : les siennes sur leurs réseaux communs, ou le pont de la machine."""
    if place.namespace == HOST:
        bridges = [network.bridge for network in _networks(topology, other) if network.bridge]
        return [f"{HOST}/{bridge}" for bridge in bridges or [GATEWAY_BRIDGE]]
    if other.namespace == HOST and not any(network.bridge for network in _networks(topology, place)):
        return [i.place for i in topology.interfaces_of(place.namespace) if i.kind == "veth"]  # une seule y mène
    common = {n.id for n in _common(topology, place, other) if n.icc} or {n.id for n in _networks(topology, place)}
    return [
        f"{place.namespace}/{endpoint.interface}"
        for endpoint in place.endpoints
        if endpoint.interface and (network := topology.network_of(endpoint)) and network.id in common
    ]


def walk(
    topology: Topology,
    starts: Iterable[str],
    ends: Iterable[str],
    links: Iterable[Link] | None = None,
    *,
    dead: bool = False,
) -> tuple[str, ...]:
    """Le plus court chemin de liens confirmés, d'une interface à une autre ; `links` : parmi ceux-ci seulement ; `dead` : même par une interface éteinte."""
    down = set() if dead else {i.place for i in topology.interfaces if not (i.up and i.carrier)}
    starts = [start for start in starts if start not in down]
    linked: dict[str, list[str]] = {}
    for link in topology.links if links is None else links:
        if link.verified and not {link.a, link.b} & down:
            linked.setdefault(link.a, []).append(link.b)
            linked.setdefault(link.b, []).append(link.a)
    goals = set(ends)
    queue: deque[tuple[str, ...]] = deque((start,) for start in starts)
    seen = set(starts)
    while queue:
        hops = queue.popleft()
        if hops[-1] in goals:
            return hops
        for following in sorted(linked.get(hops[-1], [])):
            if following not in seen:
                seen.add(following)
                queue.append((*hops, following))
    return ()

"""Les hôtes et leurs réseaux overlay en mots : qui est où, par où passe un paquet, ce qui l'emballe.

Rien n'y change d'une machine à l'autre (MAC, numéro, nom de veth ou de pont) : un carnet peut comparer ces phrases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.objects import Container, Host, Link, Network, split_host
from ..model.topology import Topology
from ..snapshot.reading import GATEWAY_BRIDGE
from . import words
from .naming import Naming
from .text import listed, named, visible
from .told import Told

ROLES = {"manager": "gestionnaire du Swarm", "worker": "exécutant du Swarm", "": "hors de tout Swarm"}
RANKS = {"veth": 0, "vxlan": 1, "underlay": 2}


def encrypted(network: Network) -> bool:
    """Vrai d'un réseau overlay fait avec `--opt encrypted` : l'option n'a pas de valeur (docs.docker.com, « Overlay network driver »)."""
    return any(name == "encrypted" and value.lower() not in ("false", "0") for name, value in network.options)


def role(host: Host) -> str:
    """« gestionnaire du Swarm » ; ou ce que son moteur dit de son état, s'il n'y est pas encore."""
    return ROLES.get(host.swarm, f"Swarm : {visible(host.swarm)}")


def host_title(host: Host) -> str:
    """Le titre du cadre d'un hôte."""
    if host.problem:
        return f"{named(host.name)} : non lu, {visible(host.problem)}"
    return f"{named(host.name)} : moteur Docker {visible(host.engine_version)}, {role(host)}"


def describe_host(host: Host) -> str:
    where = f", {', '.join(host.addresses)} sur l'underlay" if host.addresses else ", hors de l'underlay"
    said = f"non lu, {visible(host.problem)}" if host.problem else role(host)
    return f"{named(host.name)} : {said}{where}."


def describe_underlay(network: Network) -> str:
    return f"{named(network.name)} : pilote {visible(network.driver)}, {', '.join(filter(None, network.subnets))}, le réseau de la machine qui joint les hôtes."  # fmt: skip


def describe_overlay(told: Told, network: Network) -> str:
    vnis = told.vnis(network.id)
    where = told.hosts_of(network.id)
    parts = [", ".join(filter(None, network.subnets))]
    parts.append(f"VNI {', '.join(map(str, vnis))}" if vnis else "sans VTEP sur ces hôtes")
    parts.append("chiffré (option encrypted)" if encrypted(network) else "non chiffré")
    parts += [f"présent sur {listed(named(host) for host in where)}"] if any(where) else []
    return f"{told.own(network.name)} : {', '.join(filter(None, parts))}."


def facts(topology: Topology) -> list[words.Fact]:
    """Les hôtes, les réseaux, les conteneurs, puis le chemin de chaque paquet."""
    return list(_facts(topology, Told(topology), Naming.of(topology)))


def _facts(topology: Topology, told: Told, naming: Naming) -> Iterator[words.Fact]:
    for network in told.underlays():
        yield words.Fact("underlay", describe_underlay(network), "Underlay ")
    for host in topology.hosts:
        yield words.Fact("hôte", describe_host(host), "Hôte ")
    for network in _once(told.overlays):
        yield words.Fact("réseau overlay", describe_overlay(told, network), "Réseau overlay ")
    for container in topology.containers:
        yield words.Fact("conteneur", _container(container, told), "Conteneur ")
    for place, vxlan in told.vxlans.items():
        where = _where(place)
        sent = " ; ".join(told.sent(place)) or "n'envoie rien à personne"
        text = f"{visible(vxlan.name)}{where}, réseau {told.own_space(vxlan.namespace)} : VNI {vxlan.vni}, UDP {vxlan.port or 4789}, {sent}."
        yield words.Fact("VTEP", text, "VTEP ")
    for link in sorted(topology.links, key=lambda link: RANKS.get(link.kind, 0)):
        text = _link(link, told)
        if text:
            yield words.Fact("lien", text, "Lien : ")


def _once(networks: list[Network]) -> list[Network]:
    """Chaque réseau overlay une fois : plusieurs hôtes le connaissent sous le même id."""
    found = {network.id: network for network in reversed(networks)}
    return sorted(found.values(), key=lambda n: (split_host(n.name)[1] == "ingress", split_host(n.name)[1], n.name))


def _container(container: Container, told: Told) -> str:
    host = split_host(container.name)[0]
    parts = [f"{told.own(container.name)} ({visible(container.image)})" + (f" sur {named(host)}" if host else "")]
    said = [words.state(container)]
    for e in container.endpoints:
        at = f" à l'adresse {', '.join(e.addresses)}" if e.addresses else ""
        said.append(f"{told.network(e)}{at}")
    sharing = words.sharing(replace(container, owner=split_host(container.owner)[1]))
    return f"{parts[0]} : {', '.join(said)}{sharing}."


def _where(place: str) -> str:
    host = split_host(place)[0]
    return f" de {named(host)}" if host else ""


def _link(link: Link, told: Told) -> str:
    doubt = "" if link.verified else ", non confirmé par le noyau"
    if link.kind == "vxlan" and split_host(link.a)[0] != split_host(link.b)[0]:
        vni = " et ".join(str(vni) for vni in sorted({told.vxlans[end].vni for end in (link.a, link.b) if end in told.vxlans}))  # fmt: skip
        network = told.own_space(link.a.rpartition("/")[0])
        return f"un tunnel VXLAN, VNI {vni}, joint {named(split_host(link.a)[0])} et {named(split_host(link.b)[0])} pour le réseau {network}{doubt}."
    if link.kind == "underlay" and link.a in told.vxlans:
        name, network = visible(link.a.rpartition("/")[2]), told.own_space(link.a.rpartition("/")[0])
        return f"ce que {name}{_where(link.a)} emballe pour le réseau {network} sort par {visible(link.b.rpartition('/')[2])}{doubt}."
    if link.kind == "underlay":
        return f"{visible(link.a.rpartition('/')[2])}{_where(link.a)} est branchée à l'underlay {told.underlay_of(link.a)}{doubt}."
    if link.kind == "veth":
        return _cable(link, told, doubt)
    return ""


def _cable(link: Link, told: Told, doubt: str) -> str:
    """Le câble d'un conteneur ou d'un répartiteur, dit par le pont où il mène."""
    for end in (link.a, link.b):
        host, own = split_host(end)
        space, _, name = own.rpartition("/")
        kind, _, who = space.partition(":")
        where = told.leads_to(end)
        if kind in ("container", "balancer") and where:
            what = named(who) if kind == "container" else f"répartiteur de charge du réseau {named(who)}"
            to = f"à {where}" if where == GATEWAY_BRIDGE else f"au pont du réseau {where}"
            chez = f", sur {named(host)}" if host else ""
            return f"un câble veth va de {visible(name)} {'de ' if kind == 'container' else 'du '}{what} {to}{chez}{doubt}."
    return ""

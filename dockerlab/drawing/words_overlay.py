"""Les hôtes et leurs réseaux overlay en mots : qui est où, par où passe un paquet, ce qui l'emballe.

Rien n'y change d'une machine à l'autre (MAC, numéro, nom de veth ou de pont) : un carnet peut comparer ces phrases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.objects import HOST, Container, Endpoint, Host, Interface, Link, Network, on, split_host
from ..model.topology import Topology
from ..snapshot.reading import GATEWAY_BRIDGE
from . import words
from .naming import Naming
from .text import named, visible

ROLES = {"manager": "gestionnaire du Swarm", "worker": "exécutant du Swarm", "": "hors de tout Swarm"}
RANKS = {"veth": 0, "vxlan": 1, "underlay": 2}


class Told:
    """Ce qui se lit d'une topologie de plusieurs hôtes, retrouvé en temps constant."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.interfaces = {interface.place: interface for interface in topology.interfaces}
        self.overlays = [network for network in topology.networks if network.driver == "overlay"]
        self.by_id = {network.id: network for network in reversed(topology.networks)}
        self.far: dict[str, str] = {}
        self.masters: dict[str, str] = {}
        self.on_underlay: dict[str, str] = {}
        bridges = {f"{HOST}/{n.bridge}": n for n in self.underlays()}
        for link in topology.links:
            if link.kind == "veth":
                self.far |= {link.a: link.b, link.b: link.a}
            elif link.kind == "bridge-port":
                self.masters[link.a] = link.b
            elif link.kind == "underlay" and link.b in bridges:
                self.on_underlay[link.a] = named(bridges[link.b].name)
        self.space_ids = {}
        for network in self.overlays:
            host, own = split_host(network.name)
            self.space_ids[on(host, f"overlay:{own}")] = network.id
        self.vxlans = {i.place: i for i in topology.interfaces if i.kind == "vxlan"}
        self.unread = {host.name for host in topology.hosts if host.problem}
        self.holders = {a.partition("/")[0]: host.name for host in topology.hosts for a in host.addresses}

    # Les réseaux

    def underlays(self) -> list[Network]:
        """Les réseaux du moteur du dehors : eux seuls n'ont pas d'hôte devant leur nom."""
        return [n for n in self.topology.networks if not split_host(n.name)[0]]

    def segments(self) -> list[Network]:
        """Un réseau overlay par segment, tel que le premier hôte le nomme, quand plusieurs hôtes y ont une vxlan."""
        places: dict[str, set[str]] = {}
        for place in self.vxlans:
            space = place.rpartition("/")[0]
            places.setdefault(self.network_of_space(space), set()).add(split_host(space)[0])
        found = {n.id: n for n in reversed(self.overlays) if len(places.get(n.id, ())) > 1}
        return sorted(found.values(), key=lambda n: (self._is_ingress(n), split_host(n.name)[1]))

    def vnis(self, network: str) -> list[int]:
        return sorted({i.vni for i in self.vxlans.values() if self.network_of_space(i.namespace) == network})

    def hosts_of(self, network: str) -> list[str]:
        """Les hôtes où le pont d'un réseau overlay existe."""
        return sorted({split_host(i.namespace)[0] for i in self.vxlans.values() if self.network_of_space(i.namespace) == network})  # fmt: skip

    def is_overlay(self, network: str) -> bool:
        return network in self.by_id and self.by_id[network].driver == "overlay"

    def network_of_space(self, space: str) -> str:
        return self.space_ids.get(space, "")

    def network(self, endpoint: Endpoint) -> str:
        """« réseau nuage (overlay) »."""
        network = self.topology.network_of(endpoint)
        return f"réseau {self.own(endpoint.network)}" + (f" ({visible(network.driver)})" if network else "")

    def is_ingress(self, space: str) -> bool:
        return split_host(space)[1].partition(":")[2] == "ingress"

    def _is_ingress(self, network: Network) -> bool:
        return split_host(network.name)[1] == "ingress"

    # Les noms

    def own(self, name: str) -> str:
        """Le nom d'une chose chez elle, sans celui de son hôte."""
        return named(split_host(name)[1])

    def own_space(self, space: str) -> str:
        return named(split_host(space)[1].partition(":")[2])

    # Les interfaces

    def leads_to(self, place: str) -> str:
        """Où mène l'interface d'un conteneur : « overlay nuage », « docker_gwbridge »."""
        space, _, name = split_host(self.masters.get(self.far.get(place, ""), ""))[1].rpartition("/")
        if space.startswith("overlay:"):
            return f"overlay {named(space.partition(':')[2])}"
        return visible(name) if space == HOST else ""

    def port(self, interface: Interface) -> str:
        """Ce qui est au bout du câble d'un port : « eth0 de serveur »."""
        far = split_host(self.far.get(interface.place, ""))[1]
        space, _, name = far.rpartition("/")
        if not far:
            return "sans autre bout connu"
        kind, _, own = space.partition(":")
        who = "répartiteur" if kind == "balancer" else named(own or space)
        return f"vers {visible(name)} de {who}" if kind != "balancer" else f"vers {visible(name)} du {who}"

    def underlay_of(self, place: str) -> str:
        return self.on_underlay.get(place, "")

    def sent(self, vxlan: str) -> list[str]:
        """À qui une vxlan envoie : « vers 10.203.8.12 (hote-2) ce qui va à cliente »."""
        found: dict[str, set[str]] = {}
        for entry in self.topology.forwarding:
            if entry.place == vxlan:
                space = split_host(entry.to.rpartition("/")[0])[1]
                kind, _, own = space.partition(":")
                unread = self.holders.get(entry.address) in self.unread
                who = {"container": named(own), "balancer": ""}.get(
                    kind, "" if unread else "une MAC vue chez aucun hôte"
                )
                found.setdefault(entry.address, set()).add(who)
        return [self._sending(address, sorted(filter(None, whos))) for address, whos in sorted(found.items())]

    def _sending(self, address: str, whos: list[str]) -> str:
        host = self.holders.get(address, "")
        where = f"vers {address}" + (f" ({named(host)})" if host else "")
        return f"{where} : {' et '.join(whos)}" if whos else where


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
    parts += [f"présent sur {' et '.join(named(host) for host in where)}"] if any(where) else []
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
        sent = " ; ".join(told.sent(place)) or "n'envoie encore rien à personne"
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

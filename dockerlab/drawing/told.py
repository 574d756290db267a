"""Ce qui se lit d'une topologie de plusieurs hôtes : qui a quelle vxlan, où mène chaque câble, à qui chaque hôte envoie."""

from __future__ import annotations

from ..model.objects import HOST, Endpoint, Interface, Network, on, split_host
from ..model.topology import Topology
from .text import listed, named, visible


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
        self.bridges: dict[str, str] = {}  # dont Docker a tiré le nom d'un identifiant : le réseau le dit mieux
        for network in topology.networks:
            host, own = split_host(network.name)
            if network.bridge == f"br-{network.id[:12]}":
                self.bridges[f"{on(host, HOST)}/{network.bridge}"] = own
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
        """Où mène l'interface d'un conteneur : « overlay nuage », « bridge rade », « docker_gwbridge »."""
        bridge = self.masters.get(self.far.get(place, ""), "")
        space, _, name = split_host(bridge)[1].rpartition("/")
        if space.startswith("overlay:"):
            return f"overlay {named(space.partition(':')[2])}"
        if bridge in self.bridges:
            return f"bridge {named(self.bridges[bridge])}"
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
        return f"{where} : {listed(whos)}" if whos else where

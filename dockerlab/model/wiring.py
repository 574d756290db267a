"""Les câbles : ce que le noyau dit de chaque interface, de son autre bout, et de l'attache qu'elle confirme.

L'autre bout d'une paire veth est trouvé, jamais deviné : l'espace de noms que son numéro désigne, l'interface dont
l'ifindex est annoncé, et qui annonce le nôtre en retour (man 4 veth, man 8 ip-netns).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from ..engine import Json
from ..helpers import parse_listeners
from ..snapshot.namespaces import MACHINE
from ..snapshot.snapshot import Snapshot
from .objects import HOST, Container, Endpoint, Interface, Link, Network, Publication, find_network
from .tenancy import Tenancy, overlay_space


@dataclass(frozen=True)
class Wiring:
    """Les espaces de noms lus, par le nom de leur fichier, et le nom que la topologie donne à chacun."""

    spaces: dict[str, Json]
    names: dict[str, str]
    tenancy: Tenancy

    @classmethod
    def of(cls, snapshot: Snapshot) -> Wiring:
        spaces = {str(document["name"]): document for document in snapshot.kernel}
        tenancy = Tenancy.of(snapshot, spaces)
        names = dict(tenancy.files)
        for file in spaces:
            if file not in names and (name := overlay_space(file, snapshot)):
                names[file] = name
        return cls(spaces, names, tenancy)

    @property
    def read(self) -> bool:
        return MACHINE in self.spaces

    def namespace_of(self, inspected: Json) -> str:
        return self.tenancy.places.get(inspected["Id"], "")

    def owner_of(self, inspected: Json) -> str:
        return self.tenancy.owners.get(inspected["Id"], "")

    @property
    def stale(self) -> dict[str, str]:
        """Par id : les conteneurs restés dans un ancien espace de noms, et ce qu'est devenu celui à qui il était."""
        return self.tenancy.stale

    def knows(self, namespace: str) -> bool:
        return namespace in self._files

    def space(self, namespace: str) -> Json | None:
        """Ce qui a été lu d'un espace de noms ; rien s'il ne l'a pas été."""
        file = self._files.get(namespace)
        return self.spaces[file] if file else None

    def behind(self, namespace: str, bridge: str) -> dict[str, str]:
        """Les interfaces branchées par un câble à un pont, « ESPACE/INTERFACE » par MAC, lues à l'autre bout."""
        ports = [link for link in self._links(namespace) if link.get("master") == bridge and bridge]
        ends = [far for port in ports if (far := self._far_end(namespace, port))]
        return {link["address"]: f"{space}/{link['ifname']}" for space, link in ends if link.get("address")}

    def designates(self, namespace: str, link: Json, wanted: str) -> bool:
        """Vrai si le numéro d'espace de noms porté par une interface désigne `wanted`."""
        return self._designates(namespace, link, wanted)

    def bridge_addresses(self, network: Network) -> list[str]:
        """Les adresses de la machine sur le pont du réseau, sans leur préfixe."""
        link = self._named(HOST, network.bridge) if network.bridge else None
        return [address.partition("/")[0] for address in (link or {}).get("addresses", [])]

    def addresses_of(self, namespace: str, interface: str) -> list[str] | None:
        """Les adresses que porte une interface, sauf celles de lien ; rien si elle n'a pas été lue."""
        link = self._named(namespace, interface) if interface else None
        return None if link is None else [address for address in link["addresses"] if _is_routable(address)]

    def confirm_publication(self, publication: Publication, namespace: str) -> Publication:
        """La même, confirmée si une socket de la machine écoute là. `namespace` : celui du conteneur."""
        address = "*" if publication.host_ip in ("0.0.0.0", "::") else publication.host_ip
        key = (publication.protocol, address, publication.host_port)
        far_ends = [far for link in self._links(namespace) if (far := self._far_end(namespace, link))]
        # Sans docker-proxy, le pont doit renvoyer un paquet par le port d'où il vient (man 8 bridge, « hairpin »).
        hairpin = any(link.get("hairpin") for _, link in far_ends)
        return replace(publication, verified=key in self._listening, relayed=not hairpin)

    def confirm_endpoint(self, namespace: str, endpoint: Endpoint, networks: Iterable[Network]) -> Endpoint:
        """La même attache, avec l'interface qui la porte ; confirmée si le noyau la mène jusqu'au réseau."""
        network = find_network(networks, endpoint)
        if not self.read or not namespace or network is None:
            return endpoint
        if network.driver == "host":
            return replace(endpoint, verified=namespace == HOST)
        if network.driver == "null":
            kinds = {link["kind"] for link in self._links(namespace)}
            return replace(endpoint, verified=self.knows(namespace) and kinds <= {"loopback"})
        link = self._carrying(namespace, endpoint)
        if link is None:
            return endpoint
        return replace(endpoint, interface=link["ifname"], verified=self._leads_to(namespace, link, network))

    def drawn(
        self, containers: Iterable[Container], networks: Iterable[Network], *, everything: bool
    ) -> tuple[tuple[Interface, ...], tuple[Link, ...]]:
        """Les interfaces et les liens du sujet : ses espaces de noms, et dans la machine ce à quoi ils tiennent."""
        inside = {c.namespace for c in containers if c.namespace and c.namespace != HOST}
        inside |= {f"{kind}:{n.name}" for n in networks if n.driver == "overlay" for kind in ("overlay", "balancer")}
        links = {link for namespace in inside & self._files.keys() for link in self._cables(namespace)}
        touched = {end for link in links for end in (link.a, link.b)} | {f"{HOST}/{n.bridge}" for n in networks}
        interfaces = [
            self._interface(space, link) for space in inside & self._files.keys() for link in self._links(space)
        ]
        for link in self._links(HOST):
            interface = self._interface(HOST, link)
            # Ce par quoi la machine a une adresse se montre ; les ponts et les câbles d'un autre sujet, non.
            if everything or interface.place in touched or _is_own(interface):
                interfaces.append(interface)
        shown = {interface.place for interface in interfaces}
        # Ce qui est branché à la main dans la machine se montre aussi, entre interfaces déjà montrées.
        more = {link for link in (*self._ports(), *self._cables(HOST)) if link.a in shown and link.b in shown}
        return tuple(sorted(interfaces)), tuple(sorted(links | more))

    # Le noyau, espace par espace

    @cached_property
    def _files(self) -> dict[str, str]:
        return {name: file for file, name in self.names.items() if file in self.spaces}

    @cached_property
    def _listening(self) -> set[tuple[str, str, int]]:
        text = self.spaces.get(MACHINE, {}).get("listeners", "")
        return {(listener.protocol, listener.address, listener.port) for listener in parse_listeners(text)}

    def _links(self, namespace: str) -> list[Json]:
        file = self._files.get(namespace)
        return list(self.spaces[file]["links"]) if file else []

    @cached_property
    def _by_index(self) -> dict[tuple[str, int], Json]:
        return {(name, link["ifindex"]): link for name in self._files for link in self._links(name)}

    @cached_property
    def _cable_ends(self) -> dict[tuple[int, int], list[tuple[str, Json]]]:
        """Les bouts de câble, par leur ifindex et celui qu'ils annoncent : chercher l'autre bout ne relit pas tout."""
        found: dict[tuple[int, int], list[tuple[str, Json]]] = {}
        for (name, index), link in self._by_index.items():
            if link["kind"] == "veth" and "link_index" in link:
                found.setdefault((index, link["link_index"]), []).append((name, link))
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Json]:
        return {(name, link["ifname"]): link for name in self._files for link in self._links(name)}

    def _named(self, namespace: str, name: str) -> Json | None:
        return self._by_name.get((namespace, name))

    def _carrying(self, namespace: str, endpoint: Endpoint) -> Json | None:
        """L'interface d'une attache : celle de sa MAC, ou de son adresse quand la MAC est partagée (ipvlan)."""
        links = [link for link in self._links(namespace) if link["kind"] not in ("loopback", "physical")]
        own = [link for link in links if set(endpoint.addresses) & set(link["addresses"])]
        same = own or [link for link in links if endpoint.mac and link.get("address") == endpoint.mac]
        return same[0] if len(same) == 1 else None

    def _leads_to(self, namespace: str, link: Json, network: Network) -> bool:
        if network.driver == "bridge":
            far = self._far_end(namespace, link)
            return far is not None and far[0] == HOST and far[1].get("master") == network.bridge
        if network.driver in ("macvlan", "ipvlan"):
            parent = self._parent(namespace, link)
            wanted = network.option("parent")
            return link["kind"] == network.driver and parent is not None and wanted in ("", parent[1]["ifname"])
        if network.driver == "overlay":
            far = self._far_end(namespace, link)
            return far is not None and far[0] == f"overlay:{network.name}" and bool(far[1].get("master"))
        return False

    def _far_end(self, namespace: str, link: Json) -> tuple[str, Json] | None:
        """L'autre bout d'une paire veth : il annonce notre ifindex et l'espace de noms où nous sommes."""
        if link["kind"] != "veth":
            return None
        if "link_netnsid" not in link:  # les deux bouts sont dans le même espace : le noyau donne le nom de l'autre
            near = self._named(namespace, link.get("link", ""))
            return (namespace, near) if near is not None and near.get("link") == link["ifname"] else None
        for name, other in self._cable_ends.get((link.get("link_index", 0), link["ifindex"]), ()):
            if self._designates(name, other, namespace) and self._may_designate(namespace, link, name):
                return name, other
        return None

    def _designates(self, namespace: str, link: Json, wanted: str) -> bool:
        """Vrai si le numéro d'espace de noms porté par `link` désigne `wanted`."""
        if "link_netnsid" not in link:
            return namespace == wanted
        file = self.spaces[self._files[namespace]]["ids"].get(str(link["link_netnsid"]))
        return file is not None and self.names.get(file) == wanted

    def _may_designate(self, namespace: str, link: Json, wanted: str) -> bool:
        """Le même, quand cet espace n'a pas dit quels numéros il donne aux autres : rien ne s'y oppose alors."""
        return not self.spaces[self._files[namespace]]["ids"] or self._designates(namespace, link, wanted)

    def _parent(self, namespace: str, link: Json) -> tuple[str, Json] | None:
        """L'interface parente d'une macvlan ou d'une ipvlan, là où le noyau dit qu'elle est."""
        if "link_netnsid" not in link:
            found = self._named(namespace, link.get("link", ""))
            return (namespace, found) if found else None
        file = self.spaces[self._files[namespace]]["ids"].get(str(link["link_netnsid"]), "")
        name = self.names.get(file, "")
        if link["kind"] == "vxlan" and link.get("link_index") == link["ifindex"]:
            return None  # sans interface sous elle, une vxlan se désigne elle-même
        parent = self._by_index.get((name, link.get("link_index", 0)))
        return (name, parent) if parent else None

    def _cables(self, namespace: str) -> Iterable[Link]:
        for link in self._links(namespace):
            here = f"{namespace}/{link['ifname']}"
            if link["kind"] == "veth":
                far = self._far_end(namespace, link)
            elif link["kind"] in ("macvlan", "ipvlan", "vxlan"):
                far = self._parent(namespace, link)
            else:
                far = None
            if far is not None:
                ends = (
                    sorted([here, f"{far[0]}/{far[1]['ifname']}"])
                    if link["kind"] == "veth"
                    else [here, f"{far[0]}/{far[1]['ifname']}"]
                )
                yield Link(link["kind"], ends[0], ends[1], True)

    def _ports(self) -> Iterable[Link]:
        """Les ports des ponts, dans chaque espace : l'interface dit son pont, et que c'en est un."""
        for namespace in self._files:
            for link in self._links(namespace):
                bridge = self._named(namespace, link.get("master", ""))
                if bridge is not None and bridge["kind"] == "bridge":
                    yield Link(
                        "bridge-port",
                        f"{namespace}/{link['ifname']}",
                        f"{namespace}/{bridge['ifname']}",
                        link["slave"] == "bridge",
                    )

    def _interface(self, namespace: str, link: Json) -> Interface:
        flags = link.get("flags", [])
        return Interface(
            namespace=namespace,
            name=link["ifname"],
            ifindex=link["ifindex"],
            kind=link["kind"],
            mac=link.get("address", ""),
            addresses=tuple(
                sorted(link["addresses"], key=_address_order) if link["addresses"][1:] else link["addresses"]
            ),
            mtu=link["mtu"],
            up="UP" in flags,
            carrier="LOWER_UP" in flags,
            vni=(link["vni"] or 0) if link["kind"] == "vxlan" else 0,
            port=link.get("port") or 0,
        )


def _is_own(interface: Interface) -> bool:
    return interface.kind != "bridge" and interface.up and any(map(_is_routable, interface.addresses))


def _is_routable(address: str) -> bool:
    return not ipaddress.ip_interface(address).is_link_local


def _address_order(text: str) -> tuple[int, int]:
    address = ipaddress.ip_interface(text)
    return address.version, int(address.ip)

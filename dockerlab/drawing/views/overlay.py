"""La vue `overlay` : les hôtes, l'underlay qui les joint, et le réseau overlay qui passe par-dessus, emballé dans VXLAN.

De gauche à droite, le chemin d'un paquet : le conteneur, l'espace de noms où vit le pont de son réseau overlay, l'interface
de l'hôte, l'underlay ; puis le même chemin, à rebours, chez l'autre. Le tunnel se lit par-dessus, en trait double.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ...model.objects import HOST, Container, Host, Interface, Link, on, split_host
from ...model.topology import Topology
from ...snapshot.reading import GATEWAY_BRIDGE
from .. import words, words_cables, words_overlay
from ..naming import Naming, container_key
from ..scene import Box, Edge, End, Frame, Row, Scene
from ..text import named, visible
from ..told import Told
from .simple import sharing_row

TITLE = "Hôtes, underlay et overlay"
CONTAINERS, OVERLAYS, HOSTS, WIRES = range(4)  # les colonnes
GAP = 1.3  # pouces : les tunnels montent et descendent entre deux colonnes
HALVED = 3


def scene(topology: Topology) -> Scene:
    """Un cadre par hôte ; entre eux, les segments VXLAN ; à droite, l'underlay."""
    return _Plan(topology).scene()


def facts(topology: Topology) -> list[words.Fact]:
    """Ce que dit la vue, sans rien qui change d'une machine à l'autre (MAC, ifindex, nom de veth)."""
    return words_overlay.facts(topology)


@dataclass
class _Plan:
    """Où se trouve chaque interface dans l'image, à mesure que les boîtes se posent."""

    topology: Topology
    places: dict[str, End] = field(default_factory=dict)  # « ESPACE/INTERFACE » : où elle est dessinée
    wraps: dict[str, End] = field(default_factory=dict)  # par vxlan : d'où part ce qu'elle emballe

    def __post_init__(self) -> None:
        self.naming = Naming.of(self.topology)
        self.told = Told(self.topology)
        self.spaces: dict[str, list[Interface]] = {}
        for interface in self.topology.interfaces:
            self.spaces.setdefault(interface.namespace, []).append(interface)
        self.interfaces = {interface.place: interface for interface in self.topology.interfaces}
        self.ports: dict[str, list[str]] = {}
        for link in self.topology.links:
            if link.kind == "bridge-port":
                self.ports.setdefault(link.b, []).append(link.a)

    def scene(self) -> Scene:
        boxes = [box for host in self.topology.hosts for box in self._of_host(host)]
        boxes += [*self._segments(), *self._underlays()]
        frames = [Frame(host.name, words_overlay.host_title(host)) for host in self.topology.hosts]
        if len(frames) > HALVED:  # `dot` 2.43 met alors les deux derniers cadres au-dessus des deux premiers
            frames = frames[2:] + frames[:2]
        return Scene(TITLE, tuple(boxes), tuple(self._edges()), tuple(frames), ordered=True, gap=GAP, framed=True)

    # Chez un hôte

    def _of_host(self, host: Host) -> list[Box]:
        boxes = [*self._containers(host), *self._balancers(host), *self._overlays(host), *self._bridges(host)]
        boxes.append(self._machine(host))
        return [replace(box, frame=host.name) for box in boxes]

    def _containers(self, host: Host) -> Iterable[Box]:
        mine = [c for c in self.topology.containers if split_host(c.name)[0] == host.name]
        for space in dict.fromkeys(c.namespace or container_key(c) for c in sorted(mine, key=self._rank)):
            if split_host(space)[1] == HOST:
                continue
            dwellers = [c for c in mine if (c.namespace or container_key(c)) == space]
            yield self._container(space, sorted(dwellers, key=lambda c: (bool(c.owner), c.name)))

    def _rank(self, container: Container) -> tuple[bool, str]:
        """Ceux de l'overlay d'abord."""
        return not any(self.told.is_overlay(e.network_id) for e in container.endpoints), container.name

    def _container(self, space: str, dwellers: list[Container]) -> Box:
        rows = self._rows(space)
        for container in dwellers:
            rows += self._engine_rows(container, rows)
            own = replace(container, owner=split_host(container.owner)[1])
            rows += [sharing_row(own)] if container.owner and (container.stale or len(dwellers) == 1) else []
        self.places |= {row.key: (space, row.key) for row in rows}
        title = ", ".join(self.told.own(c.name) for c in dwellers)
        states = {f"{visible(c.image)}, {words.state(c)}" for c in dwellers}
        tip = " ".join(words.describe_container(c, self.naming) for c in dwellers)
        said = states.pop() if len(states) == 1 else "même espace de noms"
        return Box(space, "container", title, said, tuple(rows), tip, CONTAINERS, faint=not dwellers[0].alive)

    def _engine_rows(self, container: Container, seen: list[Row]) -> list[Row]:
        """Les attaches que le noyau ne montre pas : le moteur seul les dit."""
        known = {row.key for row in seen}
        return [
            Row(
                f"{container.namespace}/{self.naming.endpoint_key(e)}",
                ", ".join(e.addresses) or "sans adresse",
                f"{self.told.network(e)}, d'après le moteur",
                right=True,
                faint=True,
            )
            for e in container.endpoints
            if f"{container.namespace}/{e.interface}" not in known and not e.verified
        ]

    def _balancers(self, host: Host) -> Iterable[Box]:
        for space in self._spaces(host, "balancer"):
            rows = self._rows(space)
            self.places |= {row.key: (space, row.key) for row in rows}
            said = f"du réseau {self.told.own_space(space)}"
            yield Box(space, "namespace", "répartiteur de charge", said, tuple(rows), visible(space), CONTAINERS)

    def _rows(self, space: str) -> list[Row]:
        """Une ligne par interface d'un conteneur, et où elle mène."""
        found = []
        for interface in self.spaces.get(space, []):
            if interface.kind != "loopback":
                where = self.told.leads_to(interface.place)
                detail = ", ".join(filter(None, [where, f"MTU {interface.mtu}", self._state(interface)]))
                found.append(self._row(interface, detail, right=True))
        return found

    def _overlays(self, host: Host) -> Iterable[Box]:
        for space in self._spaces(host, "overlay"):
            inside = self.spaces[space]
            bridges = [i for i in inside if i.kind == "bridge"]
            vxlans = [i for i in inside if i.kind == "vxlan"]
            others = [i for i in inside if i not in bridges and i not in vxlans and i.kind != "loopback"]
            rows = [self._row(i, f"pont, MTU {i.mtu}") for i in bridges]
            rows += [self._row(i, ", ".join(filter(None, [self.told.port(i), self._state(i)]))) for i in others]
            for vxlan in vxlans:
                rows += self._vtep(space, vxlan)
            self.places |= {row.key: (space, row.key) for row in rows if row.key in self.interfaces}
            tip = " ".join(words_cables.describe_interface(i, self.naming) for i in inside)
            said = f"espace de noms overlay:{self.told.own_space(space)}"
            yield Box(
                space, "overlay", f"pont du réseau {self.told.own_space(space)}", said, tuple(rows), tip, OVERLAYS
            )

    def _vtep(self, space: str, vxlan: Interface) -> list[Row]:
        """La vxlan, puis à qui elle envoie ce qu'elle emballe."""
        own = f"{visible(vxlan.name)} : VTEP, VNI {vxlan.vni}"
        rows = [replace(self._row(vxlan, ", ".join(filter(None, [f"MTU {vxlan.mtu}", self._state(vxlan)])), right=True), text=own)]  # fmt: skip
        sent = self.told.sent(vxlan.place)
        if sent:
            key = f"wrap:{vxlan.place}"
            alone = sent[0] if len(sent) == 1 else ""
            rows.append(Row(key, f"emballe en UDP {vxlan.port or 4789}", alone, " ; ".join(sent), right=True))
            rows += [Row(f"{key}/{said}", "", said, right=True) for said in sent if not alone]
            self.wraps[vxlan.place] = (space, key)
        return rows

    def _bridges(self, host: Host) -> Iterable[Box]:
        """`docker_gwbridge` : par où sortent les conteneurs de l'overlay, hors de l'overlay."""
        bridge = self.interfaces.get(f"{on(host.name, HOST)}/{GATEWAY_BRIDGE}")
        if bridge is None or not self.ports.get(bridge.place):
            return
        ports = [self.interfaces[port] for port in self.ports[bridge.place] if port in self.interfaces]
        rows = [self._row(bridge, f"pont, MTU {bridge.mtu}")]
        rows += [self._row(port, self.told.port(port)) for port in sorted(ports, key=lambda i: self.told.port(i))]
        self.places |= {row.key: (bridge.place, row.key) for row in rows}
        tip = words_cables.describe_interface(bridge, self.naming)
        yield Box(bridge.place, "bridge", GATEWAY_BRIDGE, "pont de sortie, hors de l'overlay", tuple(rows), tip, HOSTS)

    def _machine(self, host: Host) -> Box:
        space = on(host.name, HOST)
        shown = [
            i for i in self.spaces.get(space, [])
            if i.kind not in ("loopback", "bridge") and i.place not in self.places and any(not a.startswith("fe80:") for a in i.addresses)
        ]  # fmt: skip
        shown.sort(key=lambda i: (self.told.underlay_of(i.place) == "", i.name))
        rows = [self._row(i, self._on_underlay(i), right=True) for i in shown]
        if not rows:
            rows = [Row(f"{space}/{a}", a, "d'après le moteur", right=True, faint=True) for a in host.addresses]
        self.places |= {row.key: (space, row.key) for row in rows}
        for link in self.topology.links:  # un hôte muet : seul le moteur du dehors dit comment il est branché
            if link.kind == "underlay" and link.a.rpartition("/")[0] == space and rows:
                self.places.setdefault(link.a, (space, rows[0].key))
        for name in self.naming.dwellers.get(space, ()):
            rows.append(Row(container_key(name), f"{self.told.own(name)} vit ici", "sur le réseau de l'hôte"))
        said = f"non lu : {visible(host.problem)}" if host.problem else "l'hôte lui-même (espace de noms host)"
        title = named(host.name)
        return Box(space, "machine", title, said, tuple(rows), words_overlay.describe_host(host), HOSTS, faint=bool(host.problem))  # fmt: skip

    def _on_underlay(self, interface: Interface) -> str:
        network = self.told.underlay_of(interface.place)
        return ", ".join(filter(None, [f"sur l'underlay {network}" if network else "", f"MTU {interface.mtu}", self._state(interface)]))  # fmt: skip

    # Entre les hôtes

    def _segments(self) -> Iterable[Box]:
        for network in self.told.segments():
            vni = ", ".join(str(vni) for vni in self.told.vnis(network.id))
            secret = "chiffré (option encrypted)" if words_overlay.encrypted(network) else "non chiffré"
            rows = [Row("vni", f"VNI {vni}", secret)]
            rows += [Row(f"subnet:{s}", s, "les adresses de dedans") for s in network.subnets if s]
            tip = words_overlay.describe_overlay(self.told, network)
            title = f"réseau overlay {self.told.own(network.name)}"
            yield Box(f"segment:{network.id}", "overlay", title, "segment VXLAN", tuple(rows), tip, HOSTS)

    def _underlays(self) -> Iterable[Box]:
        for network in self.told.underlays():
            rows = [Row(f"subnet:{s}", s, "les adresses de dehors") for s in network.subnets if s]
            rows.append(Row("bridge", visible(network.bridge), "son pont, dans la machine"))
            tip = words_overlay.describe_underlay(network)
            said = f"réseau {visible(network.driver)} de la machine"
            yield Box(
                f"underlay:{network.id}", "underlay", f"underlay {named(network.name)}", said, tuple(rows), tip, WIRES
            )

    def _edges(self) -> Iterable[Edge]:
        underlays = {f"{HOST}/{n.bridge}": f"underlay:{n.id}" for n in self.told.underlays()}
        for link in self.topology.links:
            a, b = self.places.get(link.a), self.places.get(link.b)
            tip = words_cables.describe_link(link, self.naming)
            if link.kind == "veth" and a and b and a[0] != b[0]:
                inner = any(split_host(end)[1].startswith("overlay:") for end in (link.a, link.b))
                yield Edge(a, b, "inner" if inner else "veth", link.verified, tip=tip)
            elif link.kind == "underlay" and link.b in underlays and a:
                yield Edge(a, (underlays[link.b], ""), "underlay", link.verified, tip=tip)
            elif link.kind == "underlay" and b and link.a in self.wraps:
                thin = self.told.is_ingress(link.a.rpartition("/")[0])
                yield Edge(self.wraps[link.a], b, "underlay", link.verified, tip=tip, thin=thin)
        yield from self._tunnels()

    def _tunnels(self) -> Iterable[Edge]:
        """D'une vxlan à son segment : plein si le noyau confirme tous les tunnels qu'elle a avec les autres hôtes."""
        mine: dict[str, list[Link]] = {}
        for link in self.topology.links:
            if link.kind == "vxlan" and split_host(link.a)[0] != split_host(link.b)[0]:
                mine.setdefault(link.a, []).append(link)
                mine.setdefault(link.b, []).append(link)
        for place, links in sorted(mine.items()):
            segment = f"segment:{self.told.network_of_space(place.rpartition('/')[0])}"
            if place in self.places:
                tip = " ".join(words_cables.describe_link(link, self.naming) for link in links)
                thin = self.told.is_ingress(place.rpartition("/")[0])
                yield Edge(
                    self.places[place],
                    (segment, "vni"),
                    "tunnel",
                    all(link.verified for link in links),
                    tip=tip,
                    thin=thin,
                )

    # Les repères

    def _spaces(self, host: Host, kind: str) -> list[str]:
        """Les espaces d'un genre chez un hôte ; ceux du réseau ingress, que personne n'a demandé, après les autres."""
        found = [space for space in self.spaces if space.startswith(on(host.name, f"{kind}:"))]
        return sorted(found, key=lambda space: (self.told.is_ingress(space), space))

    def _row(self, interface: Interface, detail: str, *, right: bool = False) -> Row:
        shown = [address for address in interface.addresses if not address.startswith("fe80:")]
        text = " ".join([visible(interface.name), ", ".join(shown)]).strip()
        tip = words_cables.describe_interface(interface, self.naming)
        return Row(interface.place, text, detail, tip, right, faint=not interface.up)

    def _state(self, interface: Interface) -> str:
        return "" if interface.up and interface.carrier else words_cables.link_state(interface)

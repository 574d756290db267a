"""La vue `cables` : les espaces de noms, leurs interfaces, et ce qui les joint.

Un pont est une boîte, un port par ligne ; chaque câble veth va de l'interface du conteneur au port où il est branché. Sans
lecture du noyau, il n'y a que la parole du moteur : une ligne par attache, et un trait tireté jusqu'au pont du réseau.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...model.objects import HOST, Container, Endpoint, Interface, Link, Network
from ...model.topology import Topology
from .. import words, words_cables
from ..naming import Naming, container_key
from ..ordering import containers_in_order
from ..scene import Box, Edge, End, Frame, Row, Scene
from ..text import named, visible
from .simple import absent_boxes, network_subtitle, sharing_row

TITLE = "Espaces de noms, interfaces et câbles"
MACHINE = "La machine (espace de noms host)"
CONTAINERS, OVERLAYS, HOSTS = 0, 1, 2  # les colonnes
NOBODY = ("null", "host")


def scene(topology: Topology) -> Scene:
    """Les conteneurs à gauche, la machine et ses ponts à droite."""
    return _Plan(topology).scene()


@dataclass
class _Plan:
    """Où se trouve chaque interface dans l'image, à mesure que les boîtes se posent."""

    topology: Topology
    places: dict[str, End] = field(default_factory=dict)  # « ESPACE/INTERFACE » : où elle est dessinée
    targets: dict[str, End] = field(default_factory=dict)  # par clé de réseau : où finit une attache
    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)  # par clé de boîte : le rang d'un conteneur, de haut en bas

    def __post_init__(self) -> None:
        self.naming = Naming.of(self.topology)
        self.spaces: dict[str, list[Interface]] = {}
        for interface in self.topology.interfaces:
            self.spaces.setdefault(interface.namespace, []).append(interface)
        self.ports: dict[str, list[Link]] = {}
        for link in self.topology.links:
            if link.kind == "bridge-port":
                self.ports.setdefault(link.b, []).append(link)
        self.far = {link.b: link.a for link in self.topology.links if link.kind == "veth"}
        self.owned = {f"{HOST}/{n.bridge}": n for n in self.topology.networks if n.bridge}
        self.containers = {container.name: container for container in self.topology.containers}
        self.bridges = [i for i in self.topology.interfaces if i.kind == "bridge"]
        self.parents: dict[str, list[str]] = {}
        for network in self.topology.networks:
            if network.option("parent"):
                self.parents.setdefault(f"{HOST}/{network.option('parent')}", []).append(self.naming.network(network))
        self.interfaces = {interface.place: interface for interface in self.topology.interfaces}

    def scene(self) -> Scene:
        networks = [self._network(n) for n in self.topology.networks if self._needs_box(n)]
        owned = [self.naming.network_key(self.owned[i.place]) for i in self.bridges if i.place in self.owned]
        self.order = containers_in_order(self.topology, self.naming, [*owned, *(box.key for box in networks)])
        bridges = [self._bridge(i) for i in self.bridges]
        lone = {container_key(c): c for c in self.topology.containers if not c.namespace}
        boxes = [self._lone(lone[key]) if key in lone else self._space(key) for key in self.order]
        boxes += [self._space(space) for space in sorted(self.spaces) if space.startswith(("overlay:", "balancer:"))]
        absent = [replace(box, frame=HOST) for box in absent_boxes(self.topology, self.naming)]
        self.targets |= {box.key: (box.key, "") for box in absent}
        self.boxes = [*boxes, *bridges, *networks, *absent, *self._machine()]
        self._endpoints()
        self._links()
        return Scene(TITLE, tuple(self.boxes), tuple(self.edges), self._frames(), ordered=True)

    # Les boîtes

    def _bridge(self, bridge: Interface) -> Box:
        network = self.owned.get(bridge.place)
        key = self.naming.network_key(network) if network else f"bridge:{bridge.place}"
        said = (
            f"pont du {network_subtitle(network).replace('réseau', f'réseau {self.naming.network(network)}, pilote', 1)}"
            if network
            else "pont"
        )
        ports = sorted(self.ports.get(bridge.place, []), key=self._port_order)
        rows = [self._row(bridge, title=False)]
        rows += [self._row(self.interfaces[port.a]) for port in ports if port.a in self.interfaces]
        if len(rows) == 1:
            rows.append(Row("empty", "aucun port : rien n'y est branché", faint=True))
        self.places |= {row.key: (key, row.key) for row in rows}
        if network:
            self.targets[key] = (key, bridge.place)
        return Box(
            key, "bridge", visible(bridge.name), said, tuple(rows), words_cables.describe_interface(bridge, self.naming),
            self._column(bridge.namespace), self._frame(bridge.namespace),
        )  # fmt: skip

    def _port_order(self, port: Link) -> tuple[int, str, str]:
        """Celui des conteneurs, de haut en bas."""
        far = self.far.get(port.a, "~")
        return self.order.get(far.rpartition("/")[0], len(self.order)), far, port.a

    def _network(self, network: Network) -> Box:
        key = self.naming.network_key(network)
        self.targets[key] = (key, "")
        said = f"pont {network.bridge}, d'après le moteur" if network.bridge else "d'après le moteur"
        title = self.naming.network(network)
        tip = words.describe_network(network, self.naming)
        rows = (Row("said", said, faint=True),)
        return Box(key, "network", title, network_subtitle(network), rows, tip, HOSTS, HOST)

    def _needs_box(self, network: Network) -> bool:
        """Faux pour un réseau que l'image montre déjà : par son pont, ou par l'interface parente de la machine."""
        if network.driver in NOBODY or f"{HOST}/{network.bridge}" in self.interfaces:
            return False
        parent = f"{HOST}/{network.option('parent')}"
        if network.driver in ("macvlan", "ipvlan") and parent in self.interfaces:
            self.targets[self.naming.network_key(network)] = (HOST, parent)
            return False
        return True

    def _space(self, namespace: str) -> Box:
        overlay = namespace.startswith("overlay:")
        dwellers = [c for name in self.naming.dwellers.get(namespace, ()) if (c := self.containers.get(name))]
        title = ", ".join(named(c.name) for c in dwellers) or visible(namespace)
        balancer = namespace.startswith("balancer:")
        if balancer:
            title = f"répartiteur du réseau {named(namespace.partition(':')[2])}"
        states = [f"{visible(c.image)}, {words.state(c)}" for c in dwellers]
        said = states[0] if len(states) == 1 else "même espace de noms" if states else "espace de noms"
        rows = [
            self._row(i, right=not overlay and i.kind != "loopback")
            for i in self.spaces.get(namespace, [])
            if self._is_free(i)
        ]
        self.places |= {row.key: (namespace, row.key) for row in rows}
        for container in dwellers:
            rows += self._engine_rows(container)
            if container.stale or (container.owner and container.owner not in self.naming.dwellers.get(namespace, ())):
                rows.append(sharing_row(container))
        tip = " ".join(words.describe_container(c, self.naming) for c in dwellers) or visible(namespace)
        column = OVERLAYS if overlay else CONTAINERS
        kind = "namespace" if overlay or balancer else "container"
        return Box(namespace, kind, title, said, tuple(rows), tip, column, self._frame(namespace))

    def _lone(self, container: Container) -> Box:
        rows = self._engine_rows(container) + ([sharing_row(container)] if container.owner else [])
        said = f"{visible(container.image)}, {words.state(container)}"
        tip = words.describe_container(container, self.naming)
        return Box(container_key(container), "container", named(container.name), said, tuple(rows), tip, faint=True)

    def _machine(self) -> list[Box]:
        rows = [self._row(i) for i in self.spaces.get(HOST, []) if self._is_free(i)]
        self.places |= {row.key: (HOST, row.key) for row in rows}
        for name in self.naming.dwellers.get(HOST, ()):
            rows.append(Row(container_key(name), f"{named(name)} vit ici", "sur le réseau de la machine"))
        said = "ses interfaces" if self.topology.kernel else "ses interfaces n'ont pas été lues"
        return [Box(HOST, "machine", "Machine", said, tuple(rows), MACHINE, HOSTS, HOST)] if rows else []

    def _frames(self) -> tuple[Frame, ...]:
        titles = {HOST: MACHINE}
        keys = sorted({box.frame for box in self.boxes if box.frame})
        return tuple(Frame(key, titles.get(key, f"Espace de noms {visible(key)}")) for key in keys)

    # Les lignes

    def _row(self, interface: Interface, *, title: bool = True, right: bool = False) -> Row:
        shown = [address for address in interface.addresses if not address.startswith("fe80:")]
        name = [visible(interface.name)] if title else []
        text = " ".join([*name, ", ".join(shown)]).strip() or "sans adresse"
        tip = words_cables.describe_interface(interface, self.naming)
        detail = self._detail(interface)
        return Row(interface.place, text, detail, tip, right, faint=not interface.up)

    def _detail(self, interface: Interface) -> str:
        if interface.kind == "loopback":
            return "" if interface.up else words_cables.link_state(interface)
        parents = [f"parent du réseau {name}" for name in self.parents.get(interface.place, [])]
        return ", ".join([words_cables.traits(interface), *parents])

    def _engine_rows(self, container: Container) -> list[Row]:
        """Les attaches que le noyau ne montre pas : le moteur seul les dit."""
        return [
            Row(
                self.naming.endpoint_key(e),
                f"{', '.join(e.addresses)} sur {self.naming.endpoint(e)}"
                if e.addresses
                else f"sur {self.naming.endpoint(e)}",
                f"MAC {e.mac}" if e.mac else "",
                words.describe_endpoint(e, self.naming),
                right=True,
                faint=True,
            )
            for e in container.endpoints
            if self._place_of(container, e) not in self.places and not self._seen_alone(e)
        ]

    def _seen_alone(self, endpoint: Endpoint) -> bool:
        """Vrai pour l'attache à `none` ou à `host` que le noyau confirme : la boîte le montre assez."""
        network = self.naming.network_of(endpoint)
        return network is not None and network.driver in NOBODY and endpoint.verified

    # Les traits

    def _endpoints(self) -> None:
        rows = {(box.key, row.key) for box in self.boxes for row in box.rows}
        keys = {box.key for box in self.boxes}
        for container in self.topology.containers:
            for endpoint in container.endpoints:
                target = self.targets.get(self.naming.endpoint_key(endpoint))
                key = container.namespace or container_key(container)
                row = self.places.get(self._place_of(container, endpoint), (key, self.naming.endpoint_key(endpoint)))
                if target and target[0] in keys and row in rows and not endpoint.verified:
                    tip = f"{named(container.name)}, {words.describe_endpoint(endpoint, self.naming)}"
                    self.edges.append(Edge(row, target, "endpoint", False, tip=tip))

    def _links(self) -> None:
        for link in self.topology.links:
            a, b = self.places.get(link.a), self.places.get(link.b)
            if not (a and b) or link.kind == "bridge-port":
                continue
            if a[0] == b[0]:
                self._say_inside(link, a, b)
            else:
                label = "" if link.kind == "veth" else link.kind
                tip = words_cables.describe_link(link, self.naming)
                self.edges.append(Edge(a, b, link.kind, link.verified, label=label, tip=tip))

    def _say_inside(self, link: Link, a: End, b: End) -> None:
        """Un lien entre deux lignes d'une même boîte se lit dans ses lignes : une boucle passerait sur leur texte."""
        here, there = (visible(place.rpartition("/")[2]) for place in (link.a, link.b))
        self._detail_more(a, f"câble vers {there}" if link.kind == "veth" else f"{visible(link.kind)} sur {there}")
        if link.kind == "veth":
            self._detail_more(b, f"câble vers {here}")

    def _detail_more(self, end: End, said: str) -> None:
        rank, box = next((rank, box) for rank, box in enumerate(self.boxes) if box.key == end[0])
        rows = [replace(r, detail=f"{r.detail}, {said}") if r.key == end[1] else r for r in box.rows]
        self.boxes[rank] = replace(box, rows=tuple(rows))

    # Les repères

    def _is_free(self, interface: Interface) -> bool:
        """Ni un pont, ni le port d'un pont : ceux-là ont leur boîte."""
        return interface.place not in self.places and interface.kind != "bridge"

    def _place_of(self, container: Container, endpoint: Endpoint) -> str:
        return f"{container.namespace}/{endpoint.interface}" if endpoint.interface else ""

    def _column(self, namespace: str) -> int:
        return HOSTS if namespace == HOST else OVERLAYS if namespace.startswith("overlay:") else CONTAINERS

    def _frame(self, namespace: str) -> str:
        """Un cadre autour de l'espace de noms qui tient en plusieurs boîtes."""
        bridged = any(i.kind == "bridge" for i in self.spaces.get(namespace, []))
        return namespace if namespace == HOST or bridged else ""


def facts(topology: Topology) -> list[words.Fact]:
    """Ce que la vue dit de plus : les ports publiés, les interfaces, les liens."""
    return words_cables.facts(topology)

"""La vue `simple` : la machine et ses ports publiés, les conteneurs, les réseaux."""

from __future__ import annotations

from ...model.objects import Container, Endpoint, Network, Publication
from ...model.topology import Topology
from .. import words
from ..naming import Naming, container_key
from ..scene import Box, Edge, Row, Scene
from ..text import named, visible

TITLE = "Conteneurs, réseaux et ports publiés"
MACHINE = "machine"
NOBODY = ("null", "host")  # les pilotes dont le réseau ne relie personne


def scene(topology: Topology) -> Scene:
    """La machine à gauche, les conteneurs au milieu, les réseaux à droite."""
    naming = Naming.of(topology)
    published: dict[str, list[Publication]] = {}
    for publication in topology.publications:
        published.setdefault(publication.container, []).append(publication)
    boxes = [_machine(topology, naming)] if _needs_machine(topology) else []
    boxes += [container_box(c, _rows(c, published.get(c.name, []), naming)) for c in topology.containers]
    boxes += [network_box(n, naming) for n in topology.networks if n.driver != "host"]
    boxes += absent_boxes(topology, naming)
    edges = [publication_edge(p, MACHINE) for p in sorted(topology.publications, key=lambda p: (p.container, p))]
    drawn = {container.name: container for container in topology.containers}
    for container in topology.containers:
        edges += [_endpoint_edge(container, e, naming) for e in container.endpoints if _joins(e, naming)]
        if container.owner in drawn and not container.stale:
            edges.append(_space_edge(container, drawn[container.owner], kernel=topology.kernel))
    return Scene(TITLE, tuple(boxes), tuple(edges))


def container_box(container: Container, rows: list[Row], column: int = 1) -> Box:
    """La boîte d'un conteneur, tiretée s'il ne tourne pas."""
    return Box(
        container_key(container), "container", named(container.name),
        ", ".join(filter(None, (visible(container.image), words.state(container)))), tuple(rows),
        tip=words.describe_container(container), column=column, faint=not container.alive,
    )  # fmt: skip


def network_box(network: Network, naming: Naming, column: int = 2) -> Box:
    """La boîte d'un réseau : ses sous-réseaux et leurs passerelles."""
    rows = [
        Row(f"subnet:{subnet}", subnet, f"passerelle {gateway}" if gateway else naming.no_gateway)
        for subnet, gateway in zip(network.subnets, network.gateways, strict=True)
        if subnet
    ]
    return Box(
        naming.network_key(network), "network", naming.network(network), network_subtitle(network), tuple(rows),
        tip=words.describe_network(network, naming), column=column,
    )  # fmt: skip


def network_subtitle(network: Network) -> str:
    """« réseau bridge, interne, icc coupé » : ce qui décide de ce qui y passe."""
    if network.driver == "null":
        return "ne relie personne"
    return ", ".join([f"réseau {visible(network.driver)}", *words.network_traits(network)])


def publication_edge(publication: Publication, box: str) -> Edge:
    """La flèche d'un port de la machine à celui du conteneur, pleine si le noyau y montre une socket ouverte."""
    return Edge(
        (box, socket_key(publication)), (container_key(publication.container), port_key(publication)),
        "publication", publication.verified, directed=True, tip=words.describe_publication(publication), publication=publication,
    )  # fmt: skip


def socket_key(publication: Publication) -> str:
    return f"socket:{publication.socket}/{publication.protocol}"


def port_key(publication: Publication) -> str:
    return f"port:{publication.inside}"


def socket_rows(publications: list[Publication]) -> list[Row]:
    """Un port de la machine par ligne, une seule fois chacun."""
    ordered = sorted(publications, key=lambda p: (p.container, p))
    rows = {
        socket_key(p): Row(
            socket_key(p),
            f"{p.socket}/{p.protocol}",
            tip=words.describe_publication(p),
            right=True,
            faint=not p.verified,
        )
        for p in reversed(ordered)
    }
    return list(reversed(rows.values()))


def sharing_row(container: Container) -> Row:
    """La ligne d'un conteneur qui a demandé l'espace de noms d'un autre."""
    owner = named(container.owner)
    if not container.alive:
        return Row("space", f"espace de noms demandé : celui de {owner}", faint=True)
    if container.stale:
        return Row("space", f"resté dans l'ancien espace de noms de {owner}", "boucle locale seulement", faint=True)
    return Row("space", f"même espace de noms que {owner}")


def _needs_machine(topology: Topology) -> bool:
    return bool(topology.publications) or any(network.driver == "host" for network in topology.networks)


def _machine(topology: Topology, naming: Naming) -> Box:
    hosts = [network for network in topology.networks if network.driver == "host"]
    rows = socket_rows(list(topology.publications))
    rows += [
        Row(naming.network_key(n), f"réseau {naming.network(n)}", tip=words.describe_network(n, naming), right=True)
        for n in hosts
    ]
    said = "ports publiés" if topology.publications else "son propre réseau"
    return Box(MACHINE, "machine", "Machine", said, tuple(rows), tip=f"Machine : {said}")


def _rows(container: Container, publications: list[Publication], naming: Naming) -> list[Row]:
    ports = sorted({(p.container_port, p.protocol, port_key(p), p.inside) for p in publications})
    rows = [Row(key, f"port {inside}") for _, _, key, inside in ports]
    for endpoint in container.endpoints:
        key, name = naming.endpoint_key(endpoint), naming.endpoint(endpoint)
        network = naming.network_of(endpoint)
        driver = network.driver if network else ""
        if driver == "null":
            rows.append(Row(key, f"{name} : aucun réseau", "boucle locale seulement"))
        elif driver == "host":
            rows.append(Row(key, f"réseau {name} : celui de la machine"))
        else:
            addresses = ", ".join(endpoint.addresses)
            tip = words.describe_endpoint(endpoint, naming)
            rows.append(
                Row(key, addresses or f"sur {name}", tip=tip, right=True, faint=not (addresses or container.alive))
            )
    if container.owner:
        rows.append(sharing_row(container))
    return rows


def _joins(endpoint: Endpoint, naming: Naming) -> bool:
    """Le réseau `none` ne relie personne."""
    network = naming.network_of(endpoint)
    return network is None or network.driver != "null"


def _endpoint_edge(container: Container, endpoint: Endpoint, naming: Naming) -> Edge:
    key = naming.endpoint_key(endpoint)
    network = naming.network_of(endpoint)
    end = (MACHINE, key) if network and network.driver == "host" else (key, "")
    tip = f"{named(container.name)}, {words.describe_endpoint(endpoint, naming)}"
    return Edge((container_key(container), key), end, "endpoint", endpoint.verified, tip=tip)


def _space_edge(container: Container, owner: Container, *, kernel: bool) -> Edge:
    confirmed = kernel and bool(container.namespace) and container.namespace == owner.namespace
    tip = f"{named(container.name)} et {named(container.owner)} : même espace de noms"
    return Edge((container_key(container.owner), ""), (container_key(container), ""), "space", confirmed, tip=tip)


def absent_boxes(topology: Topology, naming: Naming) -> list[Box]:
    """Les réseaux que des conteneurs nomment encore, et qui ne sont pas dans la lecture."""
    missing = {
        naming.endpoint_key(endpoint): naming.endpoint(endpoint)
        for container in topology.containers
        for endpoint in container.endpoints
        if naming.network_of(endpoint) is None
    }
    return [
        Box(key, "network", name, "réseau absent", tip=f"{name} : réseau absent", column=2, faint=True)
        for key, name in sorted(missing.items())
    ]


def facts(topology: Topology) -> list[words.Fact]:
    """Ce que la vue dit de plus que les réseaux et les conteneurs : les ports publiés."""
    return words.published(topology)

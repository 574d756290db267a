"""La topologie en mots : ce que dit l'image, dans un ordre qui se lit à voix haute.

Chaque vue commence par les réseaux et les conteneurs, puis dit ce qu'elle montre de plus. Les mots de la vue `simple` ne
contiennent rien qui change d'une machine à l'autre (MAC, ifindex, nom de veth) : un carnet peut les comparer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from ..model.objects import Container, Endpoint, Network, Publication
from ..model.topology import Topology
from .naming import Naming
from .ranges import Span, spans
from .text import listed, named, visible

STATES = {
    "running": "en marche",
    "exited": "arrêté",
    "created": "créé, jamais démarré",
    "paused": "en pause",
    "restarting": "en train de redémarrer",
    "removing": "en train de disparaître",
    "dead": "mort",
}
NOTHING = "Aucun conteneur ni réseau à montrer."
UNREAD = "kernel-unread"  # le doute que dit la légende de la figure


@dataclass(frozen=True, slots=True)
class Fact:
    """Un fait : son genre, tel qu'un tableau l'intitule, et sa phrase. `lead` ouvre la phrase quand elle est seule."""

    kind: str
    text: str
    lead: str

    @property
    def sentence(self) -> str:
        return self.lead + self.text


def state(container: Container) -> str:
    text = STATES.get(container.state, container.state)
    return f"{text} (code {container.exit_code})" if container.state == "exited" else text


def host_address(publication: Publication) -> str:
    """L'adresse publiée, dite pour ce qu'elle est : 0.0.0.0 n'est pas une adresse, c'est « toutes »."""
    if publication.host_ip == "0.0.0.0":
        return "toutes les adresses IPv4 de la machine"
    if publication.host_ip == "::":
        return "toutes les adresses IPv6 de la machine"
    return (
        "la machine elle-même seulement"
        if ipaddress.ip_address(publication.host_ip).is_loopback
        else "une adresse de la machine"
    )


def describe_container(container: Container, naming: Naming | None = None) -> str:
    parts = [f"{named(container.name)} ({visible(container.image)}) : {state(container)}"]
    parts += [describe_endpoint(endpoint, naming) for endpoint in container.endpoints]
    if not container.endpoints:
        parts.append("sur aucun réseau à lui")
    return ", ".join(parts) + sharing(container) + "."


def describe_endpoint(endpoint: Endpoint, naming: Naming | None = None) -> str:
    """« sur le réseau rue à l'adresse 10.203.2.2/24 »."""
    where = f" à l'adresse {', '.join(endpoint.addresses)}" if endpoint.addresses else ""
    network = naming.network_of(endpoint) if naming else None
    driver = network.driver if network else ""
    what = {"null": " : sa boucle locale seulement", "host": " : celui de la machine"}.get(driver, "")
    return f"sur le réseau {naming.endpoint(endpoint) if naming else named(endpoint.network)}{where}{what}"


def sharing(container: Container) -> str:
    """De qui il partage l'espace de noms, "" s'il a le sien."""
    if not container.owner:
        return ""
    owner = named(container.owner)
    if not container.alive:
        return f" : il a demandé l'espace de noms de {owner}"
    if container.stale:
        return f" : il est resté dans l'ancien espace de noms de {owner}"
    return f" : il partage l'espace de noms de {owner}"


def network_traits(network: Network) -> list[str]:
    """Ce qui décide de ce qui passe par un réseau : interne, échanges coupés, interface parente."""
    traits = ["interne"] if network.internal else []
    if network.driver == "bridge" and not network.icc:
        traits.append("échanges entre conteneurs coupés (icc)")
    parent = network.option("parent")
    return [*traits, f"parent {visible(parent)}"] if parent else traits


def describe_network(network: Network, naming: Naming | None = None) -> str:
    ranges = [
        subnet + (f" (passerelle {gateway})" if gateway else "")
        for subnet, gateway in zip(network.subnets, network.gateways, strict=True)
        if subnet
    ]
    name = naming.network(network) if naming else named(network.name)
    return f"{name} : " + ", ".join([f"pilote {visible(network.driver)}", *network_traits(network), *ranges]) + "."


def describe_publication(publication: Publication) -> str:
    return describe_span(Span((publication,)))


def describe_span(span: Span) -> str:
    """« 127.0.0.1:9200-9399/tcp (la machine elle-même seulement) mène à web, ports 9200-9399/tcp. »"""
    return f"{span.socket} ({host_address(span.first)}) mène à {named(span.first.container)}, {span.inside}."


def published(topology: Topology) -> list[Fact]:
    """Les ports publiés, une phrase pour ceux qui se suivent."""
    return [
        Fact("ports publiés", describe_span(span), "Ports publiés : ")
        if span.wide
        else Fact("port publié", describe_span(span), "Port publié : ")
        for span in spans(topology.publications)
    ]


def doubts(topology: Topology) -> list[str]:
    """Les doutes à montrer avec l'image, hors celui que la légende dit déjà."""
    return [visible(doubt.text) for doubt in topology.warnings if doubt.code != UNREAD]


def caption(topology: Topology) -> str:
    """Sur quoi repose l'image, et ce qui n'y est pas."""
    if topology.hosts:
        return several_caption(topology)
    unread = " ".join(visible(doubt.text) for doubt in topology.warnings if doubt.code == UNREAD)
    rests = (
        " et le noyau de la machine."
        if topology.kernel
        else f" seul. {unread}"
        if unread
        else ", sans lecture du noyau."
    )
    text = f"D'après le moteur Docker {visible(topology.engine_version)}{rests}"
    if topology.left_out == 1:
        text += " Un conteneur étranger au sujet n'est pas dessiné."
    elif topology.left_out > 1:
        text += f" {topology.left_out} conteneurs étrangers au sujet ne sont pas dessinés."
    return text


def several_caption(topology: Topology) -> str:
    """Sur quoi repose l'image de plusieurs hôtes."""
    read = [named(host.name) for host in topology.hosts if not host.problem]
    versions = f" (Docker {visible(topology.engine_version)})" if topology.engine_version else ""
    engines = f"les moteurs de {listed(read)}{versions} et celui de la machine" if read else "le moteur de la machine"
    kernel = "le noyau, lu chez chacun" if topology.kernel else "le noyau, qui n'a pas été lu partout"
    return f"D'après {engines} ; et d'après {kernel}."


def common(topology: Topology) -> Iterator[Fact]:
    """Les réseaux et les conteneurs, que dit toute vue."""
    naming = Naming.of(topology)
    for network in topology.networks:
        yield Fact("réseau", describe_network(network, naming), "Réseau ")
    for container in topology.containers:
        yield Fact("conteneur", describe_container(container, naming), "Conteneur ")

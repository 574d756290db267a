"""La topologie en mots : ce que dit l'image, dans un ordre qui se lit à voix haute."""

from __future__ import annotations

import ipaddress

from ..model.objects import Container, Network, Publication
from ..model.topology import Topology

STATES = {
    "running": "en marche",
    "exited": "arrêté",
    "created": "créé, jamais démarré",
    "paused": "en pause",
    "restarting": "en train de redémarrer",
    "removing": "en train de disparaître",
    "dead": "mort",
}


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


def describe_container(container: Container) -> str:
    parts = [f"{container.name} ({container.image}) : {state(container)}"]
    for endpoint in container.endpoints:
        where = f" à l'adresse {', '.join(endpoint.addresses)}" if endpoint.addresses else ""
        parts.append(f"sur le réseau {endpoint.network}{where}")
    if not container.endpoints:
        parts.append("sur aucun réseau à lui")
    return ", ".join(parts) + "."


def describe_network(network: Network) -> str:
    ranges = ", ".join(
        subnet + (f" (passerelle {gateway})" if gateway else "")
        for subnet, gateway in zip(network.subnets, network.gateways, strict=True)
        if subnet
    )
    return f"{network.name} : pilote {network.driver}{', interne' if network.internal else ''}{', ' + ranges if ranges else ''}."


def describe_publication(publication: Publication) -> str:
    return (
        f"{publication.socket}/{publication.protocol} ({host_address(publication)}) mène à "
        f"{publication.container}, port {publication.inside}."
    )


def caption(topology: Topology) -> str:
    """Sur quoi repose l'image, et ce qui n'y est pas."""
    text = f"D'après le moteur Docker {topology.engine_version}, sans lecture du noyau."
    if topology.left_out == 1:
        text += " Un conteneur étranger au sujet n'est pas dessiné."
    elif topology.left_out > 1:
        text += f" {topology.left_out} conteneurs étrangers au sujet ne sont pas dessinés."
    return text


def describe(topology: Topology) -> str:
    """Toute la topologie, en phrases, une par ligne."""
    lines = [f"Réseau {describe_network(network)}" for network in topology.networks]
    lines += [f"Conteneur {describe_container(container)}" for container in topology.containers]
    lines += [f"Port publié : {describe_publication(publication)}" for publication in topology.publications]
    return "\n".join(lines or ["Aucun conteneur ni réseau à montrer."])

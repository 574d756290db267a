"""Les câbles en mots : chaque interface, chaque lien, et ce que le moteur seul dit quand le noyau n'a pas été lu."""

from __future__ import annotations

from ..model.objects import HOST, Interface, Link, split_host
from ..model.topology import Topology
from . import words
from .naming import Naming
from .text import named, visible


def facts(topology: Topology) -> list[words.Fact]:
    """Les ports publiés, les interfaces par espace de noms, les liens."""
    naming = Naming.of(topology)
    bridges = {f"{HOST}/{n.bridge}": naming.network(n) for n in topology.networks if n.bridge}
    found = words.published(topology)
    found += [words.Fact("interface", describe_interface(i, naming), "Interface ") for i in topology.interfaces]
    found += [words.Fact("lien", describe_link(link, naming, bridges), "Lien : ") for link in topology.links]
    return found + [
        words.Fact("MAC", f"{named(c.name)} sur {naming.endpoint(e)} : {e.mac}, d'après le moteur.", "MAC de ")
        for c in topology.containers
        for e in c.endpoints
        if e.mac and not e.verified
    ]


def describe_interface(interface: Interface, naming: Naming) -> str:
    """« eth0 de web : MAC 02:42:0a:cb:02:02, MTU 1500, levée, adresse 10.203.2.2/24. »"""
    parts = [traits(interface), f"numéro {interface.ifindex}"]
    if interface.addresses:
        parts.append(f"adresse{'s' if len(interface.addresses) > 1 else ''} {', '.join(interface.addresses)}")
    return f"{place(interface.place, naming)} : {', '.join(parts)}."


def describe_link(link: Link, naming: Naming, bridges: dict[str, str] | None = None) -> str:
    """Un lien en une phrase ; `bridges` : le réseau de chaque pont."""
    a, b = place(link.a, naming), place(link.b, naming)
    doubt = "" if link.verified else ", non confirmé par le noyau"
    if link.kind == "veth":
        return f"un câble veth va de {a} à {b}{doubt}."
    if link.kind == "bridge-port":
        network = f", du réseau {bridges[link.b]}" if bridges and link.b in bridges else ""
        return f"{a} est un port du pont {b}{network}{doubt}."
    if link.kind == "underlay":
        return f"l'underlay joint {a} et {b}{doubt}."
    if link.kind == "vxlan" and split_host(link.a)[0] != split_host(link.b)[0]:
        return f"un tunnel VXLAN va de {a} à {b}{doubt}."
    return f"{a} est une {visible(link.kind)} posée sur {b}{doubt}."


def traits(interface: Interface) -> str:
    """« MAC 02:42:0a:cb:02:02, MTU 1500, levée »."""
    mac = [f"MAC {interface.mac}"] if interface.mac and interface.kind != "loopback" else []
    return ", ".join([*mac, f"MTU {interface.mtu}", link_state(interface)])


def link_state(interface: Interface) -> str:
    """Ce que le noyau dit de sa marche : une interface levée peut n'avoir personne au bout (man 8 ip-link)."""
    if not interface.up:
        return "baissée"
    return "levée" if interface.carrier else "levée, sans porteuse"


def place(text: str, naming: Naming) -> str:
    """« host/eth0 » : « eth0 de la machine »."""
    namespace, _, name = text.rpartition("/")
    return f"{visible(name)} de {naming.space(namespace)}".replace(" de le ", " du ")

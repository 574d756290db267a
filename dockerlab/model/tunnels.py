"""D'un hôte à l'autre : les tunnels VXLAN et l'underlay qui les porte, chacun prouvé par le noyau à ses deux bouts.

Un tunnel est confirmé quand la table de chaque vxlan (man 8 bridge, « fdb ») nomme une MAC et l'adresse d'un hôte, et que
le noyau de cet hôte montre cette MAC derrière le pont du même réseau. Le fil de l'underlay l'est quand l'espace de noms
de la machine de l'hôte est, inode pour inode (man 7 namespaces), celui de son conteneur pour le moteur du dehors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from ..engine import Json
from ..snapshot.namespaces import MACHINE
from .objects import HOST, Container, Doubt, Forwarding, Link, Network, on
from .wiring import Wiring


@dataclass(frozen=True)
class Vtep:
    """Le bout d'un tunnel : la vxlan `link` de l'espace overlay d'un réseau, sur un hôte (RFC 7348, « VTEP »).

    `table` : les paires (MAC, adresse d'un hôte) de sa table. `macs` : l'interface de chaque MAC qui vit derrière son pont.
    """

    host: str
    network: str
    name: str
    namespace: str
    link: Json
    table: tuple[tuple[str, str], ...]
    macs: Mapping[str, str]

    @property
    def place(self) -> str:
        return on(self.host, f"{self.namespace}/{self.link['ifname']}")

    @property
    def plugged(self) -> bool:
        """Vrai si elle est levée, et un port du pont de son espace."""
        return "UP" in self.link.get("flags", ()) and bool(self.link.get("master")) and self.link["slave"] == "bridge"


@dataclass(frozen=True)
class Wires:
    """Ce qui joint des hôtes : leurs liens, les tables de leurs vxlan, et ce qui n'est pas confirmé."""

    links: tuple[Link, ...]
    forwarding: tuple[Forwarding, ...]
    doubts: tuple[Doubt, ...]


def wires(wirings: Mapping[str, Wiring], networks: Mapping[str, Iterable[Network]]) -> Wires:
    """Les tunnels entre les hôtes lus, et par où chacun sort de sa machine. `networks` : ceux de chaque hôte, par son nom."""
    vteps = [vtep for host, wiring in wirings.items() for vtep in _vteps(host, wiring, networks[host])]
    holders = _holders(wirings)
    links, doubts = [], []
    for one, two in combinations(vteps, 2):
        if one.network == two.network and one.host != two.host:
            why = _why_not(one, two, holders) or _why_not(two, one, holders)
            a, b = sorted((one.place, two.place))
            links.append(Link("vxlan", a, b, not why))
            if why:
                text = f"Le tunnel du réseau {one.name} entre {one.host} et {two.host} n'est pas confirmé : {why}."
                doubts.append(Doubt("tunnel-unconfirmed", text, one.place))
    for vtep in vteps:
        found, doubt = _exits(vtep, wirings[vtep.host])
        links += found
        doubts += doubt
    where = {(mac, vtep.network): place for vtep in vteps for mac, place in vtep.macs.items()}
    table = [
        Forwarding(v.place, mac, address, where.get((mac, v.network), "")) for v in vteps for mac, address in v.table
    ]
    return Wires(tuple(links), tuple(sorted(table)), tuple(doubts))


def underlay_link(
    host: str, wiring: Wiring | None, outer: Wiring, container: Container, network: Network
) -> Link | None:
    """Le fil qui branche un hôte au réseau `network` du moteur du dehors ; rien s'il n'y est pas, ou si rien n'en est lu."""
    endpoint = next((e for e in container.endpoints if e.network_id == network.id), None)
    if endpoint is None or not endpoint.addresses:
        return None
    inner = wiring.spaces.get(MACHINE) if wiring else None
    carrying = [link for link in (inner or {}).get("links", ()) if set(endpoint.addresses) <= set(link["addresses"])]
    name = carrying[0]["ifname"] if len(carrying) == 1 else endpoint.interface
    if not name:
        return None
    space = outer.space(container.namespace)
    same = inner is not None and space is not None and inner["inode"] == space["inode"]
    seen = len(carrying) == 1 and carrying[0]["ifname"] == endpoint.interface and endpoint.verified
    return Link("underlay", on(host, f"{HOST}/{name}"), f"{HOST}/{network.bridge}", same and seen)


def _vteps(host: str, wiring: Wiring, networks: Iterable[Network]) -> Iterable[Vtep]:
    for network in networks:
        namespace = f"overlay:{network.name}"
        space = wiring.space(namespace) if network.driver == "overlay" else None
        if space is None:
            continue
        for link in space["links"]:
            if link["kind"] == "vxlan":
                mine = [entry for entry in space.get("forwarding", ()) if entry["ifname"] == link["ifname"]]
                table = tuple(sorted((entry["mac"], entry["dst"]) for entry in mine))
                macs = {mac: on(host, place) for mac, place in wiring.behind(namespace, link.get("master", "")).items()}
                yield Vtep(host, network.id, network.name, namespace, link, table, macs)


def _holders(wirings: Mapping[str, Wiring]) -> dict[str, str]:
    """Quel hôte porte chaque adresse, d'après son noyau ; celles que plusieurs portent (leurs ponts) n'en désignent aucun."""
    found: dict[str, set[str]] = {}
    for host, wiring in wirings.items():
        for link in wiring.spaces.get(MACHINE, {}).get("links", ()):
            for address in link["addresses"]:
                found.setdefault(address.partition("/")[0], set()).add(host)
    return {address: next(iter(hosts)) for address, hosts in found.items() if len(hosts) == 1}


def _why_not(one: Vtep, two: Vtep, holders: Mapping[str, str]) -> str:
    """Ce qui manque pour que le noyau de `one` confirme le tunnel vers `two`, "" si rien ne manque."""
    if one.link["vni"] != two.link["vni"]:
        return f"leurs VNI diffèrent, {one.link['vni']} et {two.link['vni']}"
    if not one.plugged:
        return f"{one.link['ifname']} de {one.host} est éteinte, ou n'est pas un port de son pont"
    towards = [mac for mac, address in one.table if holders.get(address) == two.host]
    lost = sorted({address for mac, address in one.table if mac in two.macs} - holders.keys())
    if not towards and lost:
        return (
            f"{one.host} envoie à {', '.join(lost)} ce qui va à {two.host}, qui ne porte pas cette adresse, ou pas seul"
        )
    if not towards:
        return f"{one.host} n'envoie rien à {two.host}"
    if not set(towards) & two.macs.keys():
        return (
            f"{one.host} envoie à {two.host} ce qui va à {', '.join(towards)}, que {two.host} n'a pas derrière son pont"
        )
    return ""


def _exits(vtep: Vtep, wiring: Wiring) -> tuple[list[Link], list[Doubt]]:
    """Par quelles interfaces de son hôte sortent les paquets d'une vxlan : le noyau dit la route vers chaque adresse."""
    machine = wiring.spaces.get(MACHINE, {})
    up = {link["ifname"] for link in machine.get("links", ()) if "UP" in link.get("flags", ())}
    born_here = wiring.designates(vtep.namespace, vtep.link, HOST)  # là où est sa socket UDP
    ways: dict[str, bool] = {}
    doubts = []
    for address in sorted({address for _, address in vtep.table}):
        device = machine.get("routes", {}).get(address, {}).get("dev", "")
        if device:
            ways[device] = ways.get(device, True) and device in up and born_here
        else:
            text = f"{vtep.host} n'a pas de route vers {address} : ce que {vtep.link['ifname']} y envoie se perd."
            doubts.append(Doubt("no-route", text, vtep.place))
    return [
        Link("underlay", vtep.place, on(vtep.host, f"{HOST}/{device}"), sure) for device, sure in ways.items()
    ], doubts

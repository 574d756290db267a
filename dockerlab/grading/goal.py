"""« Le but » et « ce qui est » : la topologie que l'exercice demande, gardée dans son dossier, et l'écart avec ce qui est lu.

Le but est une lecture dont il ne reste que ce que l'énoncé demande (`course/goals.py` la fait). Ce qu'il laisse libre
(images, adresses, réseaux qu'il ne nomme pas) prend ici la valeur de ce qui est : cela se voit, et n'est pas un écart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..drawing.figure import Figure
from ..model.building import build, load_topology
from ..model.objects import Container, Endpoint, Network, Publication
from ..model.topology import Topology
from ..snapshot.snapshot import Snapshot

FILE = "but.json"
# Les options d'un réseau qui décident de ce qui y passe ; les autres sont affaire de machine.
TELLING = (("com.docker.network.bridge.enable_icc", "false"),)
UNREAD = "kernel-unread"


def read_goal(folder: Path | None) -> Topology | None:
    """Le but de l'exercice dont c'est le dossier ; rien s'il n'en a pas. Lève `UsageError` si le fichier est abîmé."""
    if folder is None or not (folder / FILE).exists():
        return None
    return _plain(load_topology(folder / FILE))


def gap(goal: Topology, now: Snapshot) -> Figure:
    """L'image de l'écart entre un but et ce qui est : ce qui est de trop, ce qui manque, ce qui diffère."""
    found = _plain(_restricted(build(now), goal))
    return Figure.goal(_filled(goal, found), found)


def _plain(read: Topology) -> Topology:
    """Sans ce que dit le noyau : ni un but ni un écart n'ont de trait à confirmer."""
    return replace(
        read,
        containers=tuple(
            replace(c, endpoints=tuple(replace(e, verified=True) for e in c.endpoints)) for c in read.containers
        ),
        networks=tuple(replace(n, options=tuple(o for o in n.options if o in TELLING)) for n in read.networks),
        publications=tuple(replace(p, verified=True) for p in read.publications),
        warnings=tuple(doubt for doubt in read.warnings if doubt.code != UNREAD),
    )


def _restricted(found: Topology, goal: Topology) -> Topology:
    """Ce qui est, pour les conteneurs et les réseaux du but, et les réseaux où ces conteneurs sont."""
    containers = tuple(c for c in found.containers if goal.container(c.name))
    used = {endpoint.network_id for c in containers for endpoint in c.endpoints}
    named = {n.name: n.id for n in reversed(found.networks) if goal.network(n.name)}
    named |= {n.name: n.id for n in found.networks if n.name in named and n.id in used}
    networks = tuple(n for n in found.networks if n.id in used or n.id in named.values())
    names = {c.name for c in containers} | {n.name for n in networks}
    return replace(
        found,
        containers=containers,
        networks=networks,
        publications=_without_twins(goal, (p for p in found.publications if goal.container(p.container))),
        warnings=tuple(doubt for doubt in found.warnings if doubt.about in names),
        left_out=0,
    )


def _without_twins(goal: Topology, publications: Iterable[Publication]) -> tuple[Publication, ...]:
    """Sans les ports de « :: », quand le but est un port de toute adresse : une machine sans IPv6 ne les a pas."""
    open_to_all = {(p.container, p.inside) for p in goal.publications if p.host_ip == "0.0.0.0"}
    return tuple(p for p in publications if p.host_ip != "::" or (p.container, p.inside) not in open_to_all)


def _filled(goal: Topology, found: Topology) -> Topology:
    """Le but, où ce qu'il laisse libre prend la valeur de ce qui est."""
    networks = [_network(network, found.network(network.name)) for network in goal.networks]
    # Un réseau de plus existe peut-être pour d'autres : c'est le fil qui y mène qui est de trop.
    networks += [n for n in found.networks if not goal.network(n.name)]
    ids = {network.name: network.id for network in networks}
    return replace(
        goal,
        containers=tuple(_container(c, found.container(c.name), ids) for c in goal.containers),
        networks=tuple(sorted(networks)),
        publications=_publications(goal.publications, found.publications),
    )


def _network(wanted: Network, found: Network | None) -> Network:
    if found is None:
        return wanted
    free = set(wanted.subnets) <= set(found.subnets)  # rien de demandé, ou ce qui est demandé y est
    gateways = dict(zip(wanted.subnets, wanted.gateways, strict=True))
    if not free:
        return replace(wanted, id=found.id)
    asked = tuple(gateways.get(s) or g for s, g in zip(found.subnets, found.gateways, strict=True))
    return replace(wanted, id=found.id, subnets=found.subnets, gateways=asked)


def _container(wanted: Container, found: Container | None, ids: dict[str, str]) -> Container:
    if found is None:
        return replace(wanted, endpoints=tuple(_endpoint(e, None, ids) for e in wanted.endpoints))
    there = {endpoint.network: endpoint for endpoint in found.endpoints}
    endpoints = tuple(_endpoint(e, there.get(e.network), ids) for e in wanted.endpoints) or found.endpoints
    return replace(wanted, id=found.id, image=found.image, exposed=found.exposed, endpoints=tuple(sorted(endpoints)))


def _endpoint(wanted: Endpoint, found: Endpoint | None, ids: dict[str, str]) -> Endpoint:
    if found is None:
        return replace(wanted, network_id=ids.get(wanted.network, wanted.network_id))
    return replace(found, addresses=wanted.addresses or found.addresses)


def _publications(wanted: Iterable[Publication], found: Iterable[Publication]) -> tuple[Publication, ...]:
    """Les ports du but ; celui que Docker choisit est celui qu'il a choisi."""
    left, chosen = list(found), []
    for publication in sorted(wanted, key=lambda p: p.host_port == 0):
        alike = [p for p in left if replace(p, host_port=publication.host_port) == publication]
        match = next((p for p in alike if publication.host_port in (0, p.host_port)), publication)
        if match in left:
            left.remove(match)
        chosen.append(match)
    return tuple(sorted(chosen))

"""Bâtir la topologie de plusieurs hôtes : celle de chacun, sous son nom, et ce qui les joint. Fonctions pures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from ..errors import UsageError
from ..snapshot.several import Several
from ..snapshot.snapshot import Snapshot
from . import tunnels
from .building import build
from .objects import HOST, Container, Doubt, Host, Link, Network
from .prefixing import prefixed
from .topology import Topology
from .wiring import Wiring

T = TypeVar("T")


def build_several(several: Several) -> Topology:
    """La topologie des hôtes d'une lecture. L'underlay y est sans préfixe : c'est un réseau du moteur du dehors."""
    outer, around = build(several.outer), Wiring.of(several.outer)
    parts = {name: build(snapshot) for name, snapshot in several.hosts}
    wirings = {name: Wiring.of(snapshot) for name, snapshot in several.hosts}
    readings = dict(several.hosts)
    problems = dict(several.silent)
    names = [*parts, *problems]
    containers = {c.name: c for c in outer.containers}
    underlays = _underlays(outer, [containers[name] for name in names if name in containers])
    between = tunnels.wires(wirings, {name: part.networks for name, part in parts.items()})
    fibres = [
        link
        for name in names
        for network in underlays
        if name in containers
        and (link := tunnels.underlay_link(name, wirings.get(name), around, containers[name], network))
    ]
    shown = [prefixed(part, name) for name, part in parts.items()]
    bridges = {f"{HOST}/{network.bridge}" for network in underlays}
    versions = sorted({part.engine_version for part in parts.values()})
    return Topology(
        containers=_merged(part.containers for part in shown),
        networks=tuple(sorted([*_merged(part.networks for part in shown), *underlays])),
        publications=_merged(part.publications for part in shown),
        engine_version=", ".join(versions),
        interfaces=tuple(
            sorted([*_merged(p.interfaces for p in shown), *(i for i in outer.interfaces if i.place in bridges)])
        ),
        links=tuple(sorted([*_merged(part.links for part in shown), *between.links, *fibres])),
        warnings=tuple(sorted([*_merged(p.warnings for p in shown), *between.doubts, *_doubts(several, outer, fibres)])),
        kernel=outer.kernel and all(part.kernel for part in parts.values()),
        hosts=tuple(
            _host(name, containers.get(name), underlays, readings.get(name), problems.get(name, "")) for name in names
        ),
        forwarding=between.forwarding,
    )  # fmt: skip


def load_several(path: str | Path) -> Topology:
    """La topologie de lectures gardées. Lève `UsageError` si le fichier n'en contient pas, ou a été changé à la main."""
    several = Several.load(path)
    try:
        return build_several(several)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"Le fichier {path} n'est pas une lecture de plusieurs hôtes.", cause=f"{type(error).__name__} : {error}",
            remedy="une telle lecture s'écrit par Several.save, et ne se retouche pas.",
        ) from error  # fmt: skip


def _underlays(outer: Topology, hosts: list[Container]) -> list[Network]:
    """Les réseaux du dehors qui joignent les hôtes : ceux que l'on a faits pour eux, ou à défaut le pont ordinaire."""
    joined = {endpoint.network_id for host in hosts for endpoint in host.endpoints}
    found = [n for n in outer.networks if n.id in joined and n.driver == "bridge"]
    made = [n for n in found if n.option("com.docker.network.bridge.default_bridge") != "true"]
    return made or found


def _host(
    name: str, container: Container | None, underlays: list[Network], reading: Snapshot | None, problem: str
) -> Host:
    ids = {network.id for network in underlays}
    swarm = reading.swarm if reading else {}
    role = "manager" if swarm.get("manager") else "worker"
    return Host(
        name=name,
        id=container.id if container else "",
        state=container.state if container else "",
        engine_version=reading.engine_version if reading else "",
        addresses=tuple(
            a for e in (container.endpoints if container else ()) if e.network_id in ids for a in e.addresses
        ),
        swarm=(role if swarm["state"] == "active" else swarm["state"]) if swarm else "",
        problem=problem,
    )


def _doubts(several: Several, outer: Topology, fibres: list[Link]) -> Iterable[Doubt]:
    for name, why in several.silent:
        yield Doubt("silent-host", f"{name} n'a pas été lu : {why}.", name)
    if not outer.kernel:
        yield Doubt("outer-unread", f"Le noyau n'a pas été lu autour des hôtes : {several.outer.kernel_problem}")
    for link in fibres:
        host = link.a.partition("!")[0]
        if not link.verified and outer.kernel and host not in dict(several.silent):
            text = f"Le noyau ne confirme pas que {link.a.rpartition('/')[2]} de {host} soit branchée à l'underlay."
            yield Doubt("underlay-unconfirmed", text, link.a)


def _merged(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(sorted(thing for part in parts for thing in part))  # type: ignore[type-var]

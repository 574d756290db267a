"""Ce qui a changé d'une topologie à l'autre : un fait par objet apparu, disparu ou modifié."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from .objects import Container, Network

if TYPE_CHECKING:
    from .topology import Topology


@dataclass(frozen=True, slots=True)
class Change:
    """Un objet qui diffère. `kind` : host, container, network, endpoint, publication, interface, link.

    `before` est vide s'il est apparu, `after` s'il a disparu ; `fields` nomme ce qui a changé quand les deux y sont.
    """

    kind: str
    name: str
    before: Any = None
    after: Any = None
    fields: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """« added », « removed » ou « changed »."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """Deux topologies et leurs différences, triées par genre puis par nom. Fausse quand rien n'a changé."""

    before: Topology
    after: Topology
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, what: str) -> tuple[Change, ...]:
        """Les changements « added », « removed » ou « changed »."""
        return tuple(change for change in self.changes if change.what == what)


def compare(before: Topology, after: Topology) -> Difference:
    """Ce qui a changé de `before` à `after`. Le moment, le doute et ce que le noyau confirme n'en sont pas."""
    changes: list[Change] = []
    for kind, keyed in _KINDS.items():
        old, new = dict(keyed(before)), dict(keyed(after))
        for name in sorted(old.keys() | new.keys()):
            one, two = old.get(name), new.get(name)
            altered = _altered(one, two)
            if altered or one is None or two is None:
                changes.append(Change(kind, name, one, two, altered))
    return Difference(before, after, tuple(changes))


def _altered(one: Any, two: Any) -> tuple[str, ...]:
    if one is None or two is None:
        return ()
    return tuple(f.name for f in fields(one) if getattr(one, f.name) != getattr(two, f.name))


def _containers(topology: Topology) -> Iterator[tuple[str, Container]]:
    """Sans leurs attaches, qui sont comparées une à une."""
    return ((c.name, replace(c, endpoints=())) for c in topology.containers)


def _hosts(topology: Topology) -> Iterator[tuple[str, Any]]:
    return ((host.name, host) for host in topology.hosts)


def _networks(topology: Topology) -> Iterator[tuple[str, Network]]:
    """Par leur nom, ou par leur id aussi quand deux réseaux portent le même nom."""
    counts = Counter(n.name for n in topology.networks)
    return ((n.name if counts[n.name] == 1 else f"{n.name} ({n.id[:12]})", n) for n in topology.networks)


def _endpoints(topology: Topology) -> Iterator[tuple[str, Any]]:
    return ((f"{c.name} sur {e.network}", replace(e, verified=False)) for c in topology.containers for e in c.endpoints)


def _publications(topology: Topology) -> Iterator[tuple[str, Any]]:
    return (
        (f"{p.socket}/{p.protocol} vers {p.container}:{p.container_port}", replace(p, verified=False))
        for p in topology.publications
    )


def _interfaces(topology: Topology) -> Iterator[tuple[str, Any]]:
    return ((i.place, i) for i in topology.interfaces)


def _links(topology: Topology) -> Iterator[tuple[str, Any]]:
    return ((f"{link.kind} {link.a} {link.b}", replace(link, verified=False)) for link in topology.links)


_KINDS: dict[str, Callable[[Topology], Iterable[tuple[str, Any]]]] = {
    "host": _hosts, "container": _containers, "network": _networks, "endpoint": _endpoints, "publication": _publications,
    "interface": _interfaces, "link": _links,
}  # fmt: skip

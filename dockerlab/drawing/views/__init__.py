"""Les vues : chacune dit quelle scène montre une topologie, et les faits qu'elle ajoute aux réseaux et aux conteneurs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ...errors import UsageError
from ...model.topology import Topology
from .. import words
from ..scene import Scene
from . import cables, overlay, ports, simple


@dataclass(frozen=True, slots=True)
class View:
    """Une vue : son nom, sa scène, les faits qu'elle dit en plus, et ses doutes à elle.

    `several` : elle montre plusieurs hôtes, et dit elle-même leurs réseaux et leurs conteneurs.
    """

    name: str
    draw: Callable[[Topology], Scene]
    facts: Callable[[Topology], Iterable[words.Fact]]
    own_doubts: Callable[[Topology], list[str]] = lambda _: []
    several: bool = False

    def scene(self, topology: Topology) -> Scene:
        """La scène entière : l'image, les doutes, et ce sur quoi elle repose."""
        drawn = self.draw(topology)
        return replace(drawn, notes=tuple(self.doubts(topology)), caption=words.caption(topology))

    def doubts(self, topology: Topology) -> list[str]:
        """Les doutes de la topologie, puis ceux de la vue."""
        return [*words.doubts(topology), *self.own_doubts(topology)]


VIEWS = {
    "simple": View("simple", simple.scene, simple.facts),
    "ports": View("ports", ports.scene, ports.facts, ports.doubts),
    "cables": View("cables", cables.scene, cables.facts),
}
# Celles de plusieurs hôtes ; les autres montrent un seul moteur.
SEVERAL = {"overlay": View("overlay", overlay.scene, overlay.facts, several=True)}


def of(name: str) -> View:
    """La vue de ce nom. Lève `UsageError`, qui donne les noms connus, si elle n'existe pas."""
    try:
        return (VIEWS | SEVERAL)[name]
    except (KeyError, TypeError):
        known = ", ".join(f"« {view} »" for view in (*VIEWS, *SEVERAL))
        raise UsageError(f"La vue « {name} » n'existe pas.", remedy=f"les vues connues : {known}.") from None


def must_show(name: str, topology: Topology) -> None:
    """Lève `UsageError` si la vue n'existe pas, ou ne montre pas cette sorte de topologie."""
    if of(name).several and not topology.hosts:
        raise UsageError(
            f"La vue « {name} » montre plusieurs hôtes Docker, et un seul moteur a été lu.",
            remedy="« dockerlab hosts up 2 » démarre deux hôtes ; la vue « cables » montre un seul moteur.",
        )
    if topology.hosts and not of(name).several:
        known = ", ".join(f"« {view} »" for view in SEVERAL)
        raise UsageError(
            f"La vue « {name} » montre un seul moteur, et plusieurs hôtes ont été lus.", remedy=f"choisissez {known}."
        )


def facts(topology: Topology, view: str = "simple") -> list[words.Fact]:
    """Les faits d'une vue, dans l'ordre où ils se disent. Lève `UsageError` si la vue n'existe pas."""
    chosen = of(view)
    found = [*(() if chosen.several else words.common(topology)), *chosen.facts(topology)]
    return [*found, *(words.Fact("doute", text, "Attention : ") for text in chosen.doubts(topology))]


def describe(topology: Topology, view: str = "simple") -> str:
    """Toute la topologie, en phrases, une par ligne. Lève `UsageError` si la vue n'existe pas."""
    return "\n".join(fact.sentence for fact in facts(topology, view)) or words.NOTHING

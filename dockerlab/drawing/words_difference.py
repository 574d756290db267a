"""Une différence en mots : ce qui est apparu, ce qui a disparu, ce qui a changé, une phrase par fait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..model.difference import Change, Difference
from ..model.objects import Endpoint, Publication
from . import views, words, words_cables, words_overlay
from .naming import Naming
from .ranges import Span, spans
from .text import named, visible
from .voice import CHANGE, Voice

NOTHING = CHANGE.nothing
KINDS = ("host", "network", "container", "endpoint", "publication", "interface", "link")
SHOWN = {"simple": KINDS[:5], "ports": KINDS[:5], "cables": KINDS}
# Ce qui n'est dit qu'avec les câbles : cela dépend de la machine.
HIDDEN = ("mac", "interface", "network_id", "aliases", "id", "options")


def describe_difference(difference: Difference, view: str = "simple") -> str:
    """Ce qui a changé, une phrase par ligne. Lève `UsageError` si la vue n'existe pas."""
    return "\n".join(fact.sentence for fact in facts(difference, view))


def facts(
    difference: Difference, view: str = "simple", voice: Voice = CHANGE, told: type[Teller] | None = None
) -> list[words.Fact]:
    """Les faits d'une différence, puis les doutes de ce qui est. `told` : qui les dit, quand ce n'est pas un changement.

    Lève `UsageError` si la vue n'existe pas.
    """
    chosen = views.of(view)
    teller = (told or Teller)(difference, cables=view == "cables")
    changes = sorted(_folded(difference.changes), key=lambda change: KINDS.index(change.kind))
    said = [
        words.Fact(voice.mark(change.what).word, sentence, f"{voice.mark(change.what).sign} ")
        for change in changes
        if change.kind in SHOWN.get(view, KINDS)
        for sentence in teller.tell(change)
    ]
    doubts = [words.Fact("doute", text, "Attention : ") for text in chosen.doubts(difference.after)]
    return [*(said or [words.Fact("différence", voice.nothing, "")]), *doubts]


def caption(difference: Difference) -> str:
    """Sur quoi reposent les deux lectures."""
    before, after = words.caption(difference.before), words.caption(difference.after)
    return after if before == after else f"Avant : {before} Après : {after}"


def _folded(changes: Iterable[Change]) -> Iterator[Change]:
    """Les mêmes changements ; les ports apparus ensemble, ou disparus ensemble, et qui se suivent n'en font qu'un."""
    listed = list(changes)
    ports: dict[Publication, Change] = {c.after or c.before: c for c in listed if c.kind == "publication"}
    heads = {ports[span.first].name: span for span in spans(ports, lambda port: ports[port].what)}
    for change in listed:
        if change.kind != "publication":
            yield change
        elif change.name in heads:
            span = heads[change.name]
            yield replace(change, after=span) if change.what == "added" else replace(change, before=span)


class Teller:
    """Les phrases d'un changement ; aucune si ce qui a changé ne se dit pas dans cette vue."""

    altered = "a changé"

    def __init__(self, difference: Difference, *, cables: bool) -> None:
        self.before, self.after = Naming.of(difference.before), Naming.of(difference.after)
        self.cables = cables

    def tell(self, change: Change) -> list[str]:
        tellers: dict[str, Callable[[Change], str]] = {
            "host": self._host,
            "network": self._network, "container": self._container, "endpoint": self._endpoint,
            "publication": self._publication, "interface": self._interface, "link": self._link,
        }  # fmt: skip
        sentence = tellers[change.kind](change)
        return [sentence] if sentence else []

    def _host(self, change: Change) -> str:
        if change.what == "added":
            return f"L'hôte {named(change.name)} est apparu."
        if change.what == "removed":
            return f"L'hôte {named(change.name)} a disparu."
        return self._altered(f"L'hôte {named(change.name)}", change, _HOST)

    def _network(self, change: Change) -> str:
        if change.what == "added":
            return f"Le réseau {words.describe_network(change.after, self.after).removesuffix('.')}, est apparu."
        if change.what == "removed":
            return f"Le réseau {named(change.name)} a disparu."
        return self._altered(f"Le réseau {named(change.name)}", change, {**_NETWORK})

    def _container(self, change: Change) -> str:
        name = f"Le conteneur {named(change.name)}"
        if change.what == "added":
            return f"{name} est apparu ({visible(change.after.image)}) : {words.state(change.after)}{words.sharing(change.after)}."
        if change.what == "removed":
            return f"{name} a disparu."
        again = f"{name} a été recréé." if "id" in change.fields else ""
        return " ".join(part for part in (again, self._altered(name, change, _CONTAINER)) if part)

    def _endpoint(self, change: Change) -> str:
        endpoint: Endpoint = change.after or change.before
        who = named(change.name.removesuffix(f" sur {endpoint.network}"))
        naming = self.after if change.after else self.before
        network, addresses = naming.endpoint(endpoint), ", ".join(endpoint.addresses)
        if change.what == "added":
            return f"{who} est branché au réseau {network}" + (f", à l'adresse {addresses}." if addresses else ".")
        if change.what == "removed":
            return f"{who} n'est plus branché au réseau {network}" + (
                f", où il avait {addresses}." if addresses else "."
            )
        return self._altered(f"{who}, sur le réseau {network},", change, _ENDPOINT)

    def _publication(self, change: Change) -> str:
        span: Span = change.after or change.before
        ports, lead = ("Les ports", "mènent") if span.wide else ("Le port", "mène")
        if change.what == "added":
            return f"{ports} {words.describe_span(span)}".replace(" mène à ", f" {lead} maintenant à ", 1)
        return f"{ports} {span.socket} ne {lead} plus à {named(span.first.container)}, {span.inside}."

    def _interface(self, change: Change) -> str:
        if change.what == "added":
            return f"Nouvelle interface : {words_cables.describe_interface(change.after, self.after)}"
        name = words_cables.place(change.name, self.before)
        if change.what == "removed":
            return f"L'interface {name} a disparu."
        return self._altered(f"L'interface {name}", change, _INTERFACE)

    def _link(self, change: Change) -> str:
        naming = self.after if change.after else self.before
        # Ce que le noyau confirme n'est pas comparé : la phrase n'en dit rien.
        link = replace(change.after or change.before, verified=True)
        sentence = words_cables.describe_link(link, naming)
        return f"Nouveau lien : {sentence}" if change.what == "added" else f"Lien disparu : {sentence}"

    def _altered(self, subject: str, change: Change, known: dict[str, tuple[str, Callable[[Any], str]]]) -> str:
        """« web : état, en marche → arrêté (code 0) », pour les champs qui se disent dans cette vue."""
        parts = []
        for name in change.fields:
            if name in known and (self.cables or name not in HIDDEN):
                label, shown = known[name]
                one, two = shown(change.before), shown(change.after)
                part = f"{label} {one or 'rien'} → {two or 'rien'}"
                if one != two and part not in parts:  # deux champs se disent parfois d'un seul mot
                    parts.append(part)
        return f"{subject} {self.altered} : {' ; '.join(parts)}." if parts else ""


_HOST: dict[str, tuple[str, Callable[[Any], str]]] = {
    "problem": ("lecture", lambda h: f"non lu, {visible(h.problem)}" if h.problem else "lu"),
    "state": ("conteneur", lambda h: words.STATES.get(h.state, visible(h.state))),
    "addresses": ("adresse sur l'underlay", lambda h: ", ".join(h.addresses)),
    "swarm": ("place dans le Swarm", words_overlay.role),
    "engine_version": ("moteur", lambda h: visible(h.engine_version)),
}
_CONTAINER: dict[str, tuple[str, Callable[[Any], str]]] = {
    "state": ("état", words.state),
    "exit_code": ("état", words.state),
    "image": ("image", lambda c: visible(c.image)),
    "exposed": ("ports exposés", lambda c: ", ".join(c.exposed)),
    "owner": ("espace de noms demandé", lambda c: named(c.owner)),
}
_NETWORK: dict[str, tuple[str, Callable[[Any], str]]] = {
    "driver": ("pilote", lambda n: visible(n.driver)),
    "subnets": ("sous-réseaux", lambda n: ", ".join(n.subnets)),
    "gateways": ("passerelles", lambda n: ", ".join(filter(None, n.gateways))),
    "internal": ("interne", lambda n: "oui" if n.internal else "non"),
    "options": ("options", lambda n: visible(", ".join(f"{key}={value}" for key, value in n.options))),
}
_ENDPOINT: dict[str, tuple[str, Callable[[Any], str]]] = {
    "addresses": ("adresse", lambda e: ", ".join(e.addresses)),
    "mac": ("MAC", lambda e: str(e.mac)),
    "interface": ("interface", lambda e: visible(e.interface)),
}
_INTERFACE: dict[str, tuple[str, Callable[[Any], str]]] = {
    "mac": ("MAC", lambda i: str(i.mac)),
    "addresses": ("adresses", lambda i: ", ".join(i.addresses)),
    "mtu": ("MTU", lambda i: str(i.mtu)),
    "up": ("état", words_cables.link_state),
    "carrier": ("état", words_cables.link_state),
    "ifindex": ("numéro", lambda i: str(i.ifindex)),
}

"""Du but à ce qui est, en mots : ce qui est de trop, ce qui manque, ce qui diffère, une phrase par fait."""

from __future__ import annotations

from dataclasses import replace

from ..model.difference import Change, Difference
from ..model.objects import Container, Endpoint
from ..model.topology import Topology
from . import words
from .naming import Naming
from .ranges import Span
from .text import named, visible
from .words_difference import Teller

ALONE = "Le but, par une route parmi d'autres."


def caption(difference: Difference) -> str:
    """Ce qui est comparé, et sur quoi repose la lecture."""
    version = visible(difference.after.engine_version)
    return f"Le but : par une route parmi d'autres. Ce qui est : d'après le moteur Docker {version}, au moment de la vérification."


def facts(goal: Topology) -> list[words.Fact]:
    """Ce que demande un but, et rien de ce qu'il laisse libre."""
    naming = Naming.of(goal)
    networks = [words.Fact("réseau", words.describe_network(n, naming), "Réseau ") for n in goal.networks]
    containers = [words.Fact("conteneur", _container(c, naming), "Conteneur ") for c in goal.containers]
    return [*networks, *containers, *words.published(goal)]


def _container(container: Container, naming: Naming) -> str:
    parts = [f"{named(container.name)} : {words.state(container)}"]
    parts += [words.describe_endpoint(endpoint, naming) for endpoint in container.endpoints]
    return ", ".join(parts) + words.sharing(container) + "."


class GoalTeller(Teller):
    """Les phrases d'un écart. `before` est le but, `after` ce qui est."""

    altered = "n'est pas comme dans le but"

    def __init__(self, difference: Difference, *, cables: bool) -> None:
        super().__init__(difference, cables=cables)
        self._present = {container.name for container in difference.after.containers}

    def tell(self, change: Change) -> list[str]:
        """D'un conteneur qui manque, rien de plus : ni ses fils, ni ses ports."""
        wanting = change.what == "removed" and change.kind in ("endpoint", "publication")
        return [] if wanting and self._about(change) not in self._present else super().tell(change)

    def _network(self, change: Change) -> str:
        if change.what == "removed":
            return f"Le réseau {named(change.name)} manque."
        # Une passerelle que le but n'écrit pas est libre.
        asked = tuple(name for name in change.fields if name != "gateways" or any(change.before.gateways))
        return super()._network(replace(change, fields=asked))

    def _container(self, change: Change) -> str:
        name = f"Le conteneur {named(change.name)}"
        if change.what == "added":
            return f"{name} est de trop : {words.state(change.after)}{words.sharing(change.after)}."
        if change.what == "removed":
            return f"{name} manque."
        return super()._container(change)

    def _endpoint(self, change: Change) -> str:
        endpoint: Endpoint = change.after or change.before
        who = named(change.name.removesuffix(f" sur {endpoint.network}"))
        if change.what == "added":
            where = f", à l'adresse {', '.join(endpoint.addresses)}" if endpoint.addresses else ""
            return f"{who} est branché au réseau {self.after.endpoint(endpoint)}{where} : ce fil est de trop."
        if change.what == "removed":
            return f"{who} n'est pas branché au réseau {self.before.endpoint(endpoint)}."
        return super()._endpoint(change)

    def _publication(self, change: Change) -> str:
        span: Span = change.after or change.before
        ports, lead = ("Les ports", "mènent") if span.wide else ("Le port", "mène")
        if change.what == "added":
            said = words.describe_span(span).removesuffix(".").replace(" mène à ", f" {lead} à ", 1)
            return f"{ports} {said} : c'est de trop."
        where = f"{named(span.first.container)}, {span.inside}."
        if not span.first.host_port:  # au choix de Docker
            return f"Aucun port au choix de Docker ne mène à {where}"
        return f"{ports} {span.socket} ne {lead} pas à {where}"

    @staticmethod
    def _about(change: Change) -> str:
        """Le conteneur d'un fil ou d'un port qui manque."""
        if change.kind == "publication":
            return str(change.before.first.container)
        return change.name.removesuffix(f" sur {change.before.network}")

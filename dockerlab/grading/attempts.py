"""Tenter une connexion TCP par tous les chemins qui mènent à un conteneur : son nom, ses adresses, un port de la machine."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..engine import Json
from ..errors import LogsUnreadable
from .places import TIMEOUT, Place, Question
from .requests import appears, question
from .subjects import ContainerSubject

SAID = {
    "connected": "la connexion s'ouvre",
    "refused": "connexion refusée",
    "timeout": f"aucune réponse en {TIMEOUT:g} s",
    "unreachable": "pas de route",
    "unknown-name": "nom inconnu",
    "reset": "connexion coupée",
}
EVERYWHERE = {"0.0.0.0", "::"}  # publié sur toutes les adresses de la machine
Way = tuple[str, int]  # une adresse de la machine, et un de ses ports


@dataclass(frozen=True, slots=True)
class Attempt:
    """Ce qu'ont donné les tentatives : par le nom, par chaque adresse, par chaque port de la machine."""

    target: ContainerSubject
    by_name: Json
    by_address: dict[str, Json]
    by_machine: dict[Way, Json]
    by_neighbour: dict[Way, Json] = field(default_factory=dict)  # chacun répond peut-être pour lui-même

    @property
    def opens(self) -> bool:
        """Vrai si le nom s'ouvre, et ne mène qu'au conteneur."""
        return self.by_name["kind"] == "connected" and not self.strangers

    @property
    def holes(self) -> list[str]:
        """Le nom et les adresses du conteneur qui s'ouvrent."""
        found = {self.target.name: self.by_name, **self.by_address}
        return [where for where, answer in found.items() if answer["kind"] == "connected"]

    @property
    def strangers(self) -> list[str]:
        """Les adresses que donne le nom, et qui ne sont pas celles du conteneur."""
        known = self.target.addresses()
        return sorted(a for a in self.by_name.get("addresses", []) if a not in known and ":" not in a)

    def said(self) -> str:
        seen = [f"par le nom {self.target.name}, {SAID[self.by_name['kind']]}"]
        seen += [f"par {address}, {SAID[answer['kind']]}" for address, answer in self.by_address.items()]
        seen += [f"par {written(way)}, {SAID[answer['kind']]}" for way, answer in self.by_machine.items()]
        return " ; ".join(seen)


def knock(place: Place, target: ContainerSubject, port: int) -> Attempt:
    """Par le nom seulement quand il suffit ; sinon par tous les chemins, pour dire lequel est fermé."""
    by_name = place.ask([("door", {"host": target.name, "port": port, "timeout": TIMEOUT})])[0]
    attempt = Attempt(target, by_name, {}, {})
    return attempt if attempt.opens and not by_name["by_file"] else try_doors(place, target, port)


def try_doors(
    place: Place, target: ContainerSubject, port: int, ways: Iterable[Way] = (), aside: Iterable[Way] = ()
) -> Attempt:
    addresses, ways, aside = [*target.addresses(), *target.addresses_v6()], list(ways), list(aside)
    doors = [(where, port) for where in (target.name, *addresses)] + ways + aside
    questions: list[Question] = [("door", {"host": host, "port": p, "timeout": TIMEOUT}) for host, p in doors]
    by_name, *others = place.ask_at_once(questions)
    answers = iter(others)
    by_address = {address: next(answers) for address in addresses}
    by_machine = {way: next(answers) for way in ways}
    return Attempt(target, by_name, by_address, by_machine, {way: next(answers) for way in aside})


def ways_to(target: ContainerSubject) -> list[Way]:
    """Les ports de la machine qui mènent à `target`, là où un conteneur peut les demander : une adresse précise, ou celles
    de la machine sur les réseaux. Ceux de la boucle locale aussi : un programme de la machine peut les relayer."""
    found: dict[Way, None] = {}
    for publication in target.publications():
        if publication.protocol == "tcp":
            precise = publication.host_ip not in EVERYWHERE and not is_loopback(publication.host_ip)
            for host in [publication.host_ip] if precise else target.gateways():
                found[host, publication.host_port] = None
    return list(found)


def relays_among(place: Place, target: ContainerSubject, ways: Sequence[Way]) -> list[Way]:
    """Les portes où une requête marquée finit dans le journal de `target` : aux autres, c'est un autre serveur qui répond."""
    tokens = {way: f"dl{secrets.token_hex(8)}" for way in ways}
    if tokens:
        place.ask_at_once([question(f"http://{written(way)}/", token) for way, token in tokens.items()])
    try:
        # Envoyées ensemble : le temps laissé à la première suffit aux autres.
        return [
            way
            for rank, (way, token) in enumerate(tokens.items())
            if appears(place.engine, target, token, patient=rank == 0)
        ]
    except LogsUnreadable:
        return []


def is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"


def written(way: Way) -> str:
    host, port = way
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def kinds_of(answers: Iterable[Json]) -> set[str]:
    return {answer["kind"] for answer in answers}

"""Ouvert, ou fermé : une connexion TCP tentée par tous les chemins, avec un témoin qui, lui, doit passer.

Trois chemins mènent d'un conteneur à un autre : son nom, ses adresses, IPv6 comprises, et une adresse de la machine quand un
de ses ports y est publié. Un mur les ferme tous les trois, et aucun voisin ne les rouvre : celui qui relaie des requêtes HTTP
se trahit par une requête marquée, lue dans le journal du conteneur qu'elle ne devait pas atteindre. Un relais d'autre chose que
HTTP ne se voit pas.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..engine import Json
from ..errors import LogsUnreadable
from .at_once import at_once
from .neighbours import ends_of, neighbours_of
from .places import TIMEOUT, Place, Question
from .requests import appears, question
from .subjects import ContainerSubject, NetworkSubject
from .verdict import Verdict, error, failed, passed

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
class Viewpoint:
    """D'où l'on regarde ; `subject` : le conteneur ou le réseau dont c'est la place, rien pour la machine."""

    place: Place
    subject: ContainerSubject | NetworkSubject | None = None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def absence(self) -> str:
        """Pourquoi rien ne peut partir d'ici : un conteneur arrêté n'a plus d'espace de noms ; "" si tout va bien."""
        if isinstance(self.subject, ContainerSubject):
            return f"{self.name} ne tourne pas" if self.subject.uptime() is None else ""
        return f"aucun réseau ne s'appelle {self.subject.name}" if self.subject and not self.subject.entry else ""

    @property
    def networks(self) -> set[str]:
        """Les identifiants de ses réseaux."""
        if isinstance(self.subject, ContainerSubject):
            return set(ends_of(self.subject.inspected or {}))
        return {self.subject.id} if self.subject and self.subject.entry else set()

    @property
    def gateways(self) -> list[str]:
        """Les adresses de la machine sur ses réseaux, si c'est un conteneur."""
        return self.subject.gateways() if isinstance(self.subject, ContainerSubject) else []

    def shared_with(self, target: ContainerSubject) -> list[str]:
        """Les réseaux qu'il a en commun avec `target`."""
        if isinstance(self.subject, ContainerSubject):
            return sorted(set(target.networks()) & set(self.subject.networks()))
        return [name for name in target.networks() if self.subject and name == self.subject.name]


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
        seen += [f"par {_socket(way)}, {SAID[answer['kind']]}" for way, answer in self.by_machine.items()]
        return " ; ".join(seen)


def judge_open(viewpoint: Viewpoint, target: ContainerSubject, port: int) -> Verdict:
    """Le port `port` de `target` s'ouvre depuis `viewpoint` par son nom, et c'est Docker qui donne ce nom."""
    expected = f"depuis {viewpoint.name}, le port {port} de {target.name} s'ouvre"
    if viewpoint.absence:
        return _nothing_leaves(expected, viewpoint)
    attempt = _knock(viewpoint.place, target, port)
    if attempt.opens and not attempt.by_name["by_file"]:
        return passed(expected, "la connexion s'ouvre, par le nom que donne Docker")
    return failed(expected, attempt.said(), _why_closed(viewpoint, attempt, port))


def judge_wall(
    viewpoint: Viewpoint, target: ContainerSubject, port: int, *, control: Viewpoint, kinds: tuple[str, ...]
) -> Verdict:
    """`target` est hors d'atteinte de `viewpoint`, quand `control`, au même moment, l'atteint."""
    expected = f"depuis {viewpoint.name}, {target.name} est hors d'atteinte : par son nom, par ses adresses, par une adresse de la machine"
    for place in (viewpoint, control):
        if place.absence:
            return _nothing_leaves(expected, place)
    neighbours = _by_neighbours(viewpoint, target, port, control)
    allowed, attempt = at_once(
        lambda: _knock(control.place, target, port),
        lambda: _try(viewpoint.place, target, port, ways=_ways(target), aside=neighbours),
    )
    if not allowed.opens:
        hint = (
            f"Personne ne joint {target.name} : être hors d'atteinte de tous n'est pas le but. {control.name} doit passer, "
            f"{viewpoint.name} non."
        )
        return failed(expected, f"depuis {control.name}, qui devrait passer : {allowed.said()}", hint)
    hole = _hole(viewpoint, attempt)
    if hole:
        return failed(expected, attempt.said(), hole)
    relays = _relays(viewpoint.place, target, [w for w, a in attempt.by_neighbour.items() if a["kind"] == "connected"])
    if relays:
        where, who = ", ".join(map(_socket, relays)), ", ".join(dict.fromkeys(neighbours[way] for way in relays))
        hint = (
            f"{who} est sur un réseau de {target.name}, et lui relaie ce que {viewpoint.name} envoie : un mur se contourne par qui est des deux "
            "côtés, ou par qui publie un port de la machine. Regardez ce qu'il y fait."
        )
        return failed(expected, f"par {where}, où écoute {who}, une requête arrive à {target.name}", hint)
    found = _kinds([attempt.by_name, *attempt.by_address.values()])
    if "refused" in found - set(kinds):
        hint = (
            f"Un refus est une réponse : le paquet de {viewpoint.name} est arrivé, et quelque chose a dit non. Un mur ne répond "
            f"pas. Regardez quels réseaux {viewpoint.name} et {target.name} ont en commun."
        )
        return failed(expected, attempt.said(), hint)
    odd = sorted(found - set(kinds))
    if odd:
        what = ", ".join(SAID[kind] for kind in odd)
        return error(
            f"depuis {viewpoint.name}, la tentative a échoué autrement que prévu ({what}) : rien n'est prouvé."
        )
    if not target.stays_up(viewpoint.place.engine, 0):
        hint = f"Un serveur arrêté est hors d'atteinte de tous, et cela ne prouve rien : le journal de {target.name} dit ce qui l'arrête."
        return failed(expected, f"{target.name} s'est arrêté ou a redémarré pendant la vérification", hint)
    return passed(expected, f"aucun chemin ne s'ouvre ; {control.name}, au même moment, passe")


def _knock(place: Place, target: ContainerSubject, port: int) -> Attempt:
    """Par le nom seulement quand il suffit ; sinon par tous les chemins, pour dire lequel est fermé."""
    by_name = place.ask([("door", {"host": target.name, "port": port, "timeout": TIMEOUT})])[0]
    attempt = Attempt(target, by_name, {}, {})
    return attempt if attempt.opens and not by_name["by_file"] else _try(place, target, port)


def _try(
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


def _ways(target: ContainerSubject) -> list[Way]:
    """Les ports de la machine qui mènent à `target`, là où un conteneur peut les demander : une adresse précise, ou celles
    de la machine sur les réseaux. Ceux de la boucle locale aussi : un programme de la machine peut les relayer."""
    found: dict[Way, None] = {}
    for publication in target.publications():
        if publication.protocol == "tcp":
            precise = publication.host_ip not in EVERYWHERE and not _is_loopback(publication.host_ip)
            for host in [publication.host_ip] if precise else target.gateways():
                found[host, publication.host_port] = None
    return list(found)


def _by_neighbours(viewpoint: Viewpoint, target: ContainerSubject, port: int, control: Viewpoint) -> dict[Way, str]:
    """Les portes des voisins de `target`, et leur nom : là où ils publient, et leur port `port` sur un réseau de `viewpoint`."""
    own = _ways(target)
    found: dict[Way, str] = {}
    for neighbour in neighbours_of(target, but=[viewpoint.name, control.name]):
        ways = [
            (address, port) for network, address in neighbour.ends.items() if address and network in viewpoint.networks
        ]
        for address, number in neighbour.published:
            if not _is_loopback(address):
                ways += [
                    (host, number)
                    for host in (viewpoint.gateways or target.gateways() if address in EVERYWHERE else [address])
                ]
        found |= {way: neighbour.name for way in ways if way not in own}
    return found


def _hole(viewpoint: Viewpoint, attempt: Attempt) -> str:
    """Par où l'on passe, et ce que cela veut dire ; rien si tout est fermé."""
    target = attempt.target
    if attempt.holes == [target.name] and attempt.strangers:
        return (
            f"Depuis {viewpoint.name}, le nom {target.name} mène à {', '.join(attempt.strangers)}, qui n'est pas une adresse de "
            f"{target.name} : un autre conteneur y porte ce nom, et répond ou relaie. Regardez les alias de ce réseau."
        )
    if attempt.holes:
        shared = viewpoint.shared_with(target)
        entry = f"{viewpoint.name} entre par {', '.join(attempt.holes)}"
        if shared or not viewpoint.networks:
            why = (
                f"ils ont en commun {' et '.join(shared)}" if shared else "deux conteneurs d'un même réseau se joignent"
            )
            return f"{entry} : {why}. Regardez sur quels réseaux est chacun des deux, et lequel est de trop."
        if all(":" in where for where in attempt.holes):
            return (
                f"{entry}, en IPv6 et sans réseau commun : la machine fait suivre d'un réseau à l'autre, et son moteur ne met peut-être "
                "de règles qu'en IPv4. Regardez lesquels de ces réseaux ont un sous-réseau IPv6, et si quelqu'un en a besoin."
            )
        return f"{entry}, sans réseau commun : la machine fait suivre d'un réseau à l'autre ce qu'elle devrait jeter. Regardez ses règles de filtrage."
    opened = [way for way, answer in attempt.by_machine.items() if answer["kind"] == "connected"]
    if not opened:
        return ""
    said = ", ".join(_socket(way) for way in opened)
    ports = {port for _, port in opened}
    publishing = {p.host_ip for p in target.publications() if p.host_port in ports and not _is_loopback(p.host_ip)}
    if publishing:
        why = "cette adresse de la machine se demande aussi de n'importe quel réseau de Docker."
        if publishing & EVERYWHERE:
            why = (
                "un port publié sur toutes ses adresses l'est aussi sur celles qu'elle a dans les réseaux de Docker, et un conteneur de n'importe quel "
                "réseau peut le demander."
            )
        return f"{viewpoint.name} entre par la machine, en {said} : {why} Regardez sur quelle adresse {target.name} est publié."
    if _relays(viewpoint.place, target, opened):
        return f"{viewpoint.name} entre par la machine, en {said} : un programme y relaie les connexions vers {target.name}. Regardez qui écoute ce port."
    return ""


def _relays(place: Place, target: ContainerSubject, ways: Sequence[Way]) -> list[Way]:
    """Les portes où une requête marquée finit dans le journal de `target` : aux autres, c'est un autre serveur qui répond."""
    tokens = {way: f"dl{secrets.token_hex(8)}" for way in ways}
    if tokens:
        place.ask_at_once([question(f"http://{_socket(way)}/", token) for way, token in tokens.items()])
    try:
        # Envoyées ensemble : le temps laissé à la première suffit aux autres.
        return [
            way
            for rank, (way, token) in enumerate(tokens.items())
            if appears(place.engine, target, token, patient=rank == 0)
        ]
    except LogsUnreadable:
        return []


def _why_closed(viewpoint: Viewpoint, attempt: Attempt, port: int) -> str:
    target, kinds = attempt.target, _kinds(attempt.by_address.values())
    shared = viewpoint.shared_with(target)
    if not attempt.by_address:
        return f"{target.name} n'a aucune adresse : il n'est sur aucun réseau où l'on pourrait le joindre."
    if attempt.by_name.get("by_file"):
        return (
            f"Dans {viewpoint.name}, le nom {target.name} est écrit dans /etc/hosts : il restera faux quand l'adresse changera. Le serveur "
            "de noms de Docker sait le donner, sur un réseau que l'on a créé."
        )
    if attempt.strangers:
        return (
            f"Le nom {target.name} mène à {', '.join(attempt.strangers)}, qui n'est pas une adresse de {target.name} : un autre conteneur porte "
            "ce nom, ou cet alias, sur le même réseau."
        )
    if "connected" in kinds:
        return f"L'adresse répond, le nom non : les noms ne se résolvent que sur un réseau que l'on a créé, et que {viewpoint.name} partage avec {target.name}."
    if "refused" in kinds:
        return f"{target.name} est joint, et rien n'y écoute le port {port} : regardez quel programme y tourne, et sur quelle adresse il écoute."
    if shared:
        return (
            f"{viewpoint.name} et {target.name} sont tous deux sur {' et '.join(shared)}, et les paquets n'y passent pas : regardez les options "
            "de ce réseau, et ce que le conteneur fait de ce qu'il reçoit."
        )
    return f"Les paquets n'arrivent pas : {viewpoint.name} et {target.name} ont-ils un réseau en commun ?"


def _nothing_leaves(expected: str, viewpoint: Viewpoint) -> Verdict:
    hint = "Rien ne part d'un conteneur arrêté, ni d'un réseau qui n'est plus là : ce point de vue doit exister pour que l'on sache ce qu'il atteint."
    return failed(expected, viewpoint.absence, hint)


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"


def _socket(way: Way) -> str:
    host, port = way
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _kinds(answers: Iterable[Json]) -> set[str]:
    return {answer["kind"] for answer in answers}

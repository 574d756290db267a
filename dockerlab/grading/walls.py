"""Ouvert, ou fermé : une connexion TCP tentée par tous les chemins, avec un témoin qui, lui, doit passer.

Trois chemins mènent d'un conteneur à un autre : son nom, ses adresses, IPv6 comprises, et une adresse de la machine quand un
de ses ports y est publié. Un mur les ferme tous les trois, et aucun voisin ne les rouvre : celui qui relaie des requêtes HTTP
se trahit par une requête marquée, lue dans le journal du conteneur qu'elle ne devait pas atteindre. Un relais d'autre chose que
HTTP ne se voit pas.
"""

from __future__ import annotations

from dataclasses import dataclass

from .at_once import at_once
from .attempts import (
    EVERYWHERE,
    SAID,
    Attempt,
    Way,
    is_loopback,
    kinds_of,
    knock,
    relays_among,
    try_doors,
    ways_to,
    written,
)
from .neighbours import ends_of, neighbours_of
from .places import Place
from .subjects import ContainerSubject, NetworkSubject
from .verdict import Verdict, error, failed, passed


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


def judge_open(viewpoint: Viewpoint, target: ContainerSubject, port: int) -> Verdict:
    """Le port `port` de `target` s'ouvre depuis `viewpoint` par son nom, et c'est Docker qui donne ce nom."""
    expected = f"depuis {viewpoint.name}, le port {port} de {target.name} s'ouvre"
    if viewpoint.absence:
        return _nothing_leaves(expected, viewpoint)
    attempt = knock(viewpoint.place, target, port)
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
        lambda: knock(control.place, target, port),
        lambda: try_doors(viewpoint.place, target, port, ways=ways_to(target), aside=neighbours),
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
    relays = relays_among(
        viewpoint.place, target, [w for w, a in attempt.by_neighbour.items() if a["kind"] == "connected"]
    )
    if relays:
        where, who = ", ".join(map(written, relays)), ", ".join(dict.fromkeys(neighbours[way] for way in relays))
        hint = (
            f"{who} est sur un réseau de {target.name}, et lui relaie ce que {viewpoint.name} envoie : un mur se contourne par qui est des deux "
            "côtés, ou par qui publie un port de la machine. Regardez ce qu'il y fait."
        )
        return failed(expected, f"par {where}, où écoute {who}, une requête arrive à {target.name}", hint)
    found = kinds_of([attempt.by_name, *attempt.by_address.values()])
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


def _by_neighbours(viewpoint: Viewpoint, target: ContainerSubject, port: int, control: Viewpoint) -> dict[Way, str]:
    """Les portes des voisins de `target`, et leur nom : là où ils publient, et leur port `port` sur un réseau de `viewpoint`."""
    own = ways_to(target)
    found: dict[Way, str] = {}
    for neighbour in neighbours_of(target, but=[viewpoint.name, control.name]):
        ways = [
            (address, port) for network, address in neighbour.ends.items() if address and network in viewpoint.networks
        ]
        for address, number in neighbour.published:
            if not is_loopback(address):
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
    said = ", ".join(written(way) for way in opened)
    ports = {port for _, port in opened}
    publishing = {p.host_ip for p in target.publications() if p.host_port in ports and not is_loopback(p.host_ip)}
    if publishing:
        why = "cette adresse de la machine se demande aussi de n'importe quel réseau de Docker."
        if publishing & EVERYWHERE:
            why = (
                "un port publié sur toutes ses adresses l'est aussi sur celles qu'elle a dans les réseaux de Docker, et un conteneur de n'importe quel "
                "réseau peut le demander."
            )
        return f"{viewpoint.name} entre par la machine, en {said} : {why} Regardez sur quelle adresse {target.name} est publié."
    if relays_among(viewpoint.place, target, opened):
        return f"{viewpoint.name} entre par la machine, en {said} : un programme y relaie les connexions vers {target.name}. Regardez qui écoute ce port."
    return ""


def _why_closed(viewpoint: Viewpoint, attempt: Attempt, port: int) -> str:
    target, kinds = attempt.target, kinds_of(attempt.by_address.values())
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

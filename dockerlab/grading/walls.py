"""Ouvert, ou fermé : une connexion TCP tentée par le nom et par chaque adresse, avec un témoin qui, lui, doit passer."""

from __future__ import annotations

from ..engine import Json
from .places import TIMEOUT, Place, Question
from .subjects import ContainerSubject
from .verdict import Verdict, error, failed, passed

SAID = {
    "connected": "la connexion s'ouvre",
    "refused": "connexion refusée",
    "timeout": f"aucune réponse en {TIMEOUT:g} s",
    "unreachable": "pas de route",
    "unknown-name": "nom inconnu",
    "reset": "connexion coupée",
}


def judge_open(place: Place, target: ContainerSubject, port: int) -> Verdict:
    """Le port `port` de `target` s'ouvre depuis `place`, par son nom et par une de ses adresses."""
    expected = f"depuis {place.name}, le port {port} de {target.name} s'ouvre"
    by_name, by_address = _try(place, target, port)
    observed = _said(target, by_name, by_address)
    if _opened(by_name, by_address):
        return passed(expected, observed)
    return failed(expected, observed, _why_closed(place, target, port, by_name, by_address))


def judge_wall(place: Place, target: ContainerSubject, port: int, *, control: Place, kinds: tuple[str, ...]) -> Verdict:
    """`target` est hors d'atteinte de `place`, quand `control`, au même moment, l'atteint."""
    expected = (
        f"depuis {place.name}, le port {port} de {target.name} est hors d'atteinte, par son nom comme par ses adresses"
    )
    by_name, by_address = _try(control, target, port)
    if not _opened(by_name, by_address):
        seen = _said(target, by_name, by_address)
        return failed(
            expected,
            f"depuis {control.name}, qui devrait passer : {seen}",
            f"Personne ne joint {target.name} : être hors d'atteinte de tous n'est pas le but. {control.name} doit passer, {place.name} non.",
        )
    by_name, by_address = _try(place, target, port)
    observed = _said(target, by_name, by_address)
    answers = {target.name: by_name, **by_address}
    opened = [where for where, answer in answers.items() if answer["kind"] == "connected"]
    if opened:
        return failed(expected, observed, _hole(place, target, opened))
    odd = sorted({answer["kind"] for answer in answers.values()} - set(kinds))
    if odd:
        return error(
            f"depuis {place.name}, la tentative a échoué autrement que prévu ({', '.join(SAID.get(k, k) for k in odd)}) : rien n'est prouvé."
        )
    return passed(expected, observed)


def _try(place: Place, target: ContainerSubject, port: int) -> tuple[Json, dict[str, Json]]:
    addresses = target.addresses()
    questions: list[Question] = [
        ("tcp", {"host": where, "port": port, "timeout": TIMEOUT}) for where in (target.name, *addresses)
    ]
    by_name, *others = place.ask(questions)
    return by_name, dict(zip(addresses, others, strict=True))


def _opened(by_name: Json, by_address: dict[str, Json]) -> bool:
    return by_name["kind"] == "connected" and any(answer["kind"] == "connected" for answer in by_address.values())


def _said(target: ContainerSubject, by_name: Json, by_address: dict[str, Json]) -> str:
    seen = [f"par le nom {target.name}, {SAID[by_name['kind']]}"]
    seen += [f"par {address}, {SAID[answer['kind']]}" for address, answer in by_address.items()]
    return " ; ".join(seen)


def _why_closed(place: Place, target: ContainerSubject, port: int, by_name: Json, by_address: dict[str, Json]) -> str:
    kinds = {answer["kind"] for answer in by_address.values()}
    if not by_address:
        return f"{target.name} n'a aucune adresse : il n'est sur aucun réseau où l'on pourrait le joindre."
    if "connected" in kinds:
        return f"L'adresse répond, le nom non : les noms ne se résolvent que sur un réseau que l'on a créé, et que {place.name} partage avec {target.name}."
    if "refused" in kinds:
        return f"{target.name} est joint, et rien n'y écoute le port {port} : regardez quel programme y tourne, et sur quelle adresse il écoute."
    return f"Les paquets n'arrivent pas : {place.name} et {target.name} ont-ils un réseau en commun ?"


def _hole(place: Place, target: ContainerSubject, opened: list[str]) -> str:
    return (
        f"{place.name} entre par {', '.join(opened)} : deux conteneurs qui ont un seul réseau en commun se joignent. Regardez "
        f"sur quels réseaux est chacun des deux, et si {target.name} en a un de trop."
    )

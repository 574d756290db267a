"""Qui écoute dans un conteneur, et sous quel compte : ce que dit le noyau, et non ce que l'image ou la commande déclare."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from ..engine import Json
from .places import Place
from .requests import AFTERMATH, NO_ANSWER, question
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed


@dataclass(frozen=True, slots=True)
class ListeningProbe:
    """Les sockets TCP qui écoutent dans l'espace de noms de `target`, et les processus de `target` qui les tiennent."""

    place: Place
    target: ContainerSubject

    def on(self, port: int) -> Verdict:
        """Un processus de ce conteneur écoute ce port, dans un espace de noms qui n'est qu'à lui."""
        name = self.target.name
        expected = f"un processus de {name} écoute le port {port}/tcp de son conteneur"
        borrowed = _borrowed(self.target.mode())
        if borrowed:
            return failed(expected, *borrowed)
        found, blind = self._read()
        here = [socket for socket in found if socket["port"] == port]
        if here and not blind and not any(socket["holders"] for socket in here):
            return failed(
                expected,
                f"le port {port}/tcp est tenu par un processus d'un autre conteneur",
                f"Un autre conteneur partage l'espace de noms de {name}, et c'est lui qui écoute : {name} n'y est pour rien.",
            )
        if here:
            return passed(expected, f"{_programs(here)} écoute {port}/tcp")
        ports = sorted({socket["port"] for socket in found if socket["holders"] or blind})
        if not ports:
            return failed(
                expected, "rien n'écoute en TCP", f"Regardez ce que fait le programme de {name} dans son journal."
            )
        return failed(
            expected,
            f"ce qui écoute : {', '.join(f'{p}/tcp' for p in ports)}",
            "Publier choisit le port de la machine ; celui du conteneur est choisi par le programme, dans ses réglages ou dans sa commande.",
        )

    def without_root(self, port: int) -> Verdict:
        """Aucun des processus qui tiennent ce port n'est root ; la socket, à défaut de les voir, dit qui l'a ouverte."""
        name = self.target.name
        expected = f"le port {port}/tcp de {name} tenu par un compte qui n'est pas root"
        found, _ = self._read()
        here = [socket for socket in found if socket["port"] == port]
        if not here:
            hint = f"Ce qui l'écoutait il y a un instant s'est arrêté : le journal de {name} dit pourquoi."
            return failed(expected, f"plus rien n'écoute le port {port}/tcp", hint)
        observed = f"{_programs(here)} ({', '.join(_account(uid) for uid in _uids(here))})"
        if 0 not in _uids(here):
            return passed(expected, observed)
        if len(_uids(here)) > 1:
            hint = (
                "Des processus ordinaires tiennent ce port, et root avec eux : qui l'a ouvert le garde. Regardez sous quel compte démarre le premier "
                "processus du conteneur."
            )
            return failed(expected, observed, hint)
        hint = (
            "Le compte est celui que le noyau attribue au processus qui écoute, quoi que déclarent l'image ou la commande : sans autre demande, "
            "c'est root. Regardez sous quel compte ce programme est lancé."
        )
        return failed(expected, observed, hint)

    def _read(self) -> tuple[list[Json], bool]:
        answer = self.place.ask([("listeners", {})])[0]
        return answer["listeners"], bool(answer["blind"])


def judge_page(place: Place, target: ContainerSubject, port: int) -> Verdict:
    """Une requête, de `place`, au port `port` d'une des adresses de `target` obtient une page, et `target` y survit.

    L'adresse est celle du conteneur : ce qui y répond est dans son espace de noms, et son journal n'a pas à le prouver.
    """
    name = target.name
    expected = f"depuis {place.name}, le port {port} de {name} répond à une requête HTTP"
    addresses = target.addresses()
    if not addresses:
        hint = "Un conteneur sans carte réseau n'a que sa boucle locale : personne d'autre que lui ne peut le joindre."
        return failed(expected, f"{name} n'a aucune adresse", hint)
    token = f"dl{secrets.token_hex(8)}"
    answers = place.ask([question(f"http://{address}:{port}/", token) for address in addresses])
    pages = [answer for answer in answers if answer["kind"] == "response" and answer["status"] < 400]
    if not pages:
        return failed(expected, *_no_page(name, addresses[0], answers[0]))
    if not target.stays_up(place.engine, AFTERMATH):
        return failed(
            expected,
            f"réponse {pages[0]['status']}, puis {name} s'est arrêté ou a redémarré",
            "Une requête suffit à le faire tomber : son journal dit pourquoi.",
        )
    return passed(expected, f"réponse {pages[0]['status']}")


def _no_page(name: str, address: str, answer: Json) -> tuple[str, str]:
    if answer["kind"] == "response":
        return (
            f"réponse {answer['status']}",
            f"{name} reçoit la requête et n'a pas de page à rendre : regardez ce qu'il a dans son dossier, et s'il a le droit de le lire.",
        )
    if answer["kind"] == "refused":
        return (
            f"par {address}, connexion refusée",
            f"{name} écoute, mais pas à cette adresse : un programme qui n'écoute que 127.0.0.1 n'entend que son propre conteneur.",
        )
    seen, hint = NO_ANSWER[answer["kind"]]
    return f"par {address}, {seen}", hint.format(name=name)


def _borrowed(mode: str) -> tuple[str, str] | None:
    """Ce qui est observé et ce que cela veut dire, quand l'espace de noms n'est pas celui du conteneur."""
    if mode == "host":
        return (
            "le conteneur est sur le réseau de la machine (host)",
            "Le port qu'il ouvre est celui de la machine, où la règle des ports inférieurs à 1024 est une autre : le but est un port de son conteneur.",
        )
    if mode.startswith("container:"):
        return (
            "le conteneur emprunte l'espace de noms d'un autre",
            "Le port qu'il ouvre est celui de cet autre : le but est un port de son propre conteneur.",
        )
    return None


def _uids(sockets: list[Json]) -> list[int]:
    """Les comptes qui tiennent ces sockets, root d'abord."""
    return sorted({uid for socket in sockets for uid in _holding(socket)})


def _holding(socket: Json) -> set[int]:
    holders: list[dict[str, Any]] = socket["holders"]
    return {holder["uid"] for holder in holders} or {socket["uid"]}


def _programs(sockets: list[Json]) -> str:
    found = sorted({holder["program"] for socket in sockets for holder in socket["holders"]})
    return ", ".join(found) or "un processus"


def _account(uid: int) -> str:
    return "root" if uid == 0 else f"compte {uid}"

"""Des visites comptées dans redis : qui compte, et qui ne doit pas compter."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..engine import Json
from .places import TIMEOUT, Question
from .probes import Probes
from .requests import NO_ANSWER
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed

PORT = 6379
KEY = "visites"
VOLLEYS = 3
# Une réponse d'une seule ligne (« :3 »), quelle que soit la valeur : le protocole de redis, « Redis serialization protocol ».
_COUNT = f"EVAL \"return tonumber(redis.call('get','{KEY}') or 0)\" 0\r\n"


@dataclass(frozen=True, slots=True)
class Counter:
    """Une page, le conteneur qui la sert, et le redis qui doit compter ses visites."""

    url: str
    app: ContainerSubject
    memory: ContainerSubject


def is_redis(probes: Probes, memory: ContainerSubject) -> Verdict:
    """Un redis tourne dans `memory`, et répond sur le port 6379 de son adresse."""
    expected = f"un redis qui répond dans {memory.name}"
    addresses = memory.addresses()
    if not addresses:
        hint = "Sans réseau à lui, personne ne peut le joindre : regardez comment ce conteneur a été lancé."
        return failed(expected, f"{memory.name} n'a aucune adresse", hint)
    answer = probes.host.place.ask([_say(addresses[0], "PING\r\n")])[0]
    if answer["kind"] != "response":
        observed = f"sur {addresses[0]}, port {PORT} : {NO_ANSWER[answer['kind']][0]}"
        return failed(
            expected, observed, f"Regardez quel programme tourne dans {memory.name}, et sur quel port il écoute."
        )
    if answer["line"] != "+PONG":
        observed = f"il répond « {answer['line'][:60]} »"
        hint = "Ce n'est pas la réponse d'un redis ouvert à ses voisins : regardez de quelle image il vient, et comment il est réglé."
        return failed(expected, observed, hint)
    if not memory.runs(probes.engine, "redis-server"):
        hint = f"Ce qui répond parle comme redis sans en être un : regardez de quelle image vient {memory.name}, et ce qu'on y lance."
        return failed(expected, "aucun processus redis-server", hint)
    return passed(expected, "redis répond")


def count_apart(probes: Probes, one: Counter, other: Counter) -> Verdict:
    """Une visite à chaque page est comptée par son redis, et par lui seul.

    Les lectures et les deux visites se suivent dans une même volée, en quelques millièmes de seconde. Quelqu'un d'autre peut y
    glisser la sienne (une seconde vérification au même moment) : une volée où le bon redis a compté, et où quelque chose d'autre a
    bougé, est recommencée un peu plus tard. Ce qui bouge à chaque fois est un défaut.
    """
    for _ in range(VOLLEYS):
        verdict, disturbed = _volley(probes, one, other)
        if not disturbed:
            break
        time.sleep(random.uniform(0.05, 0.4))
    return verdict


def _volley(probes: Probes, one: Counter, other: Counter) -> tuple[Verdict, bool]:
    """Une volée, et si elle a pu être dérangée."""
    both = (one, other)
    expected = " ; ".join(f"une visite de {c.url} comptée par {c.memory.name} seulement" for c in both)
    reading = [_say((c.memory.addresses() or [""])[0], _COUNT) for c in both]
    answers = probes.host.place.ask([*reading, _visit(one.url), *reading, _visit(other.url), *reading])
    counts = [answers[0:2], answers[3:5], answers[6:8]]
    for counter, answer in ((one, answers[2]), (other, answers[5])):
        if answer["kind"] != "response":
            observed, hint = NO_ANSWER[answer["kind"]]
            return failed(expected, f"{counter.url} : {observed}", hint.format(name=counter.app.name)), False
        if answer["status"] >= 400:
            first = next(iter(answer["body"].strip().splitlines()), "")[:160]
            hint = (
                f"{counter.app.name} répond, et n'a pas pu compter : regardez quel nom il cherche, et sur quel réseau."
            )
            return failed(expected, f"{counter.url} : réponse {answer['status']}, {first}", hint), False
    for row in counts:
        for counter, answer in zip(both, row, strict=True):
            if _value(answer) is None:
                said = answer.get("line") or NO_ANSWER[answer["kind"]][0]
                hint = f"Le compte ne se lit pas dans {counter.memory.name} : est-ce un redis, joignable de cette machine à son adresse ?"
                return failed(expected, f"{counter.memory.name} : {said}", hint), False
    steps = [[_value(answer) or 0 for answer in row] for row in counts]
    seen = [
        f"visite de {counter.url} : " + ", ".join(
            f"{c.memory.name} {before} → {after}" for c, before, after in zip(both, steps[i], steps[i + 1], strict=True)
        )
        for i, counter in enumerate(both)
    ]  # fmt: skip
    for i, counter in enumerate(both):
        mine, theirs = steps[i + 1][i] - steps[i][i], steps[i + 1][1 - i] - steps[i][1 - i]
        if mine != 1 or theirs != 0:
            return failed(expected, " ; ".join(seen), _why(counter, both[1 - i], mine, theirs)), mine > 0
    return passed(expected, " ; ".join(seen)), False


def _why(counter: Counter, other: Counter, mine: int, theirs: int) -> str:
    if mine and theirs:
        return f"Les deux redis comptent ensemble la visite de {counter.app.name} : l'un suit-il l'autre, ou sont-ils le même ?"
    if theirs:
        return f"La visite de {counter.app.name} est comptée par {other.memory.name} : quel nom cherche-t-il, et à quel réseau ce nom mène-t-il ?"
    if mine:
        return f"Une seule visite en compte {mine} : une autre page s'adresse-t-elle au même redis ?"
    return f"La page répond, et aucun des deux redis n'a compté : à qui {counter.app.name} s'adresse-t-il, et de quelle image vient-il ?"


def _value(answer: Json) -> int | None:
    line = str(answer.get("line") or "")
    return int(line[1:]) if line.startswith(":") and line[1:].isdigit() else None


def _say(address: str, text: str) -> Question:
    return "say", {"host": address, "port": PORT, "text": text, "timeout": TIMEOUT}


def _visit(url: str) -> Question:
    parts = urlsplit(url)
    return "http", {
        "host": parts.hostname, "port": parts.port or 80, "path": parts.path or "/", "agent": "dockerlab", "timeout": TIMEOUT + 1,
    }  # fmt: skip

"""Plusieurs hôtes réunis : un même Swarm, un réseau overlay, chacun à sa place, et ce qui ne passe pas sans ESP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..engine import Json
from ..snapshot.snapshot import Snapshot
from .attachment import judge_members
from .names import listed
from .requests import NO_ANSWER
from .situation import Situation
from .stability import expectation
from .subjects import ContainerSubject, NetworkSubject
from .verdict import Status, Verdict, failed, passed

STATES = {
    "pending": "a demandé à rejoindre un Swarm, qui ne lui a pas répondu",
    "locked": "est d'un Swarm verrouillé",
    "error": "n'a pas réussi à rejoindre un Swarm",
}


def form_one_swarm(situation: Situation, *hosts: str) -> Verdict:
    """Ces hôtes de l'exercice sont du même Swarm, lequel d'entre eux qui en soit le gestionnaire."""
    return judge_swarm({host: situation.host(host).now for host in hosts})


def judge_swarm(readings: Mapping[str, Snapshot]) -> Verdict:
    """Ces moteurs (hôte → lecture) sont du même Swarm : ils s'y connaissent au moins un gestionnaire commun.

    Docker Engine API, GET /info, SwarmInfo : seul un gestionnaire sait le numéro du Swarm, mais chacun sait ses gestionnaires.
    """
    expected = f"{listed(readings)} dans un même Swarm"
    places = {host: reading.swarm for host, reading in readings.items()}
    alone = [host for host, place in places.items() if not place]
    if alone:
        hint = (
            "Deux moteurs qui ne se connaissent pas ne tiennent pas de registre commun de noms et d'adresses. L'un forme le "
            "Swarm, l'autre le rejoint ; chacun dit lui-même s'il en est."
        )
        verb = "ne sont" if len(alone) > 1 else "n'est"
        return failed(expected, f"{listed(alone)} {verb} dans aucun Swarm", hint)
    odd = [f"{host} {STATES.get(p['state'], p['state'])}" for host, p in places.items() if p["state"] != "active"]
    if odd:
        hint = "Le gestionnaire doit être joint à l'adresse et au port qu'il a annoncés, et le jeton être du bon Swarm."
        return failed(expected, " ; ".join(odd), hint)
    common = set.intersection(*({*p.get("managers", ()), *_itself(p)} for p in places.values()))
    if not common:
        hint = "Chacun a formé le sien, et ignore l'autre : un moteur ne rejoint pas un Swarm sans avoir quitté celui où il est."
        return failed(expected, f"{listed(readings)} : chacun dans un Swarm à lui", hint)
    return passed(expected, "ils en sont")


def is_attachable(network: NetworkSubject) -> Verdict:
    """Le réseau, un overlay, est ouvert aux conteneurs ordinaires, et non aux seuls services."""
    expected = f"{network.name} ouvert aux conteneurs ordinaires"
    if network.entry and network.entry.get("Attachable"):
        return passed(expected, f"{network.name} les admet")
    hint = "Sans rien demander de plus, un overlay n'admet que les services du Swarm. Cela se décide à la création du réseau."
    return failed(expected, f"{network.name} n'admet que les services", hint)


def stands_on(situation: Situation, host: str, name: str) -> Verdict:
    """Le conteneur `name` fonctionne sur l'hôte `host`, et tient ; ailleurs, c'est dit."""
    container = situation.host(host).container(name)
    elsewhere = [other for other in situation.hosts if situation.host(other).container(name).inspected is not None]
    if container.inspected is None and elsewhere:
        hint = (
            f"Chaque moteur ne lance que chez lui. Regardez à quel moteur fut demandé {name} : il doit être sur {host}."
        )
        return failed(f"{expectation(name)}, sur {host}", f"{name} est sur {listed(elsewhere)}", hint)
    verdict = container.is_stable()
    return replace(verdict, expected=f"{verdict.expected}, sur {host}", observed=f"{host} : {verdict.observed}")


def is_only_on(network: NetworkSubject, containers: Sequence[ContainerSubject]) -> Verdict:
    """Ces conteneurs, où qu'ils soient, ont ce réseau et aucun autre : le même, et non un du même nom."""
    for container in containers:
        verdict = container.is_on(network.name)
        if not verdict.ok:
            return replace(verdict, observed=f"{container.name} sur {verdict.observed}")
    known = {c.name: c.inspected for c in containers if c.inspected is not None}
    verdict = judge_members(network.name, network.id, known)
    if verdict.ok:
        return passed(f"{listed(known)} sur {network.name}, et sur aucun autre réseau", "ils y sont")
    strangers = [name for name, entry in known.items() if network.id not in _ids(entry)]
    hint = (
        f"Deux réseaux peuvent porter le même nom sur deux moteurs, et rester deux : celui de {listed(strangers)} n'est pas "
        "l'overlay. Regardez le pilote et la portée de chacun."
    )
    observed = f"{listed(strangers)} sur un autre réseau du nom de {network.name}"
    return failed(verdict.expected, observed, hint)


def across(verdict: Verdict, network: NetworkSubject) -> Verdict:
    """Ce verdict d'une requête d'un hôte à l'autre ; si rien n'est passé sur un réseau chiffré, dit pourquoi peut-être."""
    options = (network.entry or {}).get("Options") or {}
    silent = verdict.status is Status.FAILED and verdict.observed == NO_ANSWER["timeout"][0]
    if not silent or "encrypted" not in options:
        return verdict
    hint = (
        f"{network.name} est demandé chiffré : cela vaut mieux, mais un noyau sans ESP jette tout ce qui y passe, sans un mot, "
        "alors que les noms répondent. La partie « Chiffrer, si votre noyau le peut » de l'énoncé dit comment savoir ce que peut le vôtre."
    )
    return replace(verdict, hint=hint)


def _itself(place: Json) -> set[str]:
    return {place["id"]} if place.get("manager") else set()


def _ids(entry: Json) -> set[str]:
    ends = entry["NetworkSettings"].get("Networks") or {}
    return {str(end.get("NetworkID")) for end in ends.values()}

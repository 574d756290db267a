"""La situation à juger : ce qui est, ce qui était à l'ouverture, et ce que l'étudiant a répondu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..engine import Json
from ..errors import EngineError
from ..snapshot.snapshot import Snapshot
from .leftovers import judge_containers_gone, judge_networks_gone, judge_networks_untouched
from .subjects import ContainerSubject, NetworkSubject
from .verdict import Verdict


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce que voit une vérification : la lecture `now`, les réponses tapées, et la lecture `opening` faite après la
    préparation, ou rien si l'exercice n'en a pas. `hosts` : par hôte de l'exercice, sa lecture, ou pourquoi il n'y en a pas."""

    now: Snapshot
    answers: Mapping[str, str]
    opening: Snapshot | None = None
    hosts: Mapping[str, Snapshot | EngineError] = field(default_factory=dict)

    def host(self, name: str) -> Situation:
        """Ce qui est sur l'hôte `name` de l'exercice : `situation.host("rive-gauche").container("web")`.

        Lève l'erreur de sa lecture, s'il n'a pas pu être lu.
        """
        found = self.hosts[name]
        if isinstance(found, EngineError):
            raise found
        return Situation(found, self.answers)

    def overlay(self, name: str) -> NetworkSubject:
        """Le réseau overlay `name` des hôtes de l'exercice ; à défaut, un réseau de l'un d'eux qui porte ce nom.

        Un exécutant ne montre un overlay que tant qu'un de ses conteneurs y est : tous sont interrogés.
        """
        found = [entry for host in self.hosts for entry in self.host(host).now.networks if entry["Name"] == name]
        return NetworkSubject(name, min(found, key=lambda entry: str(entry["Driver"]) != "overlay", default=None))

    def container(self, name: str) -> ContainerSubject:
        """Le conteneur `name`, qu'il existe ou non."""
        before = _named(self.opening, name) if self.opening else None
        return ContainerSubject(name, _named(self.now, name), self.now, before)

    def network(self, name: str) -> NetworkSubject:
        """Le réseau `name`. Deux réseaux de ce nom : celui où des conteneurs du sujet sont branchés."""
        same = [entry for entry in self.now.networks if entry["Name"] == name]
        used = {
            end.get("NetworkID")
            for container in self.now.containers
            for end in (container["NetworkSettings"].get("Networks") or {}).values()
        }
        return NetworkSubject(name, next((n for n in same if n["Id"] in used), same[0] if same else None))

    def containers_are_gone(self, *names: str) -> Verdict:
        """Aucun conteneur de ce nom, en marche ou non, et aucun de ceux qui le portaient au départ sous un autre."""
        return judge_containers_gone(self.now, self.opening, names)

    def networks_are_gone(self, *names: str) -> Verdict:
        """Aucun réseau de ce nom."""
        return judge_networks_gone(self.now, self.opening, names)

    def networks_are_untouched(self, *names: str) -> Verdict:
        """Ces réseaux sont ceux du départ."""
        return judge_networks_untouched(self.now, self.opening, names)


def _named(snapshot: Snapshot, name: str) -> Json | None:
    return next((entry for entry in snapshot.containers if entry["Name"] == f"/{name}"), None)

"""Ce qui devait partir est parti, ce qui devait rester est resté : jugé par nom, et par identité depuis l'ouverture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import helpers
from ..drawing.words import STATES
from ..engine import Engine, Json, epoch
from ..snapshot.snapshot import Snapshot
from .verdict import Verdict, failed, passed

UNNAMED = re.compile(r"[0-9a-f]{64}")  # le nom que le moteur donne à un volume qui n'en a pas reçu
NO_OPENING = (
    "la situation de départ n'est pas connue",
    "Cet exercice se commence par sa première cellule, qui prépare la situation.",
)


def judge_containers_gone(now: Snapshot, opening: Snapshot | None, names: Sequence[str]) -> Verdict:
    """Aucun conteneur ne porte un de ces noms, et aucun de ceux qui les portaient à l'ouverture n'existe encore."""
    expected = f"ni {', ni '.join(names)}, dans aucun état"
    if opening is None:
        return failed(expected, *NO_OPENING)
    ids = {entry["Id"]: _name(entry) for entry in opening.containers if _name(entry) in names}
    left, renamed, silent = [], [], False
    for entry in sorted([*now.containers, *now.others], key=_name):
        name, state = _name(entry), _state(entry)
        if name in names:
            left.append(f"{name} ({STATES.get(state, state)})")
            silent |= state not in ("running", "paused", "restarting")
        elif entry["Id"] in ids:
            left.append(f"{name} ({STATES.get(state, state)}), qui s'appelait {ids[entry['Id']]}")
            renamed.append(name)
    if not left:
        return passed(expected, "il n'en reste aucun")
    hint = "Un conteneur en marche existe, et ses réseaux et ses volumes sont pris : l'enlever vient avant le reste."
    if silent:
        hint = "Arrêté, ou seulement créé, un conteneur existe toujours : la liste ordinaire ne le montre pas, la liste complète si."
    if renamed:
        hint = f"Renommer n'est pas enlever : {', '.join(renamed)} est toujours là."
    return failed(expected, f"il reste {' ; '.join(left)}", hint)


def judge_networks_gone(now: Snapshot, opening: Snapshot | None, names: Sequence[str]) -> Verdict:
    """Aucun réseau ne porte un de ces noms."""
    expected = f"ni réseau {', ni réseau '.join(names)}"
    if opening is None:
        return failed(expected, *NO_OPENING)
    left = sorted(entry["Name"] for entry in now.networks if entry["Name"] in names)
    if not left:
        return passed(expected, "il n'en reste aucun")
    hint = "Un réseau ne part qu'une fois ses conteneurs en marche partis ou débranchés ; vide, il reste tant que personne ne l'enlève."
    return failed(expected, f"il reste {', '.join(left)}", hint)


def judge_networks_untouched(now: Snapshot, opening: Snapshot | None, names: Sequence[str]) -> Verdict:
    """Chacun de ces réseaux est celui de l'ouverture."""
    expected = f"{', '.join(names)} tels qu'au départ"
    if opening is None:
        return failed(expected, *NO_OPENING)
    before = {entry["Name"]: entry["Id"] for entry in opening.networks if entry["Name"] in names}
    present = {entry["Id"] for entry in now.networks}
    named = {entry["Name"] for entry in now.networks}
    lost = [name for name in names if before.get(name) not in present]
    if not lost:
        return passed(expected, "rien n'y a changé")
    said = [f"{name} a été enlevé, puis refait" if name in named else f"{name} n'existe plus" for name in lost]
    hint = "Ce réseau n'était pas de ce qu'il fallait enlever ; inutilisé à cet instant n'est pas abandonné. Regardez ce qui l'a emporté."
    return failed(expected, ", ".join(said), hint)


@dataclass(frozen=True, slots=True)
class Volumes:
    """Les volumes du moteur, tels qu'il les liste au moment de la question. Une lecture du réseau n'en dit rien."""

    engine: Engine
    entries: tuple[Json, ...]

    def are_gone(self, *names: str, of: Sequence[str] = (), since: Snapshot | None) -> Verdict:
        """Aucun volume ne porte un de ces noms, et ceux, sans nom, qu'avaient à l'ouverture les conteneurs `of` sont partis."""
        expected = f"ni volume {', ni volume '.join(names)}" + (", ni volume sans nom" if of else "")
        if since is None:
            return failed(expected, *NO_OPENING)
        unnamed = {
            mount["Name"]: _name(container)
            for container in since.containers
            if _name(container) in of
            for mount in container.get("Mounts") or []
            if UNNAMED.fullmatch(str(mount.get("Name") or ""))
        }
        present = {entry["Name"] for entry in self.entries}
        left = [name for name in names if name in present]
        orphans = [f"{id[:12]}…, volume sans nom de {owner}" for id, owner in unnamed.items() if id in present]
        if not left and not orphans:
            return passed(expected, "il n'en reste aucun")
        hint = "Un volume à qui l'on a donné un nom survit aux conteneurs qui s'en servaient : il s'enlève à part, et après eux."
        if not left:
            hint = "Un volume sans nom part avec son conteneur si on le demande en l'enlevant ; sinon il reste, sous un long identifiant, et plus rien ne dit à qui il était."
        return failed(expected, f"il reste {', '.join(left + orphans)}", hint)

    def are_untouched(self, *names: str, since: Snapshot | None, holding: Mapping[str, str]) -> Verdict:
        """Chacun est d'avant l'ouverture, et les fichiers `holding` (nom → texte) y sont encore, tels quels.

        La date est celle que donne le moteur, à la seconde ; celle d'un 20.10 change aussi quand on écrit dans le volume.
        """
        expected = f"{', '.join(names)} tels qu'au départ, avec leur fichier {', '.join(holding)}"
        if since is None:
            return failed(expected, *NO_OPENING)
        present = {entry["Name"]: entry for entry in self.entries}
        for name in names:
            if name not in present:
                hint = "Ce volume n'était pas de ceux à enlever ; aucun conteneur ne s'en servait à cet instant, et ses données sont perdues."
                return failed(expected, f"{name} n'existe plus", hint)
            if epoch(present[name]["CreatedAt"]) > since.time:
                hint = "Un volume refait porte le même nom, et a perdu ce qu'il contenait."
                return failed(expected, f"{name} a été refait, ou changé, depuis le départ", hint)
            for file, text in holding.items():
                found = self._content(name, file)
                if not found:
                    hint = (
                        "Le volume est là, et ce qu'il contenait n'y est plus : c'est ce contenu qu'il fallait garder."
                    )
                    return failed(expected, f"{name} n'a plus son fichier {file}", hint)
                if found != text:
                    hint = "Le volume est là, le fichier aussi, et ce n'est plus le même : c'est ce contenu qu'il fallait garder."
                    return failed(expected, f"le fichier {file} de {name} a été récrit", hint)
        return passed(expected, "rien n'y a changé")

    def _content(self, name: str, file: str) -> str:
        """Ce que contient un fichier d'un volume, "" s'il n'y est pas."""
        # Monté en lecture seule, et seulement s'il existe : nommer un volume absent le créerait.
        mount = {"Type": "volume", "Source": name, "Target": "/lu", "ReadOnly": True}
        look = ["sh", "-c", 'cat "$0" 2> /dev/null || true', f"/lu/{file}"]
        return helpers.read_with_helper(self.engine, look, mounts=[mount])


def _name(entry: Json) -> str:
    """Le nom d'un conteneur, de la liste ou d'un `inspect`."""
    return str(entry.get("Name") or entry["Names"][0]).lstrip("/")


def _state(entry: Json) -> str:
    state = entry["State"]
    return str(state["Status"] if isinstance(state, Mapping) else state)

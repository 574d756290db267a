"""Les voisins d'un conteneur sur les réseaux que l'on crée : ce qu'ils publient, et où d'autres peuvent les joindre."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..engine import Json
from ..model.building import publications_of
from .subjects import ContainerSubject


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Un voisin ; `published` : ses ports TCP publiés, adresse et port de la machine ; `ends` : identifiant de réseau → adresse."""

    name: str
    published: tuple[tuple[str, int], ...]
    ends: dict[str, str]


def neighbours_of(target: ContainerSubject, *, but: Collection[str]) -> list[Neighbour]:
    """Les conteneurs qui ont un réseau en commun avec `target`, sans ceux que nomme `but`.

    Le réseau bridge, où d'autres travaux vivent, ne fait pas de voisins : personne n'y est dérangé.
    """
    shared = ends_of(target.inspected or {}, but="bridge").keys()
    return [
        neighbour
        for neighbour in _all(target)
        if neighbour.name not in (target.name, *but) and shared & neighbour.ends.keys()
    ]


def _all(target: ContainerSubject) -> Iterator[Neighbour]:
    for inspected in target.now.containers:
        published = sorted((p.host_ip, p.host_port) for p in publications_of(inspected) if p.protocol == "tcp")
        yield Neighbour(str(inspected["Name"]).lstrip("/"), _once(published), ends_of(inspected))
    for entry in target.now.others:
        ports = [port for port in entry.get("Ports") or [] if port.get("Type") == "tcp" and port.get("PublicPort")]
        published = sorted((str(port.get("IP") or "0.0.0.0"), int(port["PublicPort"])) for port in ports)
        yield Neighbour(str(entry["Names"][0]).lstrip("/"), _once(published), ends_of(entry))


def _once(published: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Sans la moitié IPv6 de ce qui est publié sur toutes les adresses, IPv4 comprises : c'est la même porte."""
    everywhere = {port for address, port in published if address == "0.0.0.0"}
    return tuple((address, port) for address, port in published if address != "::" or port not in everywhere)


def ends_of(entry: Json, *, but: str = "") -> dict[str, str]:
    """Les réseaux d'un conteneur, de la liste ou d'un `inspect`, sauf celui qui s'appelle `but` : identifiant → adresse."""
    ends = (entry.get("NetworkSettings") or {}).get("Networks") or {}
    return {
        str(end.get("NetworkID") or name): str(end.get("IPAddress") or "") for name, end in ends.items() if name != but
    }

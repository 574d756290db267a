"""Un port est-il publié comme il faut, et rien de plus ? Ce que dit `NetworkSettings.Ports`, et ce qui l'explique."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from ..engine import Json
from ..model.building import publications_of
from ..model.objects import Publication
from .verdict import Verdict, failed, passed


def judge_publication(inspected: Json, port: str, only_on: str, others: Sequence[Json]) -> Verdict:
    """Le port `port` (« 80/tcp ») est publié sur `only_on` (« 127.0.0.1:8000 »), et le conteneur ne publie rien d'autre.

    `others` : les autres conteneurs, tels que la liste du moteur les donne, pour dire lequel tient l'adresse.
    """
    expected = f"{port} publié sur {only_on}, et rien d'autre"
    found = sorted(publications_of(inspected))
    observed = _listed(found)
    if [(p.socket, p.inside) for p in found] == [(only_on, port)]:
        return passed(expected, observed)
    if found:
        return failed(expected, observed, _wrong(found, port, only_on))
    observed, hint = _nothing(inspected, port)
    holder = _holder(others, only_on, port)
    return failed(expected, observed, f"{hint} C'est {holder} qui tient {only_on}." if holder else hint)


def judge_nothing_published(inspected: Json) -> Verdict:
    """Aucun port de ce conteneur n'est publié sur la machine, et il a bien un réseau à lui, hors duquel ne pas publier."""
    expected = f"aucun port de {_name(inspected)} n'est publié"
    found = sorted(publications_of(inspected))
    if found:
        hint = "Un port publié s'ouvre sur la machine : ici, personne ne doit entrer par là."
        return failed(expected, _listed(found), hint)
    mode = str(inspected["HostConfig"].get("NetworkMode") or "")
    if mode == "host" or mode.startswith("container:"):
        return failed(expected, *_nothing(inspected, ""))
    return passed(expected, "rien n'est publié")


def judge_chosen_by_docker(inspected: Json, port: str) -> Verdict:
    """Le port `port` est publié, et celui de la machine n'a pas été imposé : ni numéro ni plage dans ce qui fut demandé."""
    expected = f"{port} publié sur un port de la machine que Docker a choisi"
    found = sorted(publications_of(inspected))
    if not found:
        return failed(expected, *_nothing(inspected, port))
    if not any(p.inside == port for p in found):
        inside = ", ".join(sorted({p.inside for p in found}))
        hint = f"C'est {inside} qui est publié, et non {port} : publier tout ce que l'image déclare ne publie que ce qu'elle déclare."
        return failed(expected, _listed(found), hint)
    asked = (inspected["HostConfig"].get("PortBindings") or {}).get(port) or []
    imposed = sorted({str(end["HostPort"]) for end in asked if _is_imposed(end)})
    if imposed:
        hint = f"Le port {', '.join(imposed)} de la machine a été imposé au lancement. Laissé libre, Docker en prend un parmi les ports éphémères."
        return failed(expected, _listed(found), hint)
    return passed(expected, _listed(found))


def judge_beside(inspected: Json, taken: str) -> Verdict:
    """Le conteneur publie le même port TCP que `taken` (« 127.0.0.1:8002 »), sur une autre adresse de la boucle locale, et rien d'autre."""
    address, _, number = taken.rpartition(":")
    expected = (
        f"le port {number}/tcp de la machine, à une adresse de la boucle locale autre que {address}, et rien d'autre"
    )
    found = sorted(publications_of(inspected))
    if not found:
        return failed(expected, *_nothing(inspected, ""))
    wrong = [p for p in found if not _is_beside(p, address, int(number))]
    if not wrong:
        return passed(expected, _listed(found))
    return failed(expected, _listed(found), _why_not_beside(wrong[0], address, number, extra=len(wrong) < len(found)))


def doors_of(inspected: Json, port: str) -> list[str]:
    """Les adresses web où un conteneur est publié, triées ; `port` : seulement ce port-là de lui, ou tous si "".

    Publié sur toutes les adresses de la machine, il se joint par sa boucle locale.
    """
    return [
        f"http://{_EVERYWHERE.get(p.host_ip, p.socket.rpartition(':')[0])}:{p.host_port}/"
        for p in sorted(publications_of(inspected))
        if p.protocol == "tcp" and port in ("", p.inside)
    ]


_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


def _is_imposed(binding: Json) -> bool:
    return binding.get("HostPort") not in (None, "", "0")


def _is_beside(publication: Publication, address: str, number: int) -> bool:
    return (
        (publication.host_port, publication.protocol) == (number, "tcp")
        and publication.host_ip != address
        and ipaddress.ip_address(publication.host_ip).is_loopback
    )


def _why_not_beside(wrong: Publication, address: str, number: str, *, extra: bool) -> str:
    if extra:
        return f"Une publication convient ; {wrong.socket}/{wrong.protocol} est de trop."
    if wrong.protocol != "tcp":
        return f"{wrong.protocol} n'est pas TCP : le moteur l'accepte, mais une page web se lit par TCP, et c'est ce port-là qui est demandé."
    if wrong.host_port != int(number):
        return f"Changer de numéro évite le conflit sans le résoudre : le numéro doit être {number}. Un conflit porte sur trois choses ensemble, dont il est une."
    if wrong.host_ip == address:
        return f"C'est l'adresse et le port de l'autre : ils sont à lui, et il devait les garder. {address} n'est pas la seule adresse de la boucle locale."
    return "Cette adresse se joint d'une autre machine : elle n'est pas de la boucle locale, qui ne se limite pas à une seule adresse."


def _nothing(inspected: Json, port: str) -> tuple[str, str]:
    networks = inspected["NetworkSettings"].get("Networks") or {}
    mode = str(inspected["HostConfig"].get("NetworkMode") or "")
    asked = inspected["HostConfig"].get("PortBindings") or {}
    if "host" in networks:
        return (
            "rien n'est publié : le conteneur est sur le réseau de la machine (host)",
            "Sur ce réseau il n'y a rien à publier : ce qui écoute écoute sur la machine elle-même, sans frontière. Le but est un port publié.",
        )
    if mode.startswith("container:"):
        return (
            "rien n'est publié : le conteneur emprunte le réseau d'un autre",
            "Ses ports sont ceux du conteneur dont il partage l'espace réseau : c'est celui-là qui publie, ou non.",
        )
    if asked and "none" in networks:
        return (
            "une publication est demandée, sans effet : le conteneur est sur le réseau none",
            "Sans carte réseau, rien ne peut mener à lui.",
        )
    if asked and not networks:
        return (
            "une publication est demandée, sans effet : le conteneur n'est relié à aucun réseau",
            "Il en a été débranché : sans réseau, rien ne peut mener à lui.",
        )
    if asked:
        return (
            f"une publication est demandée, sans effet, sur le réseau {', '.join(networks)}",
            "Ce réseau ne laisse rien entrer de l'extérieur : regardez s'il est interne.",
        )
    if port in (inspected["Config"].get("ExposedPorts") or {}):
        return (
            f"rien n'est publié ; {port} est seulement déclaré",
            "Exposer un port est une note pour le lecteur : elle n'ouvre rien sur la machine.",
        )
    return "rien n'est publié", "De l'extérieur du réseau, aucun chemin ne mène à ce conteneur."


def _wrong(found: list[Publication], port: str, only_on: str) -> str:
    address, _, host_port = only_on.rpartition(":")
    number, _, protocol = port.partition("/")
    others = [p for p in found if (p.socket, p.inside) != (only_on, port)]
    if any(p.host_ip in ("0.0.0.0", "::") for p in others):
        return (
            "0.0.0.0 et [::] veulent dire « toutes les adresses de cette machine » : un voisin du même réseau peut donc l'atteindre. "
            "Regardez ce qui précède le port de la machine dans la publication."
        )
    if len(others) < len(found):
        extra = ", ".join(f"{p.socket}/{p.protocol}" for p in others)
        return (
            f"La bonne porte est ouverte, et une autre avec elle : {extra}. Il ne doit rester que {only_on}/{protocol}."
        )
    for p in found:
        if str(p.host_port) == number and str(p.container_port) == host_port:
            return "Les deux ports sont intervertis. L'ordre est : port de la machine, puis port du conteneur."
        if p.socket == only_on and p.protocol != protocol:
            return f"Les nombres sont les bons, le protocole ne l'est pas : {p.protocol} n'est pas {protocol}."
        if p.socket == only_on:
            return f"L'adresse et le port de la machine sont les bons ; ils mènent au port {p.inside} du conteneur, et non à {port}."
    if any(p.host_ip == address for p in found):
        return f"L'adresse est la bonne, le port de la machine n'est pas {host_port}."
    return f"L'adresse de la machine n'est pas {address} : regardez ce qui précède le port dans la publication."


def _listed(found: Sequence[Publication]) -> str:
    return ", ".join(f"{p.socket} → {p.inside}" for p in found)


def _name(inspected: Json) -> str:
    return str(inspected["Name"]).lstrip("/")


def _holder(others: Sequence[Json], only_on: str, port: str) -> str | None:
    address, _, host_port = only_on.rpartition(":")
    wanted = {(ip, int(host_port), port.partition("/")[2]) for ip in (address, "0.0.0.0")}
    for entry in others:
        if any((p.get("IP"), p.get("PublicPort"), p.get("Type")) in wanted for p in entry.get("Ports") or []):
            return str(entry["Names"][0]).lstrip("/")
    return None

"""Un port est-il publié comme il faut, et rien de plus ? Ce que dit `NetworkSettings.Ports`, et ce qui l'explique."""

from __future__ import annotations

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
    observed = ", ".join(f"{p.socket} → {p.inside}" for p in found)
    if [(p.socket, p.inside) for p in found] == [(only_on, port)]:
        return passed(expected, observed)
    if found:
        return failed(expected, observed, _wrong(found, port, only_on))
    observed, hint = _nothing(inspected, port)
    holder = _holder(others, only_on, port)
    return failed(expected, observed, f"{hint} C'est {holder} qui tient {only_on}." if holder else hint)


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


def _holder(others: Sequence[Json], only_on: str, port: str) -> str | None:
    address, _, host_port = only_on.rpartition(":")
    wanted = {(ip, int(host_port), port.partition("/")[2]) for ip in (address, "0.0.0.0")}
    for entry in others:
        if any((p.get("IP"), p.get("PublicPort"), p.get("Type")) in wanted for p in entry.get("Ports") or []):
            return str(entry["Names"][0]).lstrip("/")
    return None

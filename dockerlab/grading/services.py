"""Un service que l'on trouve par son nom : où une application le cherche, et qui donne ce nom."""

from __future__ import annotations

import ipaddress

from .probes import Probes
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed


def setting(container: ContainerSubject, name: str, default: str) -> str:
    """La variable d'environnement `name` du conteneur, ou `default` si elle manque ou si le conteneur n'existe pas."""
    lines = ((container.inspected or {}).get("Config") or {}).get("Env") or []
    return next((value for key, _, value in (line.partition("=") for line in lines) if key == name), default)


def found_by_name(probes: Probes, client: ContainerSubject, name: str, target: ContainerSubject) -> Verdict:
    """Depuis `client`, `name` mène à `target` par le serveur de noms de Docker : ni adresse, ni `--link`, ni /etc/hosts.

    Un lien dont le nom est aussi un nom de `target` sur leur réseau n'y change rien, et ne compte pas.
    """
    expected = f"{client.name} cherche {target.name} par un nom que donne le serveur de noms de Docker"
    if _is_address(name):
        return failed(
            expected,
            f"il le cherche à {name}, une adresse",
            "Une adresse n'est pas une identité : un conteneur refait peut en recevoir une autre, et un autre conteneur la sienne. "
            f"Les noms, eux, suivent : lesquels {target.name} porte-t-il sur le réseau qu'ils partagent ?",
        )
    if name in _links(client) and name.removesuffix(".") not in names_of(target):
        return failed(
            expected,
            f"le nom {name} vient d'un lien (--link)",
            f"Un lien est une façon ancienne, que Docker dit dépassée : il ne vaut que pour {client.name}, et se perd quand {target.name} "
            "est refait. Sur un réseau que l'on a créé, les noms se trouvent sans lui.",
        )
    verdict = probes.inside(client).name(name).leads_to(target)
    if verdict.ok and not _is_given_by_docker(name, target):
        known = ", ".join(sorted(known for known in names_of(target) if not target.id.startswith(known)))
        hint = (
            f"Ce nom n'est aucun de ceux que Docker donne à {target.name} : {known}. Un autre serveur de noms y répond, "
            "avec une adresse qu'il connaît d'avance, et qui peut changer. Regardez quels serveurs de noms ce conteneur interroge."
        )
        return failed(expected, f"{name} mène à {target.name} par un autre serveur de noms que celui de Docker", hint)
    # L'adresse que Docker a choisie n'importe pas quand c'est la bonne, et changerait d'une fois à l'autre.
    return passed(expected, f"le nom {name} mène à {target.name}") if verdict.ok else verdict


def _is_given_by_docker(name: str, target: ContainerSubject) -> bool:
    """Vrai d'un nom de `target`, seul ou suivi d'un de ses réseaux (« base.livredor »)."""
    bare = name.removesuffix(".").lower()
    names = {known.lower() for known in names_of(target)}
    return bare in names | {f"{known}.{network.lower()}" for known in names for network in networks_of(target)}


def share_no_network(one: ContainerSubject, other: ContainerSubject) -> Verdict:
    """Les deux conteneurs n'ont aucun réseau en commun."""
    expected = f"aucun réseau commun à {one.name} et {other.name}"
    theirs = networks_of(other).values()
    shared = sorted(name for name, id in networks_of(one).items() if id in theirs)
    if not shared:
        return passed(expected, "aucun")
    hint = f"Sur un réseau commun, rien ne sépare deux conteneurs : regardez lequel des deux y est de trop, {one.name} ou {other.name}."
    return failed(expected, f"tous deux sont sur {' et '.join(shared)}", hint)


def names_of(container: ContainerSubject) -> set[str]:
    """Les noms que porte un conteneur sur les réseaux que l'on crée : le sien, ses alias, son identifiant court."""
    inspected = container.inspected or {}
    ends = (inspected.get("NetworkSettings") or {}).get("Networks") or {}
    aliases = {alias for end in ends.values() for alias in [*(end.get("Aliases") or []), *(end.get("DNSNames") or [])]}
    return aliases | {container.name}


def networks_of(container: ContainerSubject) -> dict[str, str]:
    """Les réseaux d'un conteneur : nom → identifiant ; vide s'il n'existe pas."""
    ends = ((container.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {}
    return {name: str(end.get("NetworkID") or name) for name, end in ends.items()}


def _links(container: ContainerSubject) -> set[str]:
    """Les noms donnés par `--link` : sur le réseau par défaut (/CIBLE:/CLIENT/ALIAS) ou sur un autre (CIBLE:ALIAS)."""
    inspected = container.inspected or {}
    ends = (inspected.get("NetworkSettings") or {}).get("Networks") or {}
    old = (inspected.get("HostConfig") or {}).get("Links") or []
    return {link.rpartition("/")[2] for link in old} | {
        link.rpartition(":")[2] for end in ends.values() for link in end.get("Links") or []
    }


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True

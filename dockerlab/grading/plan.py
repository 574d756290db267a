"""Un réseau suit-il son plan d'adressage ? Sous-réseau, passerelle, plage, isolement vers l'extérieur."""

from __future__ import annotations

import ipaddress

from ..engine import Json
from .verdict import Verdict, failed, passed


def judge_plan(
    name: str, entry: Json | None, *, subnet: str, gateway: str, ip_range: str, internal: bool | None, driver: str
) -> Verdict:
    """Le réseau existe et suit le plan ; ce qui est vide ou `None` n'est pas demandé."""
    wanted = [text for text, asked in (
        (f"sous-réseau {subnet}", subnet), (f"passerelle {gateway}", gateway), (f"plage {ip_range}", ip_range),
        ("interne", internal is True), ("ouvert vers l'extérieur", internal is False),
    ) if asked]  # fmt: skip
    expected = f"un réseau {name} de pilote {driver}" + (f" : {', '.join(wanted)}" if wanted else "")
    if entry is None:
        return failed(
            expected,
            f"aucun réseau ne s'appelle {name}",
            "Regardez la liste des réseaux : le nom doit être exactement celui-là.",
        )
    pools = (entry.get("IPAM") or {}).get("Config") or []
    found = next(
        (pool for pool in pools if subnet and same_block(pool.get("Subnet"), subnet)), pools[0] if pools else {}
    )
    others = [p["Subnet"] for p in pools if p is not found and _same_version(p.get("Subnet"), subnet)]
    observed = f"pilote {entry['Driver']}, sous-réseau {found.get('Subnet', 'aucun')}"
    observed += f", passerelle {found['Gateway']}" if found.get("Gateway") else ""
    observed += f", plage {found['IPRange']}" if found.get("IPRange") else ""
    observed += "".join(f", autre sous-réseau {other}" for other in others)
    observed += ", interne" if entry.get("Internal") else ""
    if entry["Driver"] != driver:
        return failed(
            expected, observed, f"Le pilote d'un réseau se choisit à sa création : celui-ci n'est pas {driver}."
        )
    if subnet and not same_block(found.get("Subnet"), subnet):
        return failed(expected, observed, _why_other_block(found.get("Subnet"), subnet))
    if others:
        hint = (
            f"Docker peut donner aux conteneurs de {name} une adresse de n'importe lequel de ses sous-réseaux, et le plan n'a que "
            f"{subnet}. Un sous-réseau se demande à la création du réseau."
        )
        return failed(expected, observed, hint)
    if gateway and (found.get("Gateway") or "").partition("/")[0] != gateway:
        return failed(
            expected,
            observed,
            f"L'adresse de la machine sur ce réseau n'est pas {gateway} : sans demande, Docker prend la première.",
        )
    if ip_range and not same_block(found.get("IPRange"), ip_range):
        hint = f"Les adresses automatiques doivent venir de {ip_range}, pour que les autres restent libres d'être fixées à la main."
        if not found.get("IPRange"):
            hint = f"Sans plage, Docker distribue n'importe quelle adresse libre du sous-réseau. {hint}"
        return failed(expected, observed, hint)
    if internal is True and not entry.get("Internal"):
        return failed(
            expected,
            observed,
            "Un réseau ordinaire a un chemin vers l'extérieur ; celui-ci ne doit pas en avoir. Cela se décide à sa création.",
        )
    if internal is False and entry.get("Internal"):
        return failed(
            expected, observed, "Un réseau interne n'a aucun chemin vers l'extérieur ; celui-ci doit en avoir un."
        )
    return passed(expected, observed)


def judge_address(
    name: str, inspected: Json, network: str, network_id: str, *, fixed: str = "", automatic_in: str = ""
) -> Verdict:
    """Son adresse sur ce réseau est `fixed`, et a été demandée ; ou Docker l'a choisie dans `automatic_in`."""
    expected = f"{name} sur {network}, à l'adresse {fixed}, demandée à sa création ou à son branchement"
    if automatic_in:
        expected = f"{name} sur {network}, à une adresse que Docker a choisie dans {automatic_in}"
    ends = inspected["NetworkSettings"].get("Networks") or {}
    end = ends.get(network)
    if end is None or (end.get("NetworkID") or network_id) != network_id:
        others = ", ".join(sorted(ends)) or "aucun réseau"
        return failed(expected, f"{name} est sur {others}", f"Sans être sur {network}, il n'y a pas d'adresse.")
    found = str(end.get("IPAddress") or "")
    asked = str((end.get("IPAMConfig") or {}).get("IPv4Address") or "")
    observed = f"{name} à l'adresse {found or 'aucune'}, " + ("demandée" if asked else "choisie par Docker")
    if fixed and found != fixed:
        hint = f"Ce n'est pas {fixed}. Une adresse se demande quand le conteneur est branché au réseau, et ne change plus ensuite."
        return failed(expected, observed, hint)
    if fixed and not asked:
        hint = "C'est la bonne adresse, par hasard : au prochain démarrage, un autre conteneur peut l'avoir prise. Une adresse fixe se demande."
        return failed(expected, observed, hint)
    if automatic_in and asked:
        hint = (
            f"Cette adresse a été demandée. Celle de {name} doit venir de la plage, sans que personne ne la choisisse."
        )
        return failed(expected, observed, hint)
    if automatic_in and not (found and ipaddress.ip_address(found) in ipaddress.ip_network(automatic_in)):
        hint = f"Cette adresse est hors de {automatic_in} : une adresse automatique vient de la plage du réseau, s'il en a une."
        return failed(expected, observed, hint)
    return passed(expected, observed)


def same_block(found: str | None, wanted: str) -> bool:
    """Vrai si les deux écritures (« 10.203.107.33/27 », « 10.203.107.32/27 ») désignent le même bloc d'adresses."""
    try:
        return ipaddress.ip_network(found or "", strict=False) == ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _same_version(found: str | None, wanted: str) -> bool:
    """Vrai de deux blocs d'adresses IPv4, ou de deux IPv6 : l'un n'ajoute rien au plan de l'autre."""
    try:
        return (
            ipaddress.ip_network(found or "", strict=False).version
            == ipaddress.ip_network(wanted, strict=False).version
        )
    except ValueError:
        return False


def _why_other_block(found: str | None, wanted: str) -> str:
    expected = ipaddress.ip_network(wanted)
    try:
        block = ipaddress.ip_network(found or "", strict=False)
    except ValueError:
        return f"Ce réseau n'a pas de sous-réseau {wanted}."
    if block.prefixlen != expected.prefixlen:
        return f"/{block.prefixlen} fait {block.num_addresses} adresses, et il en faut {expected.num_addresses} : le nombre après la barre dit combien de bits sont communs à toutes."
    return f"La taille est bonne, le début ne l'est pas : ce bloc va de {block[0]} à {block[-1]}."

"""Un réseau suit-il son plan d'adressage ? Sous-réseau, passerelle, plage, isolement vers l'extérieur."""

from __future__ import annotations

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
    found = next((pool for pool in pools if pool.get("Subnet") == subnet), pools[0] if pools else {})
    observed = f"pilote {entry['Driver']}, sous-réseau {found.get('Subnet', 'aucun')}"
    observed += f", passerelle {found['Gateway']}" if found.get("Gateway") else ""
    observed += f", plage {found['IPRange']}" if found.get("IPRange") else ""
    observed += ", interne" if entry.get("Internal") else ""
    if entry["Driver"] != driver:
        return failed(
            expected, observed, f"Le pilote d'un réseau se choisit à sa création : celui-ci n'est pas {driver}."
        )
    if subnet and found.get("Subnet") != subnet:
        return failed(
            expected,
            observed,
            f"Le sous-réseau n'est pas {subnet} : le nombre après la barre dit combien d'adresses il contient.",
        )
    if gateway and (found.get("Gateway") or "").partition("/")[0] != gateway:
        return failed(
            expected,
            observed,
            f"L'adresse de la machine sur ce réseau n'est pas {gateway} : sans demande, Docker prend la première.",
        )
    if ip_range and found.get("IPRange") != ip_range:
        hint = f"Les adresses automatiques doivent venir de {ip_range}, pour que les autres restent libres d'être fixées à la main."
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

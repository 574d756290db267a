"""Sur quels réseaux est un conteneur : ceux qu'il faut, et aucun autre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..engine import Json
from .verdict import Verdict, failed, passed


def judge_networks(name: str, inspected: Json, wanted: Sequence[str]) -> Verdict:
    """Le conteneur est sur les réseaux `wanted`, et sur aucun autre."""
    expected = f"{name} sur {_listed(wanted)}, et sur aucun autre réseau"
    mode = str(inspected["HostConfig"].get("NetworkMode") or "")
    found = sorted(inspected["NetworkSettings"].get("Networks") or {})
    if mode.startswith("container:"):
        hint = "Il emprunte l'espace de noms d'un autre conteneur : ses réseaux sont ceux de cet autre, il n'en a pas à lui."
        return failed(expected, "aucun réseau à lui", hint)
    observed = _listed(found) if found else "aucun réseau"
    missing, extra = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    if not missing and not extra:
        return passed(expected, observed)
    return failed(expected, observed, _why(name, missing, extra))


def judge_members(network: str, network_id: str, containers: Mapping[str, Json]) -> Verdict:
    """Chacun de ces conteneurs (nom → inspecté) est sur ce réseau ; ils peuvent être aussi sur d'autres."""
    expected = f"{_listed(list(containers))} sur {network}"
    ends = {name: entry["NetworkSettings"].get("Networks") or {} for name, entry in containers.items()}
    absent = [n for n, joined in ends.items() if network_id not in {end.get("NetworkID") for end in joined.values()}]
    if not absent:
        return passed(expected, "ils y sont")
    observed = " ; ".join(f"{name} sur {_listed(sorted(ends[name])) or 'aucun réseau'}" for name in absent)
    hint = f"Un conteneur peut être branché à {network} à sa création ou ensuite ; sans réseau demandé, il va sur celui qui s'appelle bridge."
    return failed(expected, observed, hint)


def _why(name: str, missing: list[str], extra: list[str]) -> str:
    if "host" in extra:
        return f"{name} est sur le réseau de la machine : il n'y a plus de frontière autour de lui."
    if missing and "bridge" in extra:
        return f"Sans réseau demandé, un conteneur va sur celui qui s'appelle bridge, où les noms ne se résolvent pas. Il manque {_listed(missing)}."
    if missing and extra:
        close = [e for e in extra if any(m in e for m in missing)]
        if close:
            return f"{_listed(close)} n'est pas {_listed(missing)} : Compose fait précéder les noms de réseau de celui du projet, sauf si on le lui interdit."
        return f"Il manque {_listed(missing)}, et {_listed(extra)} est de trop."
    if extra:
        return f"{_listed(extra)} est de trop : chaque réseau de plus est un chemin de plus vers {name}."
    return f"Il manque {_listed(missing)} : un conteneur peut être branché à un réseau à sa création ou ensuite."


def _listed(names: Sequence[str]) -> str:
    return " et ".join(names)

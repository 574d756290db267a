"""D'une lecture au but d'un exercice : il n'en reste que ce que l'énoncé demande, et rien de ce qui tient au hasard.

Restent les conteneurs que l'exercice déclare, les réseaux qu'il déclare, et ceux où un conteneur est en plus de ceux-là. Une
adresse, un sous-réseau ou une passerelle ne restent que si l'énoncé les écrit ; un port de la machine, que si l'exercice le
déclare : les autres sont au choix de Docker (0).
"""

from __future__ import annotations

import re
from typing import Any

from ..engine import Json
from ..grading.goal import TELLING
from ..ownership import Declared
from ..snapshot.snapshot import Snapshot


def distilled(read: Snapshot, declared: Declared, said: str) -> Snapshot:
    """La lecture d'un but atteint, réduite à ce que demandent les noms déclarés et le texte `said` de l'énoncé."""
    entries = sorted((e for e in read.containers if _name(e) in declared.containers), key=_name)
    names = {e["Id"]: _name(e) for e in (*read.containers, *read.others)}
    containers = [_container(entry, declared, said, names) for entry in entries]
    kept = {name for entry in containers for name in entry["NetworkSettings"]["Networks"]} | set(declared.networks)
    networks = sorted((n for n in read.networks if n["Name"] in kept), key=lambda n: str(n["Name"]))
    return Snapshot(
        time=0,
        engine_version="",
        containers=tuple(containers),
        networks=tuple(_network(network, said) for network in networks),
    )


def _container(entry: Json, declared: Declared, said: str, names: dict[str, str]) -> Json:
    """Les seuls champs que lit `model/building.py`."""
    mode = str(entry["HostConfig"].get("NetworkMode") or "")
    kind, _, owner = mode.partition(":")
    ends = entry["NetworkSettings"].get("Networks") or {}
    asked = set(ends) & {*declared.networks, "host", "none"}
    state = entry["State"]
    return {
        "Id": _name(entry),
        "Name": entry["Name"],
        "State": {"Status": state["Status"], "ExitCode": state.get("ExitCode") or 0, "StartedAt": ""},
        "Config": {"Image": "", "ExposedPorts": {}},
        "HostConfig": {"NetworkMode": f"{kind}:{names.get(owner, owner)}" if owner else mode if mode == "host" else ""},
        "NetworkSettings": {
            "Networks": {name: _endpoint(name, end, said) for name, end in sorted(ends.items()) if asked},
            "Ports": _ports(entry["NetworkSettings"].get("Ports") or {}, declared),
        },
    }


def _endpoint(network: str, end: Json, said: str) -> Json:
    fixed = {"NetworkID": network}
    for address, length in (("IPAddress", "IPPrefixLen"), ("GlobalIPv6Address", "GlobalIPv6PrefixLen")):
        if _written(end.get(address), said):
            fixed |= {address: end[address], length: end[length]}
    return fixed


def _ports(ports: Json, declared: Declared) -> Json:
    known = {int(port.partition("/")[0]) for port in declared.ports}
    found: dict[str, list[Json]] = {}
    for inside, bindings in sorted(ports.items()):
        addresses = {binding.get("HostIp") or "0.0.0.0" for binding in bindings or []}
        for binding in bindings or []:
            address, port = binding.get("HostIp") or "0.0.0.0", int(binding["HostPort"])
            if address == "::" and "0.0.0.0" in addresses:
                continue  # une machine sans IPv6 ne l'a pas
            found.setdefault(inside, []).append({"HostIp": address, "HostPort": str(port if port in known else 0)})
    return found


def _network(entry: Json, said: str) -> Json:
    pools = [_pool(pool, said) for pool in (entry.get("IPAM") or {}).get("Config") or []]
    options = entry.get("Options") or {}
    return {
        "Id": entry["Name"],
        "Name": entry["Name"],
        "Driver": entry["Driver"],
        "Internal": bool(entry.get("Internal")),
        "IPAM": {"Config": [pool for pool in pools if pool]},
        "Options": {key: value for key, value in options.items() if (key, value) in TELLING},
    }


def _pool(pool: Json, said: str) -> Json:
    if not _written(pool.get("Subnet"), said):
        return {}
    gateway = str(pool.get("Gateway") or "").partition("/")[0]
    return {"Subnet": pool["Subnet"], **({"Gateway": gateway} if _written(gateway, said) else {})}


def _written(address: Any, said: str) -> bool:
    """Vrai si l'adresse est écrite dans l'énoncé : 10.203.1.2 n'est pas écrite dans 10.203.1.20."""
    return bool(address) and re.search(rf"(?<![\w.:]){re.escape(str(address))}(?![\w/])(?!\.\d)", said) is not None


def _name(entry: Json) -> str:
    """Le nom d'un conteneur, de la liste ou d'un `inspect`."""
    return str(entry.get("Name") or entry["Names"][0]).lstrip("/")

"""Les ports : qui en tient un sur la machine, et si un conteneur écoute les siens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import helpers
from .engine import Engine, Json, Output
from .errors import EngineError, PortTaken


def listens(engine: Engine, container: str, ports: Iterable[str]) -> bool:
    """Vrai si un processus écoute chaque port (« 80/tcp ») dans l'espace de noms du conteneur (man 5 proc, /proc/net)."""
    wanted = {_port_key(port) for port in ports}
    if not wanted:
        return True
    files = [f"/proc/net/{protocol}{version}" for protocol in sorted({p for p, _ in wanted}) for version in ("", "6")]
    try:
        output = engine.execute(container, ["cat", *files])
    except EngineError:
        output = Output(127, "", "")
    if output.code in (126, 127):  # une image sans `cat` : la boîte à outils regarde à sa place
        output = helpers.run_helper(engine, ["cat", *files], network=f"container:{container}")
    found = set()
    for line in output.stdout.splitlines():
        columns = line.split()
        # 0A : TCP à l'écoute ; 07 : socket UDP non connectée.
        if len(columns) > 3 and columns[3] in ("0A", "07"):
            found.add(("tcp" if columns[3] == "0A" else "udp", int(columns[1].rpartition(":")[2], 16)))
    return wanted <= found


def port_holders(engine: Engine, ports: Iterable[str]) -> dict[str, list[str]]:
    """Qui tient ces ports de la machine (« 8080/tcp ») : « le conteneur X », « le programme Y (processus 12) »."""
    holders: dict[str, list[str]] = {port: [] for port in ports}
    for entry in engine.containers():
        held = {f"{p['PublicPort']}/{p['Type']}" for p in entry.get("Ports") or [] if p.get("PublicPort")}
        for port in held & holders.keys() if entry.get("Names") else ():
            holders[port].append(f"le conteneur {entry['Names'][0].lstrip('/')}")
    if any(not names for names in holders.values()):
        for listener in helpers.listeners(engine):
            names = holders.get(f"{listener.port}/{listener.protocol}", ["déjà connu"])
            if not any(name.startswith(("le conteneur", "déjà")) for name in names):
                names.append(f"le programme {listener.process}" if listener.process else "un programme de la machine")
    return {port: sorted(set(names)) for port, names in holders.items() if names}


def explain_port(engine: Engine, error: PortTaken, bindings: Mapping[str, list[Json]]) -> PortTaken:
    """La même erreur, qui dit en plus qui tient le port. `bindings` : les publications demandées, qui disent le protocole."""
    protocols = {
        inside.partition("/")[2] for inside, ends in bindings.items() if any(e["HostPort"] == error.port for e in ends)
    }
    try:
        held = port_holders(engine, [f"{error.port}/{protocol}" for protocol in protocols])
    except EngineError:
        held = {}
    holders = sorted({name for names in held.values() for name in names})
    if not holders:
        return error
    return PortTaken(
        error.what, address=error.address, port=error.port, cause=f"il est tenu par {' et '.join(holders)}.",
        remedy="arrêtez-le si vous le pouvez, ou publiez sur un autre port.",
    )  # fmt: skip


def _port_key(port: str) -> tuple[str, int]:
    number, _, protocol = port.partition("/")
    return protocol or "tcp", int(number)

"""Les conteneurs d'appoint : brefs, sans réseau sauf besoin, avec le moindre privilège, et qui s'enlèvent d'eux-mêmes.

Ils lisent ce que l'API du moteur ne dit pas. Même si Python est tué, le moteur les enlève à la fin de leur commande.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engine import Engine, Json, Output, epoch
from .errors import HelperFailed, ImageAbsent, NotFound
from .images import TOOLBOX
from .ownership import HELPER, HELPER_LIFE

# L'API ne rend pas le code de sortie d'un conteneur qui s'enlève : la commande passe par ces lignes, qui le disent.
_WRAPPER = (
    "import json,subprocess,sys\n"
    "d=float(sys.argv[1])\n"
    "try:\n"
    " r=subprocess.run(sys.argv[2:],capture_output=True,timeout=d)\n"
    " print(json.dumps([r.returncode,r.stdout.decode('utf-8','replace'),r.stderr.decode('utf-8','replace')]))\n"
    "except Exception as e: print(json.dumps([127,'',repr(e)]))\n"
)


def host_config(
    *,
    network: str = "none",
    host_processes: bool = False,
    processes: str = "",
    capabilities: Sequence[str] = (),
    mounts: Sequence[Json] = (),
) -> Json:
    """Les options d'un conteneur qui lit (« Docker Engine API », HostConfig) : tout est retiré, sauf ce qui est nommé."""
    options: Json = {
        "NetworkMode": network,
        "CapDrop": ["ALL"],
        "CapAdd": list(capabilities),
        "ReadonlyRootfs": True,
        "Tmpfs": {"/tmp": ""},
        "SecurityOpt": ["no-new-privileges"],
        "LogConfig": {"Type": "none"},
        "Mounts": list(mounts),
    }
    if network == "host":
        options["UsernsMode"] = "host"  # exigé par le moteur quand il décale les identifiants (userns-remap)
    if host_processes or processes:
        # Le profil AppArmor par défaut interdit de lire à qui sont les sockets des autres processus.
        options |= {
            "PidMode": processes or "host",
            "SecurityOpt": ["no-new-privileges", "apparmor=unconfined"],
        }
    return options


def run_helper(
    engine: Engine,
    command: Sequence[str],
    *,
    network: str = "none",
    host_processes: bool = False,
    processes: str = "",
    capabilities: Sequence[str] = (),
    mounts: Sequence[Json] = (),
    deadline: float = 15,
) -> Output:
    """Exécute `command` dans la boîte à outils, et rend code, sortie et erreurs.

    `network` : « none », « host », le nom d'un réseau ou « container:ID ». `processes` : « container:ID », dont il verra
    les processus. `deadline` : en secondes.
    Lève `ImageAbsent` si la boîte à outils manque, `HelperFailed` si la lecture n'a pas lieu.
    """
    config = {
        "Image": TOOLBOX,
        "Cmd": ["python3", "-c", _WRAPPER, str(deadline), *command],
        "Labels": {HELPER: "lecture"},
        "HostConfig": host_config(
            network=network,
            host_processes=host_processes,
            processes=processes,
            capabilities=capabilities,
            mounts=mounts,
        ),
    }
    try:
        raw = engine.run_once(config, deadline=deadline + 5)
    except ImageAbsent as error:
        raise ImageAbsent(
            f"L'image {TOOLBOX}, dont le cours se sert pour lire le réseau, n'est pas sur cette machine.",
            remedy="« dockerlab images get » la construit, « dockerlab images import FICHIER » la charge.",
        ) from error
    try:
        code, stdout, stderr = json.loads(raw.stdout)
    except ValueError as error:
        raise HelperFailed(
            "Un conteneur d'appoint n'a rien rendu de lisible.", cause=(raw.stderr or raw.stdout).strip()[-300:],
            remedy="« dockerlab doctor » dit ce que cette machine permet.",
        ) from error  # fmt: skip
    return Output(code, stdout, stderr)


def sweep(engine: Engine) -> None:
    """Enlève les conteneurs d'appoint qu'un processus tué a laissés, s'il en reste : créés et jamais lancés, rien ne les finit."""
    old = [entry for entry in engine.containers(label=HELPER) if entry.get("Names")]
    now = epoch(engine.info()["SystemTime"]) if old else 0.0
    for entry in old:
        if now - entry["Created"] > HELPER_LIFE:
            with suppress(NotFound):
                engine.remove_container(entry["Id"])


def read_with_helper(engine: Engine, command: Sequence[str], **options: Any) -> str:
    """Comme `run_helper`, pour une lecture qui doit réussir : rend la sortie, lève `HelperFailed` sinon."""
    output = run_helper(engine, command, **options)
    if output.code != 0:
        raise HelperFailed(
            f"La lecture par « {command[0]} » a échoué (code {output.code}).",
            cause=next(reversed(output.stderr.strip().splitlines()), "")[-300:],
            remedy="« dockerlab images get » refait la boîte à outils ; « dockerlab doctor » dit ce que cette machine permet.",
        )
    return output.stdout


@dataclass(frozen=True, slots=True, order=True)
class Listener:
    """Une socket qui écoute sur la machine : « tcp » ou « udp », adresse (« * » : toutes), port, programme s'il est connu."""

    protocol: str
    address: str
    port: int
    process: str


def parse_listeners(text: str) -> list[Listener]:
    """Lit la sortie de `ss -Hlntup` (man 8 ss)."""
    found = set()
    for line in text.splitlines():
        columns = line.split()
        if len(columns) < 5 or columns[0] not in ("tcp", "udp"):
            continue
        address, _, port = columns[4].rpartition(":")
        address = address.split("%")[0].strip("[]")
        program = re.search(r'"([^"]+)",pid=(\d+)', line)
        process = f"{program[1]} (processus {program[2]})" if program else ""
        found.add(Listener(columns[0], "*" if address in ("0.0.0.0", "::", "*") else address, int(port), process))
    return sorted(found)


LISTEN = ["ss", "-Hlntup"]
HOST_READER: Json = {"network": "host", "host_processes": True, "capabilities": ("SYS_PTRACE",)}


def listeners(engine: Engine) -> list[Listener]:
    """Qui écoute sur la machine du moteur, avec le nom des programmes."""
    return parse_listeners(read_with_helper(engine, LISTEN, **HOST_READER))


def network_namespace() -> str | None:
    """L'identité de l'espace de noms réseau de ce processus : celle du noyau (boot_id) et le numéro de l'inode."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/net').st_ino}"  # noqa: PTH116 : un lien vers un objet du noyau
    except OSError:
        return None


def host_namespace(engine: Engine) -> str:
    """La même identité, pour la machine du moteur."""
    script = (
        "import os;print(open('/proc/sys/kernel/random/boot_id').read().strip(),os.stat('/proc/self/ns/net').st_ino)"
    )
    return read_with_helper(engine, ["python3", "-c", script], network="host").strip()

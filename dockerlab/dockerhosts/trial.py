"""Un hôte privé peut-il démarrer sur cette machine ? Essayé en petit : mêmes options, mêmes opérations, sans moteur."""

from __future__ import annotations

import json
import secrets
import tempfile
from pathlib import Path
from typing import Any

from ..engine import Engine, Json
from ..errors import DockerlabError, EngineError, EngineGone, HelperFailed
from ..images import TOOLBOX
from ..ownership import HELPER
from .folders import must_share_sockets
from .options import DATA, INSIDE, container_options

DEADLINE = 15.0  # secondes

# Ce que fait un moteur avant son premier conteneur, dans l'ordre où il le fait.
OPERATIONS = {
    "écrire dans les groupes de contrôle": "while read -r _ d k _; do case $k in cgroup|cgroup2) mount -o remount,bind,rw $d && last=$d;; esac; "
    "done < /proc/self/mounts; mkdir ${last:?absents}/essai && rmdir $last/essai",
    "monter un système de fichiers overlay": f"cd {DATA} && mkdir a b c d && mount -t overlay -o lowerdir=a,upperdir=b,workdir=c overlay d",
    "faire un pont et une paire veth": "ip link add b0 type bridge && ip link add v0 type veth peer name v1",
    "écrire des règles iptables": "iptables -t nat -N ESSAI",
    "renvoyer les paquets": "echo 1 > /proc/sys/net/ipv4/ip_forward",
    "isoler des processus": "unshare --fork --pid --mount-proc true",
}

_TRY = """
import json, subprocess, sys
operations, witness = json.loads(sys.argv[1]), sys.argv[2]
refused = {}
for name, command in operations.items():
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    if done.returncode:
        refused[name] = (done.stderr.strip() or f"code {done.returncode}").splitlines()[0][:200]
try:
    token = open(witness).read()
except OSError:
    token = ""
print(json.dumps({"refused": refused, "token": token, "boot": open("/proc/sys/kernel/random/boot_id").read().strip()}))
"""


def try_private_host(engine: Engine) -> str:
    """Pourquoi un hôte privé ne pourrait pas démarrer ici, en une phrase ; vide s'il le peut. Demande la boîte à outils.

    Lève `EngineGone` si le moteur disparaît.
    """
    try:
        must_share_sockets(engine)
        with tempfile.TemporaryDirectory(prefix="dockerlab-essai-") as folder:
            return judge_trial(engine, Path(folder), container_options(Path(folder), volume_labels={HELPER: "essai"}))
    except EngineGone:
        raise
    except DockerlabError as error:
        return error.cause or error.what


def judge_trial(engine: Engine, folder: Path, options: Json) -> str:
    """Fait l'essai avec ces options de conteneur, dont `folder` est le dossier partagé ; rend ce qui a été refusé."""
    token = secrets.token_hex(8)
    (folder / "jeton").write_text(token, encoding="ascii")
    answer = _run(engine, options)
    if refused := answer["refused"]:
        return "refusé : " + " ; ".join(f"{what} ({why})" for what, why in refused.items())
    if answer["token"] != token or answer["boot"] != _boot():
        # Même dossier et même noyau : sans l'un des deux, une socket Unix ne mène nulle part.
        return "le moteur n'est pas sur cette machine, ou n'en voit pas les dossiers"
    return ""


def _run(engine: Engine, options: Json) -> dict[str, Any]:
    config = {
        "Image": TOOLBOX,
        "Cmd": ["python3", "-c", _TRY, json.dumps(OPERATIONS), f"{INSIDE}/jeton"],
        "Labels": {HELPER: "essai"},
        "HostConfig": options,
    }
    try:
        output = engine.run_once(config, deadline=DEADLINE)
    except EngineGone:
        raise
    except EngineError as error:
        raise HelperFailed("Le moteur refuse un tel conteneur.", cause=error.cause or error.what) from error
    try:
        answer = json.loads(output.stdout)
        return {key: answer[key] for key in ("refused", "token", "boot")}
    except (ValueError, TypeError, KeyError) as error:
        raise HelperFailed("L'essai n'a rien rendu de lisible.", cause=output.stderr.strip()[-200:]) from error


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "inconnu"

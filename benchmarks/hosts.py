"""Des hôtes Docker, de rien à la réponse de leurs moteurs : contre un dockerd nu dans un conteneur. Et ce que coûte l'overlay."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import docker
from measuring import Figure, interleaved, timed

from dockerlab.dockerhosts import DockerHost, Fleet, Plan, ensure_host_image
from dockerlab.dockerhosts.options import INSIDE, container_options
from dockerlab.engine import Engine
from dockerlab.helpers import run_helper
from dockerlab.images import TOOLBOX, ensure

NAMES = tuple(f"mesure-hote-{rank}" for rank in range(1, 5))
NETWORK, SUBNET = "mesure-hotes", "10.203.250.0/24"
DEADLINE = 60.0  # secondes
PINGS = 1000


def plan(count: int) -> Plan:
    return Plan(NAMES[:count], NETWORK, SUBNET)


def bare(engine: Engine, image: str) -> float:
    """Secondes d'un `dockerd` nu : un conteneur créé, démarré, et sa socket qui répond."""
    raw = docker.APIClient(version="auto")
    folder = Path(tempfile.mkdtemp(prefix="dlm"))
    config = {
        "Image": image,
        "Cmd": [f"--host=unix://{INSIDE}/docker.sock", f"--group={os.getgid()}"],
        "HostConfig": container_options(folder, volume_labels={}),
    }
    id = ""

    def start() -> None:
        nonlocal id
        id = raw.create_container_from_config(config, "mesure-nue")["Id"]
        raw.start(id)
        deadline = time.monotonic() + DEADLINE
        while not answers(folder / "docker.sock"):
            assert time.monotonic() < deadline, "le dockerd nu ne répond pas"
            time.sleep(0.02)

    try:
        return timed(start)
    finally:
        if id:
            engine.remove_container(id)
        raw.close()
        shutil.rmtree(folder)


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"GET /info HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except OSError:
            return False


def fleet(engine: Engine, count: int) -> float:
    """Secondes de `count` hôtes, du réseau créé aux moteurs qui répondent ; ils sont enlevés ensuite."""
    made: list[Fleet] = []
    try:
        return timed(lambda: made.append(Fleet.up(engine, plan(count), lab="mesure", images=())))
    finally:
        for each in made:
            each.down()


def starting(engine: Engine, count: int, bound: float | None) -> Figure:
    """Des hôtes, contre un `dockerd` nu dans un conteneur."""
    image = ensure_host_image(engine)
    ours, peer = interleaved(lambda: fleet(engine, count), lambda: bare(engine, image), 5)
    return Figure(f"{count} hôtes de rien à la réponse, contre un dockerd nu dans un conteneur", ours, peer, bound)


def living(engine: Engine) -> Iterator[Figure]:
    """Deux hôtes réunis en Swarm : ce que coûte l'overlay, ce qu'ils pèsent, et ce que prend leur départ."""
    hosts = Fleet.up(engine, plan(2), lab="mesure", images=())
    gone = False
    try:
        idle = [memory(engine, host) for host in hosts]
        for host in hosts:
            host.load([TOOLBOX])
        join(hosts)
        first, second = hosts
        run = ["docker", "run", "--pull", "never", "--network", "mesure-pont"]
        must(first, *run, "--detach", "--name", "mesure-cible", TOOLBOX, "sleep", "600")
        ping = ["ping", "-q", "-c", str(PINGS), "-i", "0.002"]

        def overlay() -> float:
            return average(must(second, *run, "--rm", TOOLBOX, *ping, "mesure-cible"))

        def underlay() -> float:
            address = hosts.plan.address(first.name)
            network = f"container:{second.id}"
            shown = run_helper(engine, [*ping, address], network=network, capabilities=("NET_RAW",), deadline=DEADLINE)
            return average(shown.stdout)

        ours, peer = interleaved(overlay, underlay, 5)
        yield Figure(f"{PINGS} allers-retours à travers l'overlay, contre l'underlay", ours, peer)
        gone = True
        seconds = timed(hosts.down)
        held = "tenu" if seconds <= 10 else "DÉPASSÉ"
        note = f"au plus 10 s : {held} ; mémoire d'un hôte au repos : {max(idle):.0f} Mio"
        yield Figure("deux hôtes d'un Swarm enlevés, contre leur démarrage", seconds, fleet(engine, 2), note=note)
    finally:
        if not gone:
            hosts.down()


def join(hosts: Fleet) -> None:
    first, second = hosts
    address = hosts.plan.address(first.name)
    must(first, "docker", "swarm", "init", "--advertise-addr", address)
    token = must(first, "docker", "swarm", "join-token", "--quiet", "worker").strip()
    must(second, "docker", "swarm", "join", "--token", token, f"{address}:2377")
    must(first, "docker", "network", "create", "--driver", "overlay", "--attachable", "mesure-pont")


def must(host: DockerHost, *command: str) -> str:
    output = host.execute(*command)
    assert output.code == 0, f"{command} : {output.stderr}"
    return output.stdout


def memory(engine: Engine, host: DockerHost) -> float:
    """Mébioctets de l'hôte, sans les pages de fichiers que le noyau peut reprendre (« docker stats » compte de même)."""
    raw = docker.APIClient(version="auto")
    try:
        found = raw.stats(host.id, stream=False)["memory_stats"]
    finally:
        raw.close()
    inactive = found["stats"].get("total_inactive_file", found["stats"].get("inactive_file", 0))
    return float(found["usage"] - inactive) / 2**20


def average(text: str) -> float:
    """Secondes de `PINGS` allers-retours, d'après la moyenne que donne ping (man 8 ping), en millièmes."""
    found = re.search(r"= [\d.]+/([\d.]+)/", text)
    assert found, text
    return float(found[1]) / 1000 * PINGS


def measures() -> Iterator[Figure]:
    with Engine.connect() as engine:
        ensure(engine, [TOOLBOX])
        yield starting(engine, 2, 2.5)
        yield starting(engine, 4, None)
        yield from living(engine)

"""Enregistrer de nouveau les lectures de deux hôtes : les mêmes deux rives, un Swarm, un réseau overlay, par version du moteur.

`python tests/record_several.py [VERSION …]` ; `quatre` : quatre hôtes ; `--dot` : refait seulement les dessins attendus, d'après les lectures gardées.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from docker.types import IPAMConfig, IPAMPool
from recordings import RECORDED, SEVERAL_VIEW, golden_several, path_of_several

from dockerlab.dockerhosts.host import DockerHost
from dockerlab.dockerhosts.images import DEFAULT_VERSION, VERSIONS
from dockerlab.drawing.figure import Figure
from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX
from dockerlab.model.several import load_several
from dockerlab.snapshot.several import read_several

UNDERLAY, SUBNET, PREFIX = "quais", "10.203.208.0/24", "10.203.208.1"
OVERLAY, INSIDE = "nuage", "10.203.209.0/24"
GOSSIP = 20.0  # secondes : le temps que chaque hôte apprenne ce qui vit chez les autres


@contextmanager
def some_hosts(
    engine: Engine, version: str, names: tuple[str, ...] = ("quai-1", "quai-2")
) -> Iterator[list[DockerHost]]:
    """Des hôtes sur un underlay à eux, joints en Swarm ; tout est enlevé à la fin."""
    engine.create_network(UNDERLAY, {"driver": "bridge", "ipam": IPAMConfig(pool_configs=[IPAMPool(subnet=SUBNET)])})
    hosts: list[DockerHost] = []
    try:
        for rank, name in enumerate(names, 1):
            hosts.append(DockerHost.start(engine, name, version=version, tell=print))
            engine.connect_network(UNDERLAY, name, address=f"{PREFIX}{rank}")
            hosts[-1].load([TOOLBOX])
        join(hosts)
        yield hosts
    finally:
        for host in hosts:
            host.remove()
        engine.remove_network(UNDERLAY)


def join(hosts: list[DockerHost]) -> None:
    """Un Swarm dont le premier hôte est le gestionnaire."""
    here = [f"--advertise-addr={PREFIX}1", f"--data-path-addr={PREFIX}1"]
    run(hosts[0], "docker", "swarm", "init", *here)
    token = run(hosts[0], "docker", "swarm", "join-token", "-q", "worker")
    for rank, host in enumerate(hosts[1:], 2):
        here = [f"--advertise-addr={PREFIX}{rank}", f"--data-path-addr={PREFIX}{rank}"]
        run(host, "docker", "swarm", "join", "--token", token, *here, f"{PREFIX}1:2377")


def inhabit(hosts: list[DockerHost]) -> None:
    """Ce qui vit sur les deux rives : l'overlay, qui y est, qui n'y est pas, qui emprunte, qui est arrêté."""
    one, two = hosts[:2]
    run(one, "docker", "network", "create", "-d", "overlay", "--attachable", "--subnet", INSIDE, OVERLAY)
    for host, name, *options in (
        (one, "serveur", "--network", OVERLAY), (two, "cliente", "--network", OVERLAY), (one, "locataire", "--network", "container:serveur"),
        (two, "solitaire"), (two, "arretee", "--network", OVERLAY),
    ):  # fmt: skip
        run(host, "docker", "run", "-d", "--pull", "never", "--name", name, *options, TOOLBOX, "sleep", "infinity")
    run(two, "docker", "rm", "-f", "arretee")
    run(two, "docker", "create", "--pull", "never", "--name", "arretee", "--network", OVERLAY, TOOLBOX, "true")
    meet(two, "cliente")


def meet(host: DockerHost, name: str) -> None:
    """Attend qu'un conteneur atteigne `serveur`. Lève `RuntimeError` si cela n'arrive pas."""
    deadline = time.monotonic() + GOSSIP
    while host.execute("docker", "exec", name, "ping", "-c1", "-W1", "serveur").code:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} n'atteint pas serveur")


def run(host: DockerHost, *command: str) -> str:
    output = host.execute(*command)
    if output.code:
        raise RuntimeError(f"{host.name} : {' '.join(command)} : {output.stderr}")
    return output.stdout.strip()


def write_drawing(version: str) -> None:
    """Écrit le DOT attendu. Relisez la différence avant de le garder."""
    figure = Figure(load_several(path_of_several(version)), SEVERAL_VIEW)
    golden_several(version).write_text(figure.dot, encoding="utf-8")


def main(versions: list[str]) -> int:
    if versions == ["--dot"]:
        for version in VERSIONS:
            write_drawing(version)
        return 0
    with Engine.connect() as engine:
        if versions == ["quatre"]:
            with some_hosts(engine, DEFAULT_VERSION, ("quai-1", "quai-2", "quai-3", "quai-4")) as hosts:
                inhabit(hosts)
                for host, name in zip(hosts[2:], ("troisieme", "quatrieme"), strict=True):
                    run(
                        host,
                        "docker",
                        "run",
                        "-d",
                        "--pull",
                        "never",
                        "--name",
                        name,
                        "--network",
                        OVERLAY,
                        TOOLBOX,
                        "sleep",
                        "infinity",
                    )
                    meet(host, name)
                read_several(engine, hosts).save(RECORDED / "quais-quatre.json")
            return 0
        for version in versions or VERSIONS:
            with some_hosts(engine, version) as hosts:
                inhabit(hosts)
                print(read_several(engine, hosts).save(path_of_several(version)).name, flush=True)
            write_drawing(version)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

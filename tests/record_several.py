"""Enregistrer de nouveau les lectures de plusieurs hôtes : un Swarm, un réseau overlay, qui y est et qui n'y est pas.

`python tests/record_several.py [VERSION …]` : deux hôtes par version du moteur ; `quatre` : quatre hôtes ; `--dot` : refait
seulement les dessins attendus, d'après les lectures gardées.
"""

from __future__ import annotations

import sys
import time

from hosts import must, swarm
from recordings import RECORDED, SEVERAL_VIEW, golden_several, path_of_several

from dockerlab.dockerhosts import DEFAULT_VERSION, VERSIONS, DockerHost, Fleet, Plan
from dockerlab.drawing.figure import Figure
from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX
from dockerlab.model.several import load_several
from dockerlab.snapshot.several import Several, read_several

LAB, UNDERLAY, SUBNET = "enregistrement", "quais", "10.203.208.0/24"
OVERLAY, INSIDE = "nuage", "10.203.209.0/24"
GOSSIP = 20.0  # secondes : le temps que chaque hôte apprenne ce qui vit chez les autres
MORE = ("troisieme", "quatrieme")  # ce qui vit sur les hôtes d'après les deux premiers


def record(engine: Engine, count: int, version: str) -> Several:
    """Démarre `count` hôtes, y met de quoi se parler, les lit, et les enlève."""
    plan = Plan(tuple(f"quai-{rank}" for rank in range(1, count + 1)), UNDERLAY, SUBNET)
    fleet = Fleet.up(engine, plan, version=version, lab=LAB, images=[TOOLBOX], tell=print)
    try:
        inhabit(fleet)
        return read_several(engine, list(fleet))
    finally:
        fleet.down()


def inhabit(fleet: Fleet) -> None:
    """Un Swarm, un réseau overlay ; qui y est, qui emprunte l'espace d'un autre, qui n'y est pas, qui n'a jamais démarré."""
    swarm(fleet)
    one, two, *others = fleet
    must(one, "docker", "network", "create", "-d", "overlay", "--attachable", "--subnet", INSIDE, OVERLAY)
    launch(one, "serveur", "--network", OVERLAY)
    launch(one, "locataire", "--network", "container:serveur")
    launch(two, "cliente", "--network", OVERLAY)
    launch(two, "solitaire")
    must(two, "docker", "create", "--pull", "never", "--name", "arretee", "--network", OVERLAY, TOOLBOX, "true")
    for host, name in zip(others, MORE[: len(others)], strict=True):
        launch(host, name, "--network", OVERLAY)
    for host, name in zip([two, *others], ["cliente", *MORE], strict=False):
        meet(host, name)


def launch(host: DockerHost, name: str, *options: str) -> None:
    must(host, "docker", "run", "-d", "--pull", "never", "--name", name, *options, TOOLBOX, "sleep", "infinity")


def meet(host: DockerHost, name: str) -> None:
    """Attend qu'un conteneur atteigne `serveur`. Lève `RuntimeError` si cela n'arrive pas."""
    deadline = time.monotonic() + GOSSIP
    while host.execute("docker", "exec", name, "ping", "-c1", "-W1", "serveur").code:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} n'atteint pas serveur")


def write_drawing(version: str) -> None:
    """Écrit le DOT attendu. Relisez la différence avant de le garder."""
    figure = Figure(load_several(path_of_several(version)), SEVERAL_VIEW)
    golden_several(version).write_text(figure.dot, encoding="utf-8")


def main(words: list[str]) -> int:
    versions = [word for word in words if word in VERSIONS] or ([] if words else list(VERSIONS))
    with Engine.connect() as engine:
        for version in versions:
            record(engine, 2, version).save(path_of_several(version))
        if "quatre" in words or not words:
            record(engine, 4, DEFAULT_VERSION).save(RECORDED / "quais-quatre.json")
    for version in VERSIONS:
        write_drawing(version)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

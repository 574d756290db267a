"""Aucun trait faux : ce que l'image dessine en plein est exactement ce que disent les deux bouts de chaque câble.

La vérité se lit ici sans rien du projet que l'hôte privé : `ip` dans chaque espace de noms, et l'image que `dot` a rendue
(`dot -Tjson`), où chaque bout de trait est retrouvé dans sa cellule par ses coordonnées.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest
from hosts import PrivateHosts

from dockerlab.dockerhosts import DockerHost
from dockerlab.drawing.figure import Figure
from dockerlab.images import TOOLBOX
from dockerlab.model.building import build
from dockerlab.snapshot.reading import read

pytestmark = pytest.mark.engine

CONTAINERS, NETWORKS = 50, 5
Cable = tuple[str, str, str, str]  # conteneur, son interface, le bout dans la machine, le pont


@pytest.fixture(scope="module")
def crowded(private_host: PrivateHosts) -> DockerHost:
    """Cinquante conteneurs sur cinq réseaux, un sur trois étant sur deux."""
    host = private_host()
    script = f"""
        set -e
        for n in $(seq 0 {NETWORKS - 1}); do docker network create reseau-$n; done
        for c in $(seq 0 {CONTAINERS - 1}); do
            docker run -d --pull never --name c$c --network reseau-$((c % {NETWORKS})) {TOOLBOX} sleep infinity
            if [ $((c % 3)) = 0 ]; then docker network connect reseau-$(((c + 1) % {NETWORKS})) c$c; fi
        done
    """
    output = host.execute("bash", "-c", script)
    assert output.code == 0, output.stderr[-500:]
    return host


def ip(host: DockerHost, *words: str) -> list[dict[str, Any]]:
    output = host.execute("ip", "-j", *words)
    assert output.code == 0, output.stderr
    return json.loads(output.stdout or "[]")  # type: ignore[no-any-return]


def true_cables(host: DockerHost) -> set[Cable]:
    """Chaque câble, lu à ses deux bouts : chacun annonce l'ifindex de l'autre, et l'espace de noms où il est."""
    listing = host.execute("sh", "-c", "docker inspect -f '{{.Name}} {{.State.Pid}}' $(docker ps -q)").stdout
    for line in listing.splitlines():
        name, pid = line.split()
        attached = host.execute("ip", "netns", "attach", name.strip("/"), pid)
        assert attached.code == 0 or "File exists" in attached.stderr, f"{name} : {attached.stderr}"
    machine = ip(host, "-d", "link", "show")
    numbers = {entry["id"]: entry["name"] for entry in ip(host, "netns", "list") if "id" in entry}
    inside = {name: ip(host, "-n", name, "-d", "link", "show") for name in numbers.values()}
    found = set()
    for outer in machine:
        name = numbers.get(outer.get("link_netnsid", -1))
        for inner in inside.get(name or "", []):
            if (inner["ifindex"], inner.get("link_index")) == (outer["link_index"], outer["ifindex"]):
                found.add((str(name), inner["ifname"], outer["ifname"], outer["master"]))
    return found


@dataclass(frozen=True)
class Cell:
    """Une ligne de texte d'une boîte rendue : ce qui y est écrit, et sa bande verticale, en points."""

    title: str
    text: str
    low: float
    high: float


def texts_of(node: dict[str, Any]) -> list[tuple[float, str]]:
    """Les textes d'une boîte, de haut en bas, avec leur ordonnée."""
    found = [(op["pt"][1], op["text"]) for op in node.get("_ldraw_", []) if op["op"] == "T"]
    return sorted(found, key=lambda each: -each[0])


def cell_at(node: dict[str, Any], y: float) -> str:
    """Ce qui est écrit dans la cellule qui contient l'ordonnée `y` : entre deux filets horizontaux."""
    rules = sorted(
        {round(point[1], 1) for op in node.get("_draw_", []) + node.get("_ldraw_", []) if op["op"] in "pPL" for point in op["points"]}
    )  # fmt: skip
    low = max((rule for rule in rules if rule <= y + 0.5), default=float("-inf"))
    high = min((rule for rule in rules if rule > y + 0.5), default=float("inf"))
    return " ".join(text for height, text in texts_of(node) if low <= height <= high)


def drawn_cables(dot: str) -> set[Cable]:
    """Les traits pleins de l'image rendue, par ce qui est écrit là où ils finissent."""
    rendered = json.loads(subprocess.run(["dot", "-Tjson"], input=dot.encode(), check=True, capture_output=True).stdout)
    nodes = {node["_gvid"]: node for node in rendered["objects"]}
    found = set()
    for edge in rendered.get("edges", []):
        if edge.get("style") in ("dashed", "dotted", "invis"):
            continue
        points = next(op["points"] for op in edge["_draw_"] if op["op"] == "b")
        ends = []
        for end, (x, y) in ((edge["tail"], points[0]), (edge["head"], points[-1])):
            node = nodes[end]
            left, right = (float(node["pos"].split(",")[0]) + sign * float(node["width"]) * 36 for sign in (-1, 1))
            assert min(abs(x - left), abs(x - right)) < 12, "le trait ne finit pas au bord de sa boîte"
            ends.append((texts_of(node)[0][1], cell_at(node, y)))
        (container, interface), (bridge, port) = ends
        found.add((container, interface.split()[0], port.split()[0], bridge))
    return found


def test_every_solid_line_is_what_both_ends_of_the_cable_say(crowded: DockerHost) -> None:
    truth = true_cables(crowded)
    assert len(truth) == CONTAINERS + len(range(0, CONTAINERS, 3))
    topology = build(read(crowded.engine, kernel=True))
    assert {
        (link.a.partition(":")[2].partition("/")[0], link.a.partition("/")[2], link.b.partition("/")[2])
        for link in topology.links
        if link.kind == "veth"
    } == {cable[:3] for cable in truth}
    assert drawn_cables(Figure(topology, "cables").dot) == truth


def test_the_program_that_compares_sees_a_wrong_line(crowded: DockerHost) -> None:
    """Deux câbles échangés dans le DOT : le comparateur doit le voir, ou il ne prouve rien."""
    dot = Figure(build(read(crowded.engine, kernel=True)), "cables").dot
    one, two = [line for line in dot.splitlines() if re.search(r" -- ", line)][:2]
    heads = [line.split(" -- ")[1].split()[0] for line in (one, two)]
    assert heads[0] != heads[1]
    swapped = dot.replace(one, one.replace(heads[0], heads[1])).replace(two, two.replace(heads[1], heads[0]))
    assert drawn_cables(swapped) != true_cables(crowded)

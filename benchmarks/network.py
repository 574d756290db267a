"""Lire et dessiner un réseau : contre le moteur, le noyau et `dot` seuls. Sur un hôte privé, que cent conteneurs ne gênent pas."""

from __future__ import annotations

import copy
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import graphviz
from measuring import Figure, interleaved, timed

from dockerlab.dockerhosts import DockerHost
from dockerlab.drawing.figure import Figure as Drawing
from dockerlab.engine import Engine
from dockerlab.helpers import run_helper
from dockerlab.images import TOOLBOX
from dockerlab.model.building import build
from dockerlab.snapshot.kernel import INSIDE, read_kernel
from dockerlab.snapshot.reading import read
from dockerlab.snapshot.snapshot import Snapshot

NETWORKS = 5


@contextmanager
def crowd(count: int) -> Iterator[Engine]:
    """Un moteur où tournent `count` conteneurs, sur cinq réseaux, un sur sept étant sur deux."""
    with Engine.connect() as outer, DockerHost.start(outer, f"mesure-{count}") as host:
        host.load([TOOLBOX])
        for rank in range(NETWORKS):
            host.engine.create_network(f"reseau-{rank}", {"driver": "bridge"})
        for rank in range(count):
            config = {
                "Image": TOOLBOX,
                "Cmd": ["sleep", "infinity"],
                "HostConfig": {"NetworkMode": f"reseau-{rank % NETWORKS}"},
            }
            id = host.engine.create_container(config, f"c{rank:03}")
            if rank % 7 == 0:
                host.engine.connect_network(f"reseau-{(rank + 1) % NETWORKS}", id)
            host.engine.start_container(id)
        yield host.engine


class _Raw(http.client.HTTPConnection):
    """Une connexion nue, gardée ouverte, à la socket du moteur."""

    def __init__(self, address: str, version: str) -> None:
        super().__init__("localhost")
        self.path, self.prefix = address.removeprefix("unix://"), f"/v{version}"

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def get(self, path: str) -> list[dict[str, str]]:
        self.request("GET", self.prefix + path)
        return json.loads(self.getresponse().read())  # type: ignore[no-any-return]


def reading_engine(engine: Engine) -> Figure:
    """La lecture du moteur, contre les mêmes requêtes sur une connexion nue gardée ouverte."""

    def raw() -> None:
        connection = _Raw(engine.address, engine.api_version)
        connection.get("/info")
        for entry in connection.get("/containers/json?all=1"):
            connection.get(f"/containers/{entry['Id']}/json")
        connection.get("/networks")
        connection.close()

    count = len(read(engine).containers)
    ours, peer = interleaved(lambda: timed(lambda: read(engine)), lambda: timed(raw), 15)
    return Figure(f"lire le moteur, {count} conteneurs, contre les mêmes requêtes nues", ours, peer, 1.3)


def reading_kernel(engine: Engine) -> Figure:
    """La lecture du noyau, contre le même conteneur d'appoint qui ne fait rien."""
    containers = read(engine).containers
    folder = str(Path(containers[0]["NetworkSettings"]["SandboxKey"]).parent)
    mounts = [{"Type": "bind", "Source": folder, "Target": INSIDE, "ReadOnly": True}]

    def bare() -> None:
        run_helper(engine, ["true"], capabilities=("SYS_ADMIN",), mounts=mounts)

    read_kernel(engine, containers)
    ours, peer = interleaved(lambda: timed(lambda: read_kernel(engine, containers)), lambda: timed(bare), 9)
    return Figure(f"lire le noyau, {len(containers)} conteneurs, contre l'appoint nu", ours, peer, 2)


@cache
def multiplied(count: int) -> Snapshot:
    """Une lecture enregistrée, dont les conteneurs de « rue » sont répétés jusqu'à `count`."""
    source = Snapshot.load(Path(__file__).parent.parent / "tests" / "recorded" / "scene-26.1.json")
    model = next(c for c in source.containers if c["Name"] == "/exposee")
    key = model["NetworkSettings"]["SandboxKey"].rpartition("/")[2]
    inner = next(d for d in source.kernel if d["name"] == key)
    machine = copy.deepcopy(next(d for d in source.kernel if d["name"] == "default"))
    index = next(link["link_index"] for link in inner["links"] if link["kind"] == "veth")
    outer = next(link for link in machine["links"] if link["ifindex"] == index)
    containers, spaces = [], [machine]
    for rank in range(count):
        container, space, link = copy.deepcopy(model), copy.deepcopy(inner), copy.deepcopy(outer)
        container["Id"], container["Name"] = f"{rank:064x}", f"/c{rank:04}"
        container["NetworkSettings"]["SandboxKey"] = f"/run/docker/netns/n{rank}"
        endpoint = container["NetworkSettings"]["Networks"]["rue"]
        endpoint["MacAddress"] = f"02:00:00:00:{rank >> 8:02x}:{rank & 255:02x}"
        eth0 = next(each for each in space["links"] if each["kind"] == "veth")
        eth0 |= {"address": endpoint["MacAddress"], "link_index": 1000 + rank}
        space["name"] = f"n{rank}"
        link |= {
            "ifindex": 1000 + rank,
            "ifname": f"vethx{rank}",
            "link_index": eth0["ifindex"],
            "link_netnsid": 1000 + rank,
        }
        machine["links"].append(link)
        machine["ids"][str(1000 + rank)] = f"n{rank}"
        containers.append(container)
        spaces.append(space)
    return replace(source, containers=tuple(containers), kernel=tuple(spaces))


def draw(count: int, view: str) -> None:
    assert Drawing(build(multiplied(count)), view).svg()


def drawing(view: str) -> Figure:
    """Bâtir et dessiner cent conteneurs, contre `dot` seul sur le même DOT."""
    topology = build(multiplied(100))
    assert (
        len([link for link in topology.links if link.kind == "veth" and "container:" in link.a and link.verified])
        == 100
    )
    source = Drawing(topology, view).dot.encode()

    def alone() -> None:
        graphviz.pipe("dot", "svg", source)

    ours, peer = interleaved(lambda: timed(lambda: draw(100, view)), lambda: timed(alone), 9)
    return Figure(f"bâtir et dessiner 100 conteneurs (vue {view}), contre dot seul", ours, peer, 3)


def growing(view: str) -> Figure:
    """Mille conteneurs, contre dix fois cent : la croissance n'est pas pire que linéaire."""
    multiplied(1000)
    ours, peer = interleaved(lambda: timed(lambda: draw(1000, view)), lambda: timed(lambda: draw(100, view)), 5)
    return Figure(f"dessiner 1 000 conteneurs (vue {view}), contre dix fois 100", ours, 10 * peer, 1)


def measures() -> Iterator[Figure]:
    with crowd(100) as engine:
        yield reading_engine(engine)
    with crowd(50) as engine:
        yield reading_kernel(engine)
    for view in ("simple", "ports", "cables"):
        yield drawing(view)
        yield growing(view)

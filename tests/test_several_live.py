"""Deux hôtes pour de vrai : la lecture dit ce que dit `bridge fdb`, voit un hôte débranché, et n'attend pas un hôte gelé."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts import must, trial_plan
from record_several import OVERLAY, inhabit

from dockerlab.cli import main
from dockerlab.course.subject import Subject
from dockerlab.dockerhosts import Fleet
from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX
from dockerlab.model.objects import on
from dockerlab.model.several import build_several
from dockerlab.model.topology import Topology
from dockerlab.snapshot.several import Several, read_several

pytestmark = pytest.mark.engine

LAB = "essai-vue"


@pytest.fixture(scope="module")
def fleet(engine: Engine) -> Iterator[Fleet]:
    fleet = Fleet.up(engine, trial_plan(2), lab=LAB, images=[TOOLBOX])
    try:
        inhabit(fleet)
        yield fleet
    finally:
        fleet.down()


def docker(*words: str) -> None:
    subprocess.run(["docker", *words], check=True, capture_output=True)


def now(fleet: Fleet) -> Topology:
    return build_several(read_several(fleet.hosts[0].outer, list(fleet)))


def test_the_reading_is_what_bridge_says_on_each_host(fleet: Fleet) -> None:
    topology = now(fleet)
    assert [link for link in topology.links if not link.verified] == []
    assert topology.warnings == ()
    for host in fleet:
        id = must(host, "docker", "network", "inspect", "-f", "{{.Id}}", OVERLAY)
        table = must(host, "nsenter", f"--net=/run/docker/netns/1-{id[:10]}", "bridge", "-j", "fdb", "show")
        truth = {(entry["mac"], entry["dst"]) for entry in json.loads(table) if "dst" in entry}
        assert truth
        place = on(host.name, f"overlay:{OVERLAY}/vxlan0")
        assert {(f.mac, f.address) for f in topology.forwarding if f.place == place} == truth
    one, two = (host.name for host in fleet)
    path = topology.path(on(one, "serveur"), on(two, "cliente"))
    assert path is not None
    assert path.verified
    assert [hop for hop in path.hops if "host/" in hop and "!" in hop] == [on(one, "host/eth0"), on(two, "host/eth0")]


def test_the_commands_draw_the_hosts_that_are_named(
    fleet: Fleet, course: Path, capsys: pytest.CaptureFixture[str], engine: Engine
) -> None:
    names = [host.name for host in fleet]
    assert main(["draw", "--view", "overlay", "--names", *names, "--output", "vue.svg", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [host["name"] for host in document["hosts"]] == names
    assert "tunnel VXLAN, VNI 4097" in Path("vue.svg").read_text()
    assert main(["describe", "--view", "overlay", "--names", *names]) == 0
    assert f"joint {names[0]} et {names[1]} pour le réseau {OVERLAY}." in capsys.readouterr().out
    assert main(["draw", "--view", "overlay", "--names", "personne", "--output", "vue.svg"]) == 2
    assert "hosts list" in capsys.readouterr().err
    assert [host.name for host in Subject.choose([], lab=LAB).hosts(engine)] == names


def test_a_host_cut_off_is_seen_and_seen_again_when_it_comes_back(fleet: Fleet, tmp_path: Path) -> None:
    one, two = fleet
    docker("network", "disconnect", fleet.plan.network, two.name)
    try:
        cut = read_several(two.outer, list(fleet))
    finally:
        two.outer.connect_network(fleet.plan.network, two.name, address=fleet.plan.address(two.name))
    topology = build_several(cut)
    assert not [k for k in topology.links if k.kind == "underlay" and k.a == on(two.name, "host/eth0") and k.verified]
    assert not [k for k in topology.links if k.kind == "vxlan" and k.verified]
    assert not topology.reachable(on(one.name, "serveur"), on(two.name, "cliente"))
    assert build_several(Several.load(cut.save(tmp_path / "coupe.json"))) == topology
    deadline = time.monotonic() + 30
    while [link for link in now(fleet).links if not link.verified]:
        assert time.monotonic() < deadline, now(fleet).warnings


def test_a_frozen_host_is_said_and_not_waited_for(fleet: Fleet) -> None:
    one, two = fleet
    docker("pause", two.name)
    try:
        found = read_several(two.outer, list(fleet))
    finally:
        docker("unpause", two.name)
    assert [name for name, _ in found.hosts] == [one.name]
    assert found.silent == ((two.name, "il est en pause"),)

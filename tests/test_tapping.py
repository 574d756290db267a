"""Une capture, sur de vraies interfaces : ce qu'elle prend, quand elle commence et finit, et que rien n'en reste."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hosts import must, swarm, trial_plan
from polling import until

from dockerlab import capture
from dockerlab.dockerhosts import Fleet
from dockerlab.drawing.frames import Frames
from dockerlab.engine import Engine
from dockerlab.errors import HelperFailed, NotFound, UsageError
from dockerlab.images import TOOLBOX
from dockerlab.ownership import HELPER
from dockerlab.snapshot import capture as taking
from dockerlab.snapshot.capture import merged, names_on

LAB = "essai-trames"
OVERLAY, FIRST, SECOND = "10.203.252.0/24", "10.203.252.11", "10.203.252.12"


def captures(engine: Engine) -> list[str]:
    """Les conteneurs d'appoint qui capturent encore."""
    return [entry["Id"] for entry in engine.containers(label=f"{HELPER}=capture")]


@dataclass(frozen=True)
class Pair:
    """Deux conteneurs d'un même pont."""

    engine: Engine
    first: str
    second: str

    def ping(self, *options: str) -> str:
        address = self.engine.inspect_container(self.second)["NetworkSettings"]["Networks"]["essai-trames"]["IPAddress"]
        return self.engine.execute(self.first, ["ping", "-W", "3", *options, address]).stdout


@pytest.fixture
def pair(engine: Engine) -> Iterator[Pair]:
    names = ("essai-trames-a", "essai-trames-b")
    network = engine.create_network("essai-trames", {"driver": "bridge"})
    made = []
    try:
        for name in names:
            config = {
                "Image": TOOLBOX,
                "Cmd": ["sleep", "infinity"],
                "HostConfig": {"NetworkMode": network, "Init": True},
            }
            made.append(engine.create_container(config, name))
            engine.start_container(name)
        yield Pair(engine, *names)
        assert captures(engine) == []
    finally:
        for each in made:
            engine.remove_container(each)
        engine.remove_network(network)


@pytest.mark.engine
def test_a_ping_is_captured_with_the_names_of_both_and_nothing_else(pair: Pair) -> None:
    with capture(pair.first, "icmp") as frames:
        assert repr(frames) == "Capture en cours."
        pair.ping("-c", "2")
    assert [frame.frame.kinds for frame in frames] == [("Ethernet", "IPv4", "ICMP", "données")] * 4
    assert [layer.said for frame in frames for layer in frame.layers if layer.kind.value == "ICMP"] == [
        "demande d'écho, numéro 1", "réponse à un écho, numéro 1", "demande d'écho, numéro 2", "réponse à un écho, numéro 2",
    ]  # fmt: skip
    assert repr(frames[0]).splitlines()[1].endswith("de essai-trames-a à essai-trames-b")
    assert set(frames.recording.names.values()) == {"essai-trames-a", "essai-trames-b"}
    assert frames.caption.startswith("Capture : en direct, eth0 de essai-trames-a, noyau ")


@pytest.mark.engine
def test_the_neighbour_never_sees_the_frame_that_ends_a_capture(pair: Pair) -> None:
    with capture(pair.second, f"ether proto {taking.BEACON_TYPE}") as seen, capture(pair.first) as frames:
        pass
    assert len(seen) == 0
    assert "0x88b5" not in repr([layer.fields for frame in frames for layer in frame.layers])


@pytest.mark.engine
def test_a_capture_is_bounded_in_frames_in_bytes_and_in_time(pair: Pair) -> None:
    with capture(pair.first, "icmp", count=3, snaplen=64) as frames:
        pair.ping("-c", "3", "-i", "0.2", "-s", "1000")
    assert [frame.size for frame in frames] == [1042] * 3
    assert frames[0].frame.missing == 1042 - 64
    assert "s'est arrêtée d'elle-même" in repr(frames)
    with capture(pair.first, "icmp", seconds=1) as frames:
        until(lambda: captures(pair.engine) == [], 20, "la capture dure encore")
    assert len(frames) == 0
    with capture(pair.first, "icmp", count=2) as frames:
        pair.ping("-c", "1")
    assert repr(frames).splitlines()[0] == "2 trames capturées."


@pytest.mark.engine
def test_an_error_in_the_block_stays_itself_and_leaves_no_helper(pair: Pair) -> None:
    for error in (KeyboardInterrupt, ZeroDivisionError):
        with pytest.raises(error), capture(pair.first):
            raise error


@pytest.mark.engine
def test_a_filter_an_interface_or_a_container_that_will_not_do_is_said(pair: Pair) -> None:
    for filter, interface, said in (("udp prt 4789", "eth0", "syntax error"), ("", "eth7", "No such device")):
        with pytest.raises(UsageError) as caught, capture(pair.first, filter, interface=interface):
            pass
        assert said in caught.value.cause
    with pytest.raises(NotFound) as absent, capture("essai-absent"):
        pass
    assert 'capture("essai-absent", …, on=hosts(2)["hote-1"])' in absent.value.remedy
    with pytest.raises(UsageError, match="une interface à la fois"), capture(pair.first, interface="any"):
        pass
    pair.engine.stop_container(pair.second)
    with pytest.raises(UsageError, match="ne tourne pas"), capture(pair.second):
        pass
    for count in (0, True, 1.5):
        with pytest.raises(UsageError, match="« count »"), capture(pair.first, count=count):  # type: ignore[arg-type]
            pass


@pytest.mark.engine
def test_a_capture_that_stops_early_or_does_not_end_says_so(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "DRAINED", 0.5)
    with pytest.raises(HelperFailed, match="ne s'est pas terminée"), capture(pair.first, "icmp"):
        subprocess.run(["docker", "pause", *captures(pair.engine)], check=True, capture_output=True)
    with capture(pair.first, "icmp") as frames:
        subprocess.run(["docker", "network", "disconnect", "essai-trames", pair.first], check=True, capture_output=True)
        until(lambda: captures(pair.engine) == [], 20, "tcpdump écoute une interface qui n'est plus là")
    assert repr(frames).endswith("La capture s'est arrêtée d'elle-même avant la fin du bloc.")


@pytest.mark.engine
def test_a_killed_python_leaves_a_helper_that_ends_by_itself(pair: Pair) -> None:
    code = (
        "import os, signal; from dockerlab import capture\n"
        f"with capture('{pair.first}', seconds=1): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    until(lambda: captures(pair.engine) == [], 20, "le conteneur d'appoint est resté")


def test_an_address_that_means_two_things_has_no_name() -> None:
    assert merged([{"a": "phare", "b": "digue"}, {"a": "autre", "b": "digue"}, {"a": "phare"}]) == {"b": "digue"}


class Listed:
    """Un moteur qui n'a que sa liste de conteneurs."""

    def containers(self) -> list[dict[str, object]]:
        def entry(name: str, **networks: dict[str, str]) -> dict[str, object]:
            return {"Names": [f"/{name}"], "NetworkSettings": {"Networks": networks}}

        return [
            entry("phare", large={"IPAddress": "10.0.0.2", "MacAddress": "02:42:0a:00:00:02"}, docker_gwbridge={"IPAddress": "172.18.0.3"}),
            entry("digue", large={"IPAddress": "", "MacAddress": ""}, autre={"IPAddress": "10.0.0.9", "GlobalIPv6Address": "fd00::9"}),
            entry("jumeau", autre={"IPAddress": "10.0.0.9"}),
            {"Names": [], "NetworkSettings": None},
        ]  # fmt: skip


def test_names_are_those_of_the_containers_but_for_what_is_shared() -> None:
    assert names_on(Listed()) == {  # type: ignore[arg-type]
        "10.0.0.2": "phare", "02:42:0a:00:00:02": "phare", "fd00::9": "digue",
    }  # fmt: skip


@contextmanager
def overlay(engine: Engine) -> Iterator[Fleet]:
    """Deux hôtes en Swarm, `phare` sur le premier, `digue` sur le second, qui se répondent par un réseau overlay."""
    fleet = Fleet.up(engine, trial_plan(2), lab=LAB, images=[TOOLBOX])
    try:
        swarm(fleet)
        must(
            fleet.hosts[0],
            *["docker", "network", "create", "--driver", "overlay", "--attachable"],
            "--subnet",
            OVERLAY,
            "essai",
        )
        for host, name, address in zip(fleet, ("phare", "digue"), (FIRST, SECOND), strict=True):
            options = ["--detach", "--init", "--pull", "never", "--network", "essai", "--ip", address, "--name", name]
            must(host, "docker", "run", *options, TOOLBOX, "sleep", "infinity")
        until(lambda: ping(fleet, "-c", "1") == 0, 30, "digue ne répond pas à phare")
        yield fleet
    finally:
        fleet.down()


def ping(fleet: Fleet, *options: str) -> int:
    return fleet.hosts[0].execute("docker", "exec", "phare", "ping", "-W", "2", *options, SECOND).code


@pytest.mark.engine
def test_the_same_frame_is_bare_in_the_container_and_wrapped_between_the_hosts(engine: Engine) -> None:
    with overlay(engine) as fleet:
        first, second = fleet
        with (
            capture(first, "udp port 4789") as wrapped,
            capture("digue", "icmp", on=second) as bare,
        ):
            assert ping(fleet, "-c", "1") == 0
        outside, inside = wrapped.first("ICMP"), bare.first("ICMP")
        assert (outside.size, outside.wrapping, inside.size) == (148, 50, 98)
        assert outside.frame.data[50:] == inside.frame.data
        assert "VNI 4097" in repr(outside)
        assert "dedans, une trame de 98 octets, de phare à digue." in repr(outside)
        assert f"de {first.name} à {second.name}" in repr(outside).splitlines()[0]
        too_big(fleet)


def too_big(fleet: Fleet) -> None:
    """Le plus grand paquet passe ; sur un chemin plus étroit il part, n'arrive pas, et personne ne le dit."""
    first, second = fleet
    mtu = json.loads(must(first, *["docker", "exec", "phare", "ip", "-j", "link", "show", "eth0"]))[0]["mtu"]
    assert mtu == 1450
    largest = ["-c", "1", "-M", "do", "-s", "1422"]
    assert ping(fleet, *largest) == 0
    assert ping(fleet, "-c", "1", "-M", "do", "-s", "1423") == 1
    must(second, *["ip", "link", "set", "eth0", "mtu", "1400"])
    found: list[Frames] = []
    for host in fleet:
        with capture(host, "udp port 4789 or icmp") as frames:
            assert ping(fleet, *largest) == 1
        found.append(frames)
    assert [frame.size for frame in found[0]] == [1514]
    assert len(found[1]) == 0

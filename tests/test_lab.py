"""Lab : prêts quand ils rendent leur service, retrouvés après un noyau tué, refusés quand ils sont à quelqu'un d'autre."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from fakes import FakeEngine
from polling import until

from dockerlab.engine import Engine, Output
from dockerlab.errors import (
    EngineError,
    ForeignObject,
    ImageAbsent,
    NotFound,
    NotReady,
    PortTaken,
    SubnetOverlap,
    UsageError,
)
from dockerlab.images import TOOLBOX
from dockerlab.lab import WORKBENCH, Lab, workbench
from dockerlab.ownership import LAB, SPEC
from dockerlab.ports import explain_port, listens, port_holders

SLEEP = ["sleep", "600"]

# Qui écoute dans le conteneur (sans Docker)

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
TCP_80 = (
    "   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
)
TCP6_80 = "   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1 0 100 0 0 10 0\n"
TCP_80_CONNECTED = (
    "   1: 020000CB:0050 010000CB:D431 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
)
UDP_53 = "   5: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0\n"


@pytest.mark.parametrize(
    ("lines", "ports", "ready"),
    [
        (TCP_80, ["80/tcp"], True),
        (TCP6_80, ["80/tcp"], True),
        (TCP_80, ["80"], True),
        (TCP_80_CONNECTED, ["80/tcp"], False),
        (TCP_80, ["8080/tcp"], False),
        (TCP_80, ["80/udp"], False),
        (UDP_53, ["53/udp"], True),
        (UDP_53, ["53/tcp"], False),
        (TCP_80 + UDP_53, ["80/tcp", "53/udp"], True),
        (TCP_80, ["80/tcp", "53/udp"], False),
        ("", ["80/tcp"], False),
    ],
)
def test_a_port_is_ready_when_a_process_listens_to_it(lines: str, ports: list[str], ready: bool) -> None:
    engine = FakeEngine()
    engine.outputs = [Output(0, HEAD + lines, "")]
    assert listens(engine, "c", ports) is ready  # type: ignore[arg-type]


def test_an_image_without_cat_is_looked_at_from_the_toolbox() -> None:
    engine = FakeEngine()
    engine.outputs = [Output(127, "", "not found"), Output(0, json.dumps([0, HEAD + TCP_80, ""]), "")]
    assert listens(engine, "c", ["80/tcp"])  # type: ignore[arg-type]


def test_no_port_to_wait_for_is_ready_without_asking() -> None:
    assert listens(FakeEngine(), "c", [])  # type: ignore[arg-type]


LISTENERS = 'tcp LISTEN 0 4096 127.0.0.1:8190 0.0.0.0:* users:(("python3",pid=42,fd=3))\nudp UNCONN 0 0 0.0.0.0:8191 0.0.0.0:*\n'


def holding_engine() -> FakeEngine:
    ports = [
        {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8192, "Type": "tcp"},
        {"IP": "::", "PrivatePort": 80, "PublicPort": 8192, "Type": "tcp"},
        {"PrivatePort": 443, "Type": "tcp"},
    ]
    engine = FakeEngine(containers=[{"Id": "a", "Names": ["/tenant"], "Ports": ports}])
    engine.outputs = [Output(0, json.dumps([0, LISTENERS, ""]), "")]
    return engine


def test_who_holds_a_port_is_a_container_or_a_program_by_name() -> None:
    holders = port_holders(holding_engine(), ["8190/tcp", "8191/udp", "8191/tcp", "8192/tcp", "8192/udp", "443/tcp"])  # type: ignore[arg-type]
    assert holders == {
        "8190/tcp": ["le programme python3 (processus 42)"],
        "8191/udp": ["un programme de la machine"],
        "8192/tcp": ["le conteneur tenant"],
    }


def test_a_container_that_is_being_removed_holds_nothing_and_breaks_nothing() -> None:
    engine = holding_engine()
    engine._containers.append({"Id": "b", "Names": None, "Ports": [{"PublicPort": 8190, "Type": "tcp"}]})
    assert "8192/tcp" in port_holders(engine, ["8192/tcp", "8190/tcp"])  # type: ignore[arg-type]


def test_an_error_about_a_port_says_who_holds_it_under_the_protocol_that_was_asked() -> None:
    error = PortTaken("pris", address="0.0.0.0", port="8192", cause="quelqu'un")
    asked = {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8192"}], "53/udp": [{"HostIp": "", "HostPort": "8191"}]}
    assert explain_port(holding_engine(), error, asked).cause == "il est tenu par le conteneur tenant."  # type: ignore[arg-type]
    udp = PortTaken("pris", address="0.0.0.0", port="8191", cause="quelqu'un")
    assert "un programme de la machine" in explain_port(holding_engine(), udp, asked).cause  # type: ignore[arg-type]


def test_an_error_about_a_port_without_a_holder_stays_as_it_was() -> None:
    asked = {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8197"}]}
    error = PortTaken("pris", address="127.0.0.1", port="8197", cause="quelqu'un")
    assert explain_port(holding_engine(), error, asked) is error  # type: ignore[arg-type]
    nameless = PortTaken("pris")
    assert explain_port(holding_engine(), nameless, asked) is nameless  # type: ignore[arg-type]


# Sur un vrai moteur


@pytest.fixture
def lab(engine: Engine) -> Iterator[Lab]:
    lab = Lab("essai-lab", engine=engine)
    lab.clean()
    yield lab
    lab.clean()


def get(port: int) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
        return answer.status, answer.read().decode()


def labelled(engine: Engine, name: str) -> list[str]:
    found = [c["Names"][0].lstrip("/") for c in engine.containers() if c["Labels"].get(LAB) == name]
    return sorted(found + [n["Name"] for n in engine.networks() if (n["Labels"] or {}).get(LAB) == name])


@pytest.mark.engine
def test_a_published_server_answers_at_once_on_the_loopback_only(lab: Lab) -> None:
    rue = lab.network("essai-rue", subnet="10.203.242.0/24")
    server = lab.run("nginx", name="essai-vitrine", networks=[rue], publish=["8190:80"])
    assert get(8190)[0] == 200
    assert server.inspect()["NetworkSettings"]["Ports"]["80/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": "8190"}]
    assert server.address("essai-rue").startswith("10.203.242.")
    with pytest.raises(NotFound):
        server.address("ailleurs")
    assert repr(server) == "<conteneur essai-vitrine>"
    assert repr(rue) == "<réseau essai-rue>"
    assert repr(lab) == "<lab essai-lab>"


@pytest.mark.engine
def test_a_slow_server_is_waited_for_until_a_process_listens(lab: Lab) -> None:
    slow = ["sh", "-c", "sleep 1; exec python3 -m http.server 80"]
    started = time.monotonic()
    lab.run(TOOLBOX, name="essai-lent", publish=["127.0.0.1:8190:80"], command=slow)
    assert time.monotonic() - started >= 1
    assert get(8190)[0] == 200


@pytest.mark.engine
def test_a_container_that_publishes_nothing_is_waited_for_until_it_runs(lab: Lab) -> None:
    box = lab.run(TOOLBOX, name="essai-boite", command=SLEEP, environment={"VILLE": "Évry"})
    assert box.inspect()["State"]["Running"]
    assert box.execute("printenv", "VILLE").stdout == "Évry\n"


@pytest.mark.engine
def test_ready_can_be_a_port_that_is_not_published_or_a_condition(lab: Lab) -> None:
    server = lab.run("nginx", name="essai-cachee", ready="80/tcp")
    assert server.execute("cat", "/proc/net/tcp").stdout.find(":0050 ") > 0
    calls: list[str] = []
    lab.run(TOOLBOX, name="essai-fonction", command=SLEEP, ready=lambda c: bool(calls.append(c.name) or len(calls) > 2))
    assert calls == ["essai-fonction"] * 3


@pytest.mark.engine
def test_a_datagram_reaches_a_udp_publication(lab: Lab) -> None:
    echo = "import socket\ns=socket.socket(type=socket.SOCK_DGRAM);s.bind(('',53))\nwhile True:\n d,a=s.recvfrom(99);s.sendto(d.upper(),a)"
    server = lab.run(TOOLBOX, name="essai-udp", publish=["127.0.0.1:8196:53/udp"], command=["python3", "-c", echo])
    assert server.inspect()["NetworkSettings"]["Ports"] == {"53/udp": [{"HostIp": "127.0.0.1", "HostPort": "8196"}]}
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(b"bonjour", ("127.0.0.1", 8196))
        assert client.recv(99) == b"BONJOUR"


@pytest.mark.engine
def test_a_container_on_two_networks_has_an_address_on_each_and_is_found_by_name(lab: Lab) -> None:
    one, two = lab.network("essai-un", subnet="10.203.243.0/24"), lab.network("essai-deux", subnet="10.203.244.0/24")
    both = lab.run(TOOLBOX, name="essai-passe", networks=[one, "essai-deux"], command=SLEEP)
    alone = lab.run(TOOLBOX, name="essai-seul", networks=[two], command=SLEEP)
    assert both.address("essai-un").startswith("10.203.243.")
    assert both.address("essai-deux").startswith("10.203.244.")
    assert both.address("essai-deux") in alone.execute("getent", "hosts", "essai-passe").stdout


@pytest.mark.engine
def test_the_same_demand_is_adopted_and_a_changed_one_is_made_again(lab: Lab, engine: Engine) -> None:
    def ask(*command: str) -> str:
        return Lab("essai-lab", engine=engine).run(TOOLBOX, name="essai-boite", command=command).id

    first = ask(*SLEEP)
    assert ask(*SLEEP) == first
    second = ask("sleep", "601")
    assert second != first
    engine._client.stop(second, timeout=0)  # un conteneur à nous qui est arrêté est refait
    third = ask("sleep", "601")
    assert third not in (first, second)
    assert labelled(engine, "essai-lab") == ["essai-boite"]


@pytest.mark.engine
def test_the_same_network_is_adopted_and_a_changed_one_is_made_again(lab: Lab, engine: Engine) -> None:
    first = lab.network("essai-rue", subnet="10.203.242.0/24")
    assert lab.network("essai-rue", subnet="10.203.242.0/24").id == first.id
    assert lab.network("essai-rue", subnet="10.203.245.0/24").id != first.id
    assert labelled(engine, "essai-lab") == ["essai-rue"]


@pytest.mark.engine
def test_a_changed_network_is_made_again_even_when_our_containers_are_on_it(lab: Lab, engine: Engine) -> None:
    rue = lab.network("essai-rue", subnet="10.203.242.0/24")
    lab.run(TOOLBOX, name="essai-boite", networks=[rue], command=SLEEP)
    again = Lab("essai-lab", engine=engine)
    rue = again.network("essai-rue", subnet="10.203.245.0/24")
    box = again.run(TOOLBOX, name="essai-boite", networks=[rue], command=SLEEP)
    assert box.address("essai-rue").startswith("10.203.245.")


@pytest.mark.engine
def test_an_adopted_container_is_on_the_network_it_asks_for(lab: Lab, engine: Engine) -> None:
    """Le réseau enlevé et refait à la main entre-temps : même nom, autre réseau."""
    rue = lab.network("essai-rue", subnet="10.203.242.0/24")
    box = lab.run(TOOLBOX, name="essai-boite", networks=[rue], command=SLEEP)
    engine._client.disconnect_container_from_network(box.id, rue.id, force=True)
    engine.remove_network(rue.id)
    again = Lab("essai-lab", engine=engine)
    rue = again.network("essai-rue", subnet="10.203.242.0/24")
    box = again.run(TOOLBOX, name="essai-boite", networks=[rue], command=SLEEP)
    assert box.address("essai-rue").startswith("10.203.242.")


@pytest.mark.engine
def test_what_is_somebody_elses_is_refused_and_left(lab: Lab, engine: Engine, bystander: str) -> None:
    with pytest.raises(ForeignObject, match="temoin-du-test") as caught:
        lab.run(TOOLBOX, name="temoin-du-test", command=SLEEP)
    assert "quelqu'un d'autre que le cours" in caught.value.cause
    with pytest.raises(ForeignObject, match="temoin-du-test"):
        lab.network("temoin-du-test")


@pytest.mark.engine
def test_what_another_lab_made_is_refused_and_that_lab_is_named(lab: Lab, engine: Engine) -> None:
    with Lab("essai-voisin", engine=engine) as neighbour:
        neighbour.run(TOOLBOX, name="essai-boite", command=SLEEP)
        with pytest.raises(ForeignObject) as caught:
            lab.run(TOOLBOX, name="essai-boite", command=SLEEP)
        assert "au lab «\u00a0essai-voisin\u00a0»" in caught.value.cause
        lab.clean()
        assert labelled(engine, "essai-voisin") == ["essai-boite"]
    assert labelled(engine, "essai-voisin") == []


@pytest.mark.engine
def test_a_name_that_is_the_start_of_an_identifier_is_not_that_container(lab: Lab, engine: Engine) -> None:
    box = lab.run(TOOLBOX, name="essai-boite", command=SLEEP)
    named = lab.run(TOOLBOX, name=box.id[:12], command=SLEEP)
    assert named.id != box.id


@pytest.mark.engine
@pytest.mark.parametrize("publish", ["127.0.0.1:8190:80", "0.0.0.0:8190:80", "127.0.0.1:8190:80/udp"])
def test_a_port_held_by_a_container_says_which_and_leaves_nothing_behind(
    publish: str, lab: Lab, engine: Engine
) -> None:
    protocol = "udp" if publish.endswith("udp") else "tcp"
    holder = {"Image": TOOLBOX, "Cmd": SLEEP, "ExposedPorts": {f"80/{protocol}": {}}, "HostConfig": {"Init": True, "PortBindings": {f"80/{protocol}": [{"HostIp": "127.0.0.1", "HostPort": "8190"}]}}}  # fmt: skip
    id = engine.create_container(holder, "essai-tenant")
    try:
        engine.start_container(id)
        with pytest.raises(PortTaken) as caught:
            lab.run("nginx", name="essai-vitrine", publish=[publish])
        assert caught.value.port == "8190"
        assert caught.value.cause == "il est tenu par le conteneur essai-tenant."
        assert labelled(engine, "essai-lab") == []
    finally:
        engine.remove_container(id)


@pytest.mark.engine
def test_a_port_held_by_a_program_says_which_and_its_process(lab: Lab, engine: Engine) -> None:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 8193))
        listening.listen()
        with pytest.raises(PortTaken) as caught:
            lab.run("nginx", name="essai-vitrine", publish=["127.0.0.1:8193:80"])
    assert f"(processus {os.getpid()})" in caught.value.cause
    assert "python" in caught.value.cause
    assert labelled(engine, "essai-lab") == []


@pytest.mark.engine
def test_a_container_that_stops_shows_its_last_lines_of_log(lab: Lab) -> None:
    dying = ["sh", "-c", "for i in 1 2 3 4 5 6 7; do echo ligne $i; done; exit 3"]
    with pytest.raises(NotReady) as caught:
        lab.run(TOOLBOX, name="essai-mourant", publish=["127.0.0.1:8190:80"], command=dying)
    assert "code 3" in caught.value.what
    assert "ligne 7" in caught.value.cause
    assert "ligne 1" not in caught.value.cause
    assert "docker logs essai-mourant" in caught.value.remedy


@pytest.mark.engine
def test_a_container_that_never_listens_is_not_ready_at_the_deadline(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlab.lab.READY_DEADLINE", 0.5)
    with pytest.raises(NotReady, match="80/tcp") as caught:
        lab.run(TOOLBOX, name="essai-sourd", publish=["127.0.0.1:8190:80"], command=["sh", "-c", "echo je suis là; sleep 600"])  # fmt: skip
    assert "je suis là" in caught.value.cause


@pytest.mark.engine
def test_a_command_the_image_lacks_is_said_and_leaves_nothing_behind(lab: Lab, engine: Engine) -> None:
    with pytest.raises(EngineError) as caught:
        lab.run(TOOLBOX, name="essai-sans", command=["nimporte"])
    assert "nimporte" in str(caught.value)
    assert "n'existe pas" not in caught.value.what
    assert labelled(engine, "essai-lab") == []


@pytest.mark.engine
def test_an_image_that_nobody_has_is_absent_and_nothing_is_made(lab: Lab, engine: Engine) -> None:
    with pytest.raises(ImageAbsent):
        lab.run("essai-image-absente", name="essai-sans")
    assert labelled(engine, "essai-lab") == []


@pytest.mark.engine
def test_a_wrong_publication_is_refused_before_anything_is_made(lab: Lab, engine: Engine) -> None:
    with pytest.raises(UsageError):
        lab.run("nginx", name="essai-vitrine", publish=["quatre-vingts"])
    assert labelled(engine, "essai-lab") == []


@pytest.mark.engine
def test_a_subnet_that_is_taken_overlaps(lab: Lab) -> None:
    lab.network("essai-un", subnet="10.203.243.0/24")
    with pytest.raises(SubnetOverlap):
        lab.network("essai-deux", subnet="10.203.243.128/25")


@pytest.mark.engine
def test_a_body_that_fails_still_cleans_and_lets_its_error_through(engine: Engine, bystander: str) -> None:
    def body() -> None:
        with Lab("essai-lab", engine=engine) as lab:
            lab.run(TOOLBOX, name="essai-boite", networks=[lab.network("essai-rue")], command=SLEEP)
            lab.run(TOOLBOX, name="essai-autre", command=["sleep", str(1 // 0)])

    with pytest.raises(ZeroDivisionError):
        body()
    assert labelled(engine, "essai-lab") == []


@pytest.mark.engine
def test_everything_a_lab_makes_carries_its_labels(engine: Engine, lab: Lab) -> None:
    session = Lab("essai-lab", engine=engine, session="seance")
    box = session.run(TOOLBOX, name="essai-boite", networks=[session.network("essai-rue")], command=SLEEP)
    labels = box.inspect()["Config"]["Labels"]
    assert labels[LAB] == "essai-lab"
    assert labels["dockerlab.session"] == "seance"
    assert len(labels[SPEC]) == 16
    [network] = [n for n in engine.networks() if n["Name"] == "essai-rue"]
    assert set(network["Labels"]) == {LAB, "dockerlab.session", SPEC}


@pytest.mark.engine
def test_the_workbench_reads_the_machine_and_is_adopted(desk: object, engine: Engine) -> None:
    workbench(engine)
    first = engine.inspect_container(WORKBENCH)["Id"]
    workbench(engine)
    assert engine.inspect_container(WORKBENCH)["Id"] == first
    links = engine.execute(first, ["ip", "-br", "link"])
    assert links.code == 0
    assert links.stdout.startswith("lo ")
    config = engine.inspect_container(first)["HostConfig"]
    assert not config["Privileged"]
    assert "SYS_ADMIN" not in (config["CapAdd"] or [])


# Tué à tout moment

SCRIPT = """
import sys
from dockerlab import Lab
print("debut", flush=True)
with Lab("essai-tue") as lab:
    rue = lab.network("essai-tue-rue", subnet="10.203.246.0/24")
    place = lab.network("essai-tue-place", subnet="10.203.247.0/24")
    lab.run("nginx", name="essai-tue-vitrine", networks=[rue, place], publish=["127.0.0.1:8198:80"])
    lab.run("dockerlab/outils", name="essai-tue-boite", networks=[place], command=["sleep", "600"])
    print("tout est là", flush=True)
print("fini", flush=True)
"""
MADE = ["essai-tue-boite", "essai-tue-place", "essai-tue-rue", "essai-tue-vitrine"]


@pytest.mark.engine
def test_killed_at_any_moment_then_run_again_leaves_no_orphan_and_no_duplicate(engine: Engine, bystander: str) -> None:
    others = sorted(c["Id"] for c in engine.containers())
    moments = random.Random(3)
    try:
        for kill in range(10):
            process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            assert process.stdout.readline() == "debut\n"
            try:
                process.wait(timeout=moments.uniform(0.02, 1.2))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()

            def only_what_is_named() -> bool:
                # Le moteur peut achever, après la mort, la demande reçue juste avant : on attend qu'il se pose.
                left = labelled(engine, "essai-tue")
                boxes = sum(name in ("essai-tue-boite", "essai-tue-vitrine") for name in left)
                named = left == sorted(set(left)) and set(left) <= set(MADE)
                return named and len(engine.containers()) == len(others) + boxes

            until(only_what_is_named, 15, f"orphelin ou double après la mort n° {kill + 1}")
        again = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
        assert again.returncode == 0, again.stderr
        assert again.stdout.splitlines() == ["debut", "tout est là", "fini"]
        assert labelled(engine, "essai-tue") == []
        assert sorted(c["Id"] for c in engine.containers()) == others
    finally:
        Lab("essai-tue", engine=engine).clean()

"""Ce que la machine peut faire : une ligne par point, un remède pour chacune qui n'est pas bonne, et jamais d'exception."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEngine, fake_dockerd
from polling import until

from dockerlab import diagnosis
from dockerlab.course.desk import Desk
from dockerlab.diagnosis import FEATURES, Diagnosis, Level, Line, diagnose
from dockerlab.engine import Json, Output
from dockerlab.lab import Lab

INFO: Json = {
    "ID": "moteur-1", "ServerVersion": "20.10.24+dfsg1", "SystemTime": "2026-01-01T00:00:00Z", "CgroupVersion": "1",
    "OperatingSystem": "Debian GNU/Linux 12", "SecurityOptions": ["name=seccomp,profile=default"],
    "Plugins": {"Network": ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"]},
}  # fmt: skip


@pytest.fixture
def examine(course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Line]]:
    """Le diagnostic d'un moteur factice, sans images ; rend ses lignes par `id`."""

    def examine(**changes: object) -> dict[str, Line]:
        routes = {"GET /info": (200, {**INFO, **changes}), "GET /images/json": (200, [])}
        with fake_dockerd(routes) as address:
            monkeypatch.setenv("DOCKER_HOST", address)
            lines = diagnose().lines
        assert len({line.id for line in lines}) == len(lines)
        return {line.id: line for line in lines}

    return examine


def test_a_line_that_is_not_right_has_its_remedy(examine: Callable[..., dict[str, Line]]) -> None:
    lines = examine(ServerVersion="19.03.1", Plugins={"Network": ["bridge"]})
    for line in lines.values():
        assert line.text
        assert (line.level is Level.OK) or line.remedy, line


@pytest.mark.parametrize("version", ["20.10.24+dfsg1", "26.1.5", "28.5.2", "29.0.0-rc.1", "29.1.2"])
def test_an_engine_from_20_10_to_29_is_right(version: str, examine: Callable[..., dict[str, Line]]) -> None:
    lines = examine(ServerVersion=version)
    assert lines["engine"].level is Level.OK
    assert version in lines["engine"].text
    assert "version" not in lines


@pytest.mark.parametrize("version", ["19.03.15", "18.09.1", "20.04"])
def test_an_older_engine_is_said_to_be_older(version: str, examine: Callable[..., dict[str, Line]]) -> None:
    assert examine(ServerVersion=version)["version"].level is Level.LACK


@pytest.mark.parametrize("version", ["dev", "master-ab12"])
def test_a_version_that_is_no_number_does_not_stop_the_diagnosis(
    version: str, examine: Callable[..., dict[str, Line]]
) -> None:
    assert examine(ServerVersion=version)["engine"].level is Level.OK


def test_what_the_engine_does_not_say_does_not_stop_the_diagnosis(examine: Callable[..., dict[str, Line]]) -> None:
    lines = examine(SecurityOptions=None, Plugins=None, CgroupVersion=None, OperatingSystem=None)
    assert lines["engine"].level is Level.OK
    assert lines["drivers"].level is Level.LACK


def test_rootless_and_docker_desktop_are_said(examine: Callable[..., dict[str, Line]]) -> None:
    assert "sans privilèges" in examine(SecurityOptions=["name=rootless"])["rootless"].text
    assert "sans privilèges" not in examine()["rootless"].text
    assert "machine virtuelle" in examine(OperatingSystem="Docker Desktop")["desktop"].text
    assert "machine virtuelle" not in examine()["desktop"].text


def test_a_driver_that_is_missing_is_named(examine: Callable[..., dict[str, Line]]) -> None:
    line = examine(Plugins={"Network": ["bridge", "host", "null", "macvlan", "overlay"]})["drivers"]
    assert line.level is Level.LACK
    assert "il manque ipvlan" in line.remedy


def test_images_that_are_missing_are_named_and_the_rest_waits_for_the_toolbox(
    examine: Callable[..., dict[str, Line]],
) -> None:
    lines = examine()
    for id in ("image:nginx", "image:dockerlab/outils", "toolbox"):
        assert lines[id].level is Level.LACK
        assert "dockerlab images get" in lines[id].remedy


def test_without_any_program_on_the_path_what_to_install_is_said(
    examine: Callable[..., dict[str, Line]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    lines = examine()
    assert lines["graphviz"].level is Level.LACK
    assert "apt-get install graphviz" in lines["graphviz"].remedy
    assert lines["compose"].level is Level.BLOCKING


def test_without_an_engine_the_diagnosis_is_a_blocking_line_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    found = diagnose()
    assert found.lines[0].id == "engine"
    assert found.lines[0].level is Level.BLOCKING
    assert "démarrez le moteur" in found.lines[0].remedy
    assert not found.ready
    assert any(line.id == "graphviz" for line in found.lines)


def test_an_engine_that_goes_away_during_the_diagnosis_is_a_line_and_not_an_exception(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_dockerd({"GET /info": (200, INFO)}) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        found = diagnose()
    assert not found.ready or any(line.level is not Level.OK and "ne répond plus" in line.text for line in found.lines)


@pytest.mark.parametrize("name", ["_kernel", "_ports", "_routes", "_disk", "_loopback", "_private_host"])
@pytest.mark.parametrize("answer", [Output(0, "", "refus"), Output(0, json.dumps([127, "", "absent"]), "")])
def test_an_examination_that_breaks_is_a_line_with_a_remedy_and_not_an_exception(
    name: str, answer: Output, course: Path
) -> None:
    engine = FakeEngine()
    engine.outputs = [answer] * 5
    lines = diagnosis._guarded(getattr(diagnosis, name), engine)  # type: ignore[arg-type]
    assert [line.level for line in lines] == [Level.LACK]
    assert lines[0].id == name.lstrip("_").replace("_", "-")


def test_the_text_has_a_sign_for_each_line_its_remedy_and_a_conclusion() -> None:
    lines = (Line("a", Level.OK, "bon"), Line("b", Level.LACK, "gênant", "faites ainsi"))
    text = repr(Diagnosis(lines))
    assert text.splitlines() == ["✔ bon", "• gênant", "    → faites ainsi", "La machine est prête."]
    blocked = Diagnosis((*lines, Line("c", Level.BLOCKING, "grave", "faites cela")))
    assert "✘ grave" in repr(blocked)
    assert "ne peut pas commencer" in repr(blocked)
    assert not blocked.ready


def test_the_json_document_has_the_same_facts() -> None:
    document = Diagnosis((Line("b", Level.LACK, "gênant", "faites ainsi"),)).to_json()
    assert json.loads(json.dumps(document)) == {
        "ready": True, "lines": [{"id": "b", "level": "manque", "text": "gênant", "remedy": "faites ainsi"}],
    }  # fmt: skip


# Sur un vrai moteur


@pytest.mark.engine
def test_a_real_machine_is_examined_in_a_bounded_time_and_nothing_is_left(desk: Desk, bystander: str) -> None:
    def links() -> list[str]:
        listed = subprocess.run(["ip", "-br", "link"], capture_output=True, text=True, check=True).stdout
        return sorted(line.split()[0] for line in listed.splitlines())

    before, containers = links(), len(desk.engine.containers())
    started = time.monotonic()
    found = diagnose()
    assert time.monotonic() - started < 30
    assert found.ready, found
    lines = {line.id: line for line in found.lines}
    assert {f"kernel:{name}" for name in FEATURES} <= set(lines)
    assert lines["kernel:bridge"].level is Level.OK
    assert lines["kernel:veth"].level is Level.OK
    assert {"engine", "permission", "compose", "graphviz", "image:nginx", "routes", "disk", "loopback"} <= set(lines)
    assert lines["private-host"].level is Level.OK
    for line in found.lines:
        assert line.level is Level.OK or line.remedy
    assert links() == before
    until(lambda: len(desk.engine.containers()) == containers, 10, "un conteneur d'appoint est resté")


PORT = """
from dockerlab.grading import Exercise

exercise = Exercise(title="t", goal="g", hints=["1", "2", "3"], ports=["8197/tcp"])
"""


@pytest.mark.engine
def test_a_port_of_the_course_that_is_taken_says_by_whom_unless_it_is_ours(desk: Desk) -> None:
    (desk.root / "exercises" / "essai-port").mkdir()
    (desk.root / "exercises" / "essai-port" / "checks.py").write_text(PORT, encoding="utf-8")
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 8197))
        listening.listen()
        [line] = [line for line in diagnose().lines if line.id == "port:8197/tcp"]
        assert line.level is Level.LACK
        assert "le programme python" in line.text
    with Lab("essai-port", engine=desk.engine) as lab:
        lab.run("nginx", name="essai-port", publish=["127.0.0.1:8197:80"])
        assert not [line for line in diagnose().lines if line.id == "port:8197/tcp"]


@pytest.mark.engine
def test_a_route_over_the_addresses_of_the_course_is_said_unless_it_is_ours(desk: Desk) -> None:
    network = desk.engine.create_network(
        "essai-route", {"driver": "bridge", "ipam": {"Driver": "default", "Config": [{"Subnet": "10.203.248.0/24"}]}}
    )
    try:
        [line] = [line for line in diagnose().lines if line.id == "routes"]
        assert line.level is Level.LACK
        assert "10.203.248.0/24" in line.text
    finally:
        desk.engine.remove_network(network)
    with Lab("essai-route", engine=desk.engine) as lab:
        lab.network("essai-route", subnet="10.203.248.0/24")
        [line] = [line for line in diagnose().lines if line.id == "routes"]
        assert "10.203.248.0/24" not in line.text

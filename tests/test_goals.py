"""« Le but » et « ce qui est » : ce qu'un but garde d'une lecture, l'écart qui se dessine, et où il se montre."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fakes import FakeEngine
from paths import ROOT

from dockerlab.course.distilling import distilled
from dockerlab.course.goals import PICTURE, is_current, play, redraw, route, said
from dockerlab.course.statements import generate
from dockerlab.drawing.figure import Figure
from dockerlab.drawing.scene import Mark
from dockerlab.engine import Engine, Json
from dockerlab.grading.exercise import Exercise, exercise_ids, load_exercise
from dockerlab.grading.gathering import subject
from dockerlab.grading.goal import FILE, gap, read_goal
from dockerlab.grading.report import GAP
from dockerlab.grading.runner import run_checks
from dockerlab.grading.situation import Situation
from dockerlab.grading.verdict import Verdict, failed, passed
from dockerlab.model.topology import Topology
from dockerlab.ownership import Declared
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

DECLARED = Declared.of(containers=["web", "base"], networks=["facade", "reserve"], ports=["8123/tcp"])
SAID = "Le réseau facade a 10.203.199.0/24 pour sous-réseau ; base y est à 10.203.199.20."


def container(name: str, networks: dict[str, str], ports: Json | None = None, **more: Any) -> Json:
    """Un conteneur en marche ; `networks` : son adresse par réseau."""
    ends = {
        network: {
            "NetworkID": f"id-{network}",
            "IPAddress": address,
            "IPPrefixLen": 24 if address else 0,
            "MacAddress": "02:42:0a:cb:c7:02",
            "Aliases": [name],
        }
        for network, address in networks.items()
    }
    entry: Json = {
        "Id": f"id-{name}", "Name": f"/{name}",
        "State": {"Status": "running", "Running": True, "Paused": False, "ExitCode": 0, "StartedAt": "2026-01-01T00:00:00Z"},
        "Config": {"Image": "nginx:1.27", "ExposedPorts": {"80/tcp": {}}, "Env": ["SECRET=1"]},
        "HostConfig": {"NetworkMode": "facade", "PortBindings": {}}, "RestartCount": 0,
        "NetworkSettings": {"Networks": ends, "Ports": ports or {}, "SandboxKey": "/var/run/docker/netns/0a1b"},
    }  # fmt: skip
    return {**entry, **more}


def network(name: str, subnet: str, **more: Any) -> Json:
    pools = [{"Subnet": subnet, "Gateway": f"{subnet.rpartition('.')[0]}.1"}]
    return {
        "Id": f"id-{name}",
        "Name": name,
        "Driver": "bridge",
        "Internal": False,
        "IPAM": {"Config": pools},
        "Options": {},
        **more,
    }


def on(address: str, port: int) -> Json:
    return {"80/tcp": [{"HostIp": address, "HostPort": str(port)}]}


def read(containers: list[Json], networks: list[Json]) -> Snapshot:
    return Snapshot(1_700_000_000.5, "26.1.5", tuple(containers), tuple(networks))


FACADE, RESERVE = network("facade", "10.203.199.0/24"), network("reserve", "172.20.0.0/16", Internal=True)
WEB = container("web", {"facade": "10.203.199.2"}, on("127.0.0.1", 8123))
BASE = container("base", {"facade": "10.203.199.20", "reserve": "172.20.0.2"})
REACHED = read([WEB, BASE, container("voisin", {"facade": "10.203.199.9"})], [FACADE, RESERVE])


@pytest.fixture
def goal(tmp_path: Path) -> Topology:
    distilled(REACHED, DECLARED, SAID).save(tmp_path / FILE)
    found = read_goal(tmp_path)
    assert found is not None
    return found


# Ce qu'un but garde


def test_a_goal_holds_nothing_of_chance() -> None:
    other = read(
        [
            container("base", {"facade": "10.203.199.20", "reserve": "192.168.3.7"}, Id="f" * 64, RestartCount=2),
            container("web", {"facade": "10.203.199.77"}, on("127.0.0.1", 8123), Id="0" * 64),
        ],
        [network("reserve", "192.168.0.0/20", Internal=True, Id="a"), network("facade", "10.203.199.0/24", Id="b")],
    )
    assert distilled(REACHED, DECLARED, SAID) == distilled(other, DECLARED, SAID)
    text = json.dumps(distilled(REACHED, DECLARED, SAID).containers)
    for chance in ("id-web", "02:42", "172.20", "10.203.199.2/", "netns", "SECRET", "nginx", "voisin", "2026"):
        assert chance not in text


def test_an_address_stays_only_if_the_statement_writes_it(goal: Topology) -> None:
    assert [n.subnets for n in goal.networks] == [("10.203.199.0/24",), ()]
    web, base = goal.container("web"), goal.container("base")
    assert web is not None
    assert base is not None
    assert [e.addresses for e in web.endpoints] == [()]
    assert [e.addresses for e in base.endpoints] == [("10.203.199.20/24",), ()]


@pytest.mark.parametrize("text", ["à 10.203.199.200", "à 110.203.199.20", "à 10.203.199.20/27", "à 10.203.199.20.4"])
def test_an_address_that_is_a_part_of_another_is_not_written(text: str) -> None:
    [base, _] = distilled(REACHED, DECLARED, text).containers
    assert "IPAddress" not in base["NetworkSettings"]["Networks"]["facade"]


def test_a_port_that_docker_chose_and_ipv6_that_a_machine_may_lack_are_not_kept() -> None:
    chosen = container(
        "web",
        {"facade": ""},
        {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "32768"}, {"HostIp": "::", "HostPort": "32768"}]},
    )
    [web] = distilled(read([chosen], [FACADE]), DECLARED, "").containers
    assert web["NetworkSettings"]["Ports"] == {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "0"}]}


def test_networks_that_the_exercise_does_not_name_are_left_free() -> None:
    alone = Declared.of(containers=["web"])
    kept = distilled(
        read([container("web", {"bridge": "172.17.0.2"})], [network("bridge", "172.17.0.0/16")]), alone, ""
    )
    assert kept.networks == ()
    assert kept.containers[0]["NetworkSettings"]["Networks"] == {}


# L'écart


def told(goal: Topology, *containers: Json, networks: tuple[Json, ...] = (FACADE, RESERVE)) -> list[str]:
    return gap(goal, read(list(containers), list(networks))).describe().split("\n")


NOTHING = ["L'image ne montre rien qui s'écarte du but."]


def test_the_goal_reached_by_another_route_shows_no_gap(goal: Topology) -> None:
    base = container("base", {"facade": "10.203.199.20", "reserve": "192.168.3.7"}, Id="autre")
    web = container(
        "web", {"facade": "10.203.199.88"}, on("127.0.0.1", 8123), Config={"Image": "un-autre:tag", "ExposedPorts": {}}
    )
    free = network("reserve", "192.168.0.0/20", Internal=True, Options={"com.docker.network.bridge.name": "br-moi"})
    assert told(goal, base, web, networks=(FACADE, free)) == NOTHING
    assert not any(box.mark is not Mark.SAME for box in gap(goal, read([base, web], [FACADE, free])).scene.boxes)


GAPS: dict[str, tuple[list[Json], tuple[Json, ...], list[str]]] = {
    "le port de toutes les adresses": (
        [container("web", {"facade": "10.203.199.2"}, on("0.0.0.0", 8123)), BASE], (FACADE, RESERVE),
        ["+ Le port 0.0.0.0:8123/tcp (toutes les adresses IPv4 de la machine) mène à web, port 80/tcp\u00a0: c'est de trop.",
         "− Le port 127.0.0.1:8123/tcp ne mène pas à web, port 80/tcp."],
    ),
    "un réseau de trop": (
        [container("web", {"facade": "10.203.199.2", "autre": "172.30.0.2"}, on("127.0.0.1", 8123)), BASE],
        (FACADE, RESERVE, network("autre", "172.30.0.0/16")),
        ["+ web est branché au réseau autre, à l'adresse 172.30.0.2/24\u00a0: ce fil est de trop."],
    ),
    "un fil qui manque": (
        [WEB, container("base", {"facade": "10.203.199.20"})], (FACADE, RESERVE),
        ["− base n'est pas branché au réseau reserve."],
    ),
    "une adresse autre que celle qui est écrite": (
        [WEB, container("base", {"facade": "10.203.199.21", "reserve": "172.20.0.2"})], (FACADE, RESERVE),
        ["~ base, sur le réseau facade, n'est pas comme dans le but\u00a0: adresse 10.203.199.20/24 → 10.203.199.21/24."],
    ),
    "un sous-réseau autre, un réseau qui n'est pas interne": (
        [container("web", {"facade": "172.21.0.2"}, on("127.0.0.1", 8123)), BASE],
        (network("facade", "172.21.0.0/16"), network("reserve", "172.20.0.0/16")),
        ["~ Le réseau facade n'est pas comme dans le but\u00a0: sous-réseaux 10.203.199.0/24 → 172.21.0.0/16.",
         "~ Le réseau reserve n'est pas comme dans le but\u00a0: interne oui → non."],
    ),
    "un conteneur arrêté": (
        [container("web", {"facade": ""}, State={"Status": "exited", "Running": False, "ExitCode": 0, "StartedAt": ""}), BASE],
        (FACADE, RESERVE),
        ["~ Le conteneur web n'est pas comme dans le but\u00a0: état en marche → arrêté (code 0).",
         "− Le port 127.0.0.1:8123/tcp ne mène pas à web, port 80/tcp."],
    ),
    "rien du tout": (
        [], (),
        ["− Le réseau facade manque.", "− Le réseau reserve manque.", "− Le conteneur base manque.", "− Le conteneur web manque."],
    ),
    "un nom plus long": (
        [container("web2", {"facade": "10.203.199.2"}), BASE], (FACADE, RESERVE), ["− Le conteneur web manque."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GAPS)
def test_the_gap_is_said_and_marked_and_nothing_else_is(case: str, goal: Topology) -> None:
    containers, networks, expected = GAPS[case]
    assert told(goal, *containers, networks=networks) == expected
    figure = gap(goal, read(containers, list(networks)))
    scene = figure.scene
    marks = {box.mark for box in scene.boxes} | {edge.mark for edge in scene.edges}
    marks |= {row.mark for box in scene.boxes for row in box.rows}
    assert marks - {Mark.SAME}
    assert marks <= {Mark.SAME, Mark.EXTRA, Mark.MISSING, Mark.OTHER}
    page = figure.html()
    for word in ("ajouté", "retiré", "modifié", "disparu", "confirmé par le noyau", "None"):
        assert word not in page
    for mark in marks - {Mark.SAME}:
        assert mark.word in page


def test_a_network_of_one_more_is_not_blamed_for_existing_only_its_wire_is(goal: Topology) -> None:
    containers, networks, _ = GAPS["un réseau de trop"]
    scene = gap(goal, read(containers, list(networks))).scene
    assert {box.key for box in scene.boxes if box.mark is not Mark.SAME} == set()
    assert [(e.a[0], e.b[0]) for e in scene.edges if e.mark is Mark.EXTRA] == [("container:web", "network:autre")]


def test_a_port_at_dockers_choice_is_met_by_any_port_and_missed_by_none(tmp_path: Path) -> None:
    both = {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "32768"}, {"HostIp": "::", "HostPort": "32768"}]}
    distilled(read([container("web", {"facade": "10.203.199.2"}, both)], [FACADE]), DECLARED, "").save(tmp_path / FILE)
    goal = read_goal(tmp_path)
    assert goal is not None
    assert told(goal, container("web", {"facade": "10.203.199.2"}, on("0.0.0.0", 49153)), networks=(FACADE,)) == NOTHING
    assert told(goal, container("web", {"facade": "10.203.199.2"}), networks=(FACADE,)) == [
        "− Aucun port au choix de Docker ne mène à web, port 80/tcp."
    ]
    assert "0.0.0.0:…/tcp" in Figure.goal(goal).dot


def test_networks_left_free_are_shown_and_are_no_gap(tmp_path: Path) -> None:
    alone = Declared.of(containers=["web"], ports=["8123/tcp"])
    bridge = network("bridge", "172.17.0.0/16")
    here = container("web", {"bridge": "172.17.0.2"}, on("127.0.0.1", 8123))
    distilled(read([here], [bridge]), alone, "").save(tmp_path / FILE)
    goal = read_goal(tmp_path)
    assert goal is not None
    mine = network("projet_default", "172.19.0.0/16")
    figure = gap(goal, read([container("web", {"projet_default": "172.19.0.2"}, on("127.0.0.1", 8123))], [mine]))
    assert figure.describe().split("\n") == NOTHING
    assert "projet_default" in figure.dot


def test_a_goal_is_no_reading_and_promises_nothing_of_the_kernel(goal: Topology) -> None:
    figure = Figure.goal(goal)
    assert figure.caption() == "Le but, par une route parmi d'autres."
    assert "noyau" not in figure.dot
    assert "dashed" not in figure.dot
    assert "sans passerelle" not in figure.dot
    assert "10.203.199.20/24" in figure.describe()
    assert "8123" in figure.describe()


# Dans un compte rendu


def fails(situation: Situation) -> Verdict:
    """Le réseau est bon."""
    return failed("a", "b", "c")


def passes(situation: Situation) -> Verdict:
    """Le réseau est bon."""
    return passed("a", "b")


def report(folder: Path, function: Callable[[Situation], Verdict], *, drawn: bool) -> Any:
    exercise = Exercise(
        title="T", goal="G", hints=["a", "b", "c"], containers=["web", "base"], networks=["facade", "reserve"]
    )
    exercise.check(points=1, drawn=drawn)(function)
    exercise.folder = folder
    return run_checks(exercise, FakeEngine(), Store(folder), answers={}, started=True, help=0)  # type: ignore[arg-type]


def test_a_failed_check_about_networks_shows_the_gap_in_words_and_in_a_picture(goal: Topology, tmp_path: Path) -> None:
    shown = report(tmp_path, fails, drawn=True)
    lines = repr(shown).splitlines()
    assert f" {GAP}\u00a0:" in lines
    assert "     − Le conteneur web manque." in lines
    assert "<svg" in shown.html()
    assert f"<b>{GAP}</b>" in shown.html()
    assert set(shown.to_json()) == {"exercise", "started", "gradable", "score", "max", "help", "checks"}


@pytest.mark.parametrize(("function", "drawn"), [(fails, False), (passes, True)])
def test_nothing_is_drawn_when_no_check_about_networks_failed(
    function: Callable[[Situation], Verdict], drawn: bool, goal: Topology, tmp_path: Path
) -> None:
    assert report(tmp_path, function, drawn=drawn).figure is None


def test_without_a_goal_nothing_is_drawn(tmp_path: Path) -> None:
    assert report(tmp_path, fails, drawn=True).figure is None


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 1}', '{"format": 9}'])
def test_a_damaged_goal_is_said_and_changes_no_verdict(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_text(content)
    shown = report(tmp_path, fails, drawn=True)
    assert shown.figure is None
    assert [r.verdict.status.value for r in shown.results] == ["failed"]
    captured = capsys.readouterr()
    assert "n'a pas pu être dessiné" in captured.err
    assert captured.out == ""


# Dans l'énoncé, et dans le cours


def test_a_picture_is_made_again_only_when_the_drawing_changed(goal: Topology, tmp_path: Path) -> None:
    assert redraw(tmp_path)
    picture = tmp_path / PICTURE
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert not redraw(tmp_path)
    distilled(REACHED, DECLARED, "").save(tmp_path / FILE)
    assert not is_current(tmp_path)
    assert redraw(tmp_path)
    assert is_current(tmp_path)


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_every_statement_has_a_picture_of_its_goal_up_to_date_and_with_its_words(id: str) -> None:
    """Pour les refaire : python -m dockerlab.course.goals, puis python -m dockerlab.course.statements."""
    folder = ROOT / "exercises" / id
    assert is_current(folder), f"python -m dockerlab.course.goals {id}"
    goal = read_goal(folder)
    assert goal is not None
    assert {c.name for c in goal.containers} <= set(subject(load_exercise(ROOT, id)).containers)
    for text in generate(ROOT, id).values():
        [cell] = [
            cell for cell in nbformat.reads(text, as_version=4).cells if "attendus" in cell.metadata.get("tags", [])
        ]
        assert base64.b64decode(cell.attachments[PICTURE]["image/png"]) == (folder / PICTURE).read_bytes()
        for container in goal.containers:
            assert container.name in cell.source.partition("](attachment:")[0]


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_the_goal_is_played_from_a_right_route(id: str) -> None:
    script = route(ROOT, id)
    assert script is not None
    assert script.name.startswith("ok-")


@pytest.mark.engine
def test_playing_a_right_route_gives_the_goal_that_is_kept(engine: Engine, tmp_path: Path) -> None:
    exercise = load_exercise(ROOT, "publier-nginx")
    again = distilled(play(ROOT, exercise.id, engine), exercise.declared, said(ROOT, exercise)).save(tmp_path / FILE)
    assert again.read_bytes() == (ROOT / "exercises" / exercise.id / FILE).read_bytes()

"""Plusieurs hôtes Docker : leurs noms et leurs adresses, ce qu'ils partagent, et que rien n'en reste, tués à tout moment.

`DOCKERLAB_TUES=20 ./cours test -m engine tests/test_fleet.py` tue vingt fois chaque chose, au lieu de deux.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hosts import must, remove_abandoned, swarm, trial_plan
from polling import until

from dockerlab.cli import main
from dockerlab.course import opening
from dockerlab.course.attempts import check_exercise
from dockerlab.course.desk import Desk
from dockerlab.course.opening import clean_all, open_lesson, reset_exercise, settle, start_exercise
from dockerlab.dockerhosts import BY_HAND, VERSIONS, DockerHost, Fleet, Plan, folders, together
from dockerlab.dockerhosts import fleet as fleet_module
from dockerlab.dockerhosts import residents as residents_module
from dockerlab.dockerhosts.plan import name_servers, variable
from dockerlab.dockerhosts.residents import residents, shell
from dockerlab.engine import Engine
from dockerlab.errors import ForeignObject, ImageAbsent, NotFound, NotReady, SubnetOverlap, UsageError
from dockerlab.images import TOOLBOX
from dockerlab.notebook import hosts
from dockerlab.ownership import HOST, Declared

KILLS = int(os.environ.get("DOCKERLAB_TUES", "2"))
LAB = "essai-hotes"
SERVE = ["python3", "-m", "http.server"]  # sur le port 8000


def quiet(_: str) -> None:
    """Personne ne lit l'avancement d'un test."""


# Noms, adresses, erreurs


def test_hosts_are_numbered_and_each_has_its_address() -> None:
    plan = Plan.numbered(3)
    assert plan.names == ("hote-1", "hote-2", "hote-3")
    assert [plan.address(name) for name in plan.names] == ["10.203.8.11", "10.203.8.12", "10.203.8.13"]
    assert plan.gateway == "10.203.8.1"
    mine = Plan(("rive-gauche", "rive-droite"), "detroit", "10.203.113.0/24")
    assert mine.address("rive-droite") == "10.203.113.12"
    assert variable("rive-droite") == "RIVE_DROITE"


@pytest.mark.parametrize("count", [0, 5, -1, True, "2", 1.5])
def test_one_to_four_hosts_and_nothing_else(count: object) -> None:
    with pytest.raises(UsageError) as caught:
        Plan.numbered(count)  # type: ignore[arg-type]
    assert "De 1 à 4" in caught.value.what


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["nameserver 192.0.2.53\nnameserver 192.0.2.54\n"], ["192.0.2.53", "192.0.2.54"]),
        (["# un\nsearch exemple\nnameserver 127.0.0.53\n", "nameserver 192.0.2.1\n"], ["192.0.2.1"]),
        (["nameserver 127.0.0.11\nnameserver fe80::1%eth0\nnameserver\n"], []),
        (["nameserver 127.0.0.1\nnameserver 192.0.2.9 # le mien\n", "nameserver 192.0.2.1\n"], ["192.0.2.9"]),
    ],
)
def test_the_name_servers_of_the_machine_are_those_a_container_can_reach(
    texts: list[str], found: list[str], tmp_path: Path
) -> None:
    files = [tmp_path / "absent", *(tmp_path / str(rank) for rank in range(len(texts)))]
    for path, text in zip(files[1:], texts, strict=True):
        path.write_text(text, encoding="utf-8")
    assert name_servers(files) == found


def test_a_fleet_is_shown_as_text_and_as_a_table_that_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DockerHost, "version", lambda host: "26.1.5")
    plan = Plan.numbered(2)
    fleet = Fleet(plan, tuple(DockerHost(None, name, name, Path("/dossier") / name) for name in plan.names))  # type: ignore[arg-type]
    assert repr(fleet).splitlines() == [
        "Réseau hotes\u00a0: 10.203.8.0/26.",
        "hote-1  10.203.8.11    moteur 26.1.5    docker -H $HOTE_1 ps",
        "hote-2  10.203.8.12    moteur 26.1.5    docker -H $HOTE_2 ps",
    ]
    table = fleet._repr_html_()
    for word in ("<caption>", "hote-1", "10.203.8.12", "26.1.5", "docker -H $HOTE_2 ps"):
        assert word in table
    assert fleet.environment() == {
        "HOTE_1": "unix:///dossier/hote-1/docker.sock",
        "HOTE_2": "unix:///dossier/hote-2/docker.sock",
    }
    assert fleet["hote-2"].name == "hote-2"
    assert len(fleet) == len(list(fleet)) == 2


def test_a_host_that_is_not_there_is_named_with_those_that_are() -> None:
    fleet = Fleet(Plan.numbered(2), ())
    for name in ("hote-3", 0):
        with pytest.raises(UsageError) as caught:
            fleet[name]  # type: ignore[index]
        assert repr(name) in caught.value.what
        assert "hote-1, hote-2" in caught.value.remedy


def test_one_image_is_given_as_it_is_named(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def settle(engine: object, plan: Plan, images: object, tell: object) -> Fleet:
        asked.append(images)
        return Fleet(plan, ())

    monkeypatch.setattr(Engine, "connect", lambda: None)
    monkeypatch.setattr(opening, "settle", settle)
    hosts(2, images="nginx")
    assert asked == [("nginx",)]


def test_a_shell_that_does_not_exist_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Engine, "connect", lambda: None)
    monkeypatch.setattr(residents_module, "shell", lambda *_: (["/absent/sh"], {}))
    assert main(["hosts", "shell", "hote-1"]) == 2
    said = capfd.readouterr().err
    assert "Le programme /absent/sh ne peut pas être lancé" in said
    assert "Traceback" not in said


def test_the_help_says_what_a_host_protects_from(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["hosts", "--help"])
    out = capfd.readouterr().out
    assert "protège des erreurs" in out
    assert "pas un mur contre une attaque" in out
    assert "pas un mur contre une attaque" in (hosts.__doc__ or "")


# Sur un vrai moteur


@pytest.fixture(scope="module")
def plan(engine: Engine) -> Plan:
    remove_abandoned(engine)
    return trial_plan(2)


def nothing_is_left(engine: Engine, plan: Plan) -> list[str]:
    """Ce qui reste de ces hôtes ; vide si tout est parti."""
    left = [entry["Names"][0] for entry in engine.containers(label=HOST) if entry["Labels"][HOST] in plan.names]
    left += [entry["Name"] for entry in engine.networks() if entry["Name"] == plan.network]
    left += [v["Name"] for v in engine.volumes() if (v.get("Labels") or {}).get(HOST) in plan.names]
    found = [folders.find_folder(engine, name) for name in plan.names]
    return left + [str(path) for path in found if path.exists()]


@pytest.fixture
def fleet(engine: Engine, plan: Plan) -> Iterator[Fleet]:
    fleet = Fleet.up(engine, plan, lab=LAB, images=())
    yield fleet
    fleet.down()
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
def test_each_host_is_alone_on_the_underlay_at_its_address_and_adopted(
    engine: Engine, plan: Plan, fleet: Fleet
) -> None:
    for host in fleet:
        links = json.loads(host.execute("ip", "-j", "-4", "addr", "show", "scope", "global").stdout)
        [eth0] = [link for link in links if link["ifname"] != "docker0"]
        assert [each["local"] for each in eth0["addr_info"]] == [plan.address(host.name)]
        assert eth0["mtu"] == 1500
    first, second = fleet
    again = Fleet.up(engine, plan, lab=LAB, session="une-autre", images=())
    assert [host.id for host in again] == [first.id, second.id]
    subprocess.run(["docker", "network", "disconnect", plan.network, second.name], check=True, capture_output=True)
    subprocess.run(["docker", "kill", first.name], check=True, capture_output=True)
    again = Fleet.up(engine, plan, lab=LAB, images=())
    assert again[first.name].id != first.id
    assert again[second.name].id == second.id
    ends = engine.inspect_container(second.id)["NetworkSettings"]["Networks"]
    assert ends[plan.network]["IPAddress"] == plan.address(second.name)
    assert [row.address for row in residents(engine) if row.lab == LAB] == [plan.address(name) for name in plan.names]


@pytest.mark.engine
def test_hosts_that_answer_keep_their_version_whatever_has_become_of_the_image(
    engine: Engine, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    oldest, *_, newest = VERSIONS
    first = Fleet.up(engine, replace(plan, names=plan.names[:1]), version=oldest, lab=LAB, images=())
    try:
        both = Fleet.join(engine, plan, images=())
        assert both.hosts[0].id == first.hosts[0].id
        assert [host.version()[: len(oldest)] for host in both] == [oldest, oldest]
        with pytest.raises(UsageError) as caught:
            Fleet.join(engine, plan, version=newest, images=())
        assert "dockerlab hosts down" in caught.value.remedy
        assert f"un moteur {oldest}, et non {newest}" in caught.value.what

        def no_image(*_: object) -> str:
            raise AssertionError("l'image n'a pas à être refaite pour des hôtes qui répondent")

        monkeypatch.setattr(fleet_module, "prepare", no_image)
        again = Fleet.join(engine, plan, version=oldest, images=())
        assert [host.id for host in again] == [host.id for host in both]
    finally:
        first.down()
        Fleet(plan, first.hosts).down()
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
def test_two_who_start_the_same_hosts_at_once_share_them(engine: Engine, plan: Plan) -> None:
    def start(_: int) -> list[str]:
        with Engine.connect() as mine:
            return [host.id for host in Fleet.up(mine, plan, lab=LAB, images=())]

    try:
        first, second, third = together(start, range(3))
        assert first == second == third
    finally:
        Fleet.up(engine, plan, lab=LAB, images=()).down()
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
def test_inner_containers_have_the_name_servers_of_the_machine(fleet: Fleet) -> None:
    host = next(iter(fleet))
    host.load([TOOLBOX])
    shown = host.execute("docker", "run", "--rm", "--pull", "never", TOOLBOX, "cat", "/etc/resolv.conf")
    assert [w[1] for line in shown.stdout.splitlines() if (w := line.split())[:1] == ["nameserver"]] == name_servers()


@pytest.mark.engine
@pytest.mark.parametrize("version", VERSIONS)
def test_a_swarm_joins_them_and_a_container_answers_by_name_from_one_to_the_other(
    version: str, engine: Engine, plan: Plan
) -> None:
    fleet = Fleet.up(engine, plan, version=version, lab=LAB, images=[TOOLBOX])
    try:
        manager, worker = fleet
        assert manager.version().startswith(version)
        swarm(fleet)
        for command in (
            ["network", "create", "--driver", "overlay", "--attachable", "essai-pont"],
            [
                "run",
                "--detach",
                "--pull",
                "never",
                "--name",
                "essai-vitrine",
                "--network",
                "essai-pont",
                TOOLBOX,
                *SERVE,
            ],
        ):
            must(manager, "docker", *command)
        fetch = ["curl", "-s", "--max-time", "3", "http://essai-vitrine:8000/"]
        ask = ["docker", "run", "--rm", "--pull", "never", "--network", "essai-pont", TOOLBOX, *fetch]
        until(
            lambda: "Directory listing" in worker.execute(*ask).stdout,
            30,
            "le conteneur ne répond pas d'un hôte à l'autre",
        )
    finally:
        fleet.down()
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
def test_what_is_somebody_elses_is_refused_and_nothing_is_made(engine: Engine, plan: Plan) -> None:
    other = engine.create_container({"Image": TOOLBOX}, plan.names[1])
    try:
        with pytest.raises(ForeignObject) as caught:
            Fleet.up(engine, plan, lab=LAB, images=())
        assert plan.names[1] in caught.value.what
        assert "docker rename" in caught.value.remedy
        assert engine.inspect_container(plan.names[1])["Id"] == other
    finally:
        engine.remove_container(other)
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
@pytest.mark.parametrize("name", ["essai-rue-voisine", "le même"])
def test_a_network_that_takes_its_subnet_or_its_name_is_named(name: str, engine: Engine, plan: Plan) -> None:
    name = plan.network if name == "le même" else name
    pool = {"Driver": "default", "Config": [{"Subnet": plan.subnet.replace(".0/24", ".0/25")}]}
    other = engine.create_network(name, {"driver": "bridge", "ipam": pool})
    try:
        with pytest.raises((SubnetOverlap, ForeignObject)) as caught:
            Fleet.up(engine, plan, lab=LAB, images=())
        assert name in str(caught.value)
        assert caught.value.remedy
    finally:
        engine.remove_network(other)
    assert nothing_is_left(engine, plan) == []


@pytest.mark.engine
def test_hosts_of_another_lab_are_refused_and_said(engine: Engine, plan: Plan, fleet: Fleet) -> None:
    with pytest.raises(ForeignObject) as caught:
        Fleet.up(engine, plan, lab="essai-autre", images=())
    assert LAB in caught.value.cause
    assert "dockerlab hosts down" in caught.value.remedy
    assert [host.id for host in Fleet.join(engine, plan, lab="essai-autre", images=())] == [host.id for host in fleet]


@pytest.mark.engine
def test_when_one_does_not_start_none_is_left(engine: Engine, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImageAbsent):
        Fleet.up(engine, plan, lab=LAB, images=["essai-absente"])
    wait = DockerHost.wait

    def refuse_the_second(host: DockerHost) -> None:
        if host.name == plan.names[1]:
            raise NotReady(f"L'hôte {host.name} n'a pas démarré.")
        wait(host)

    monkeypatch.setattr(DockerHost, "wait", refuse_the_second)
    with pytest.raises(NotReady):
        Fleet.up(engine, plan, lab=LAB, images=())
    assert nothing_is_left(engine, plan) == []


# Leçons, exercices, commandes : les vrais noms


def lesson_with_hosts(desk: Desk, id: str, count: int) -> Fleet:
    plan = Plan.numbered(count)
    declared = Declared.of(containers=plan.names, networks=[plan.network])
    opened = open_lesson(desk, id, declared, (), etabli=False, hosts=plan, tell=quiet)
    assert opened.hosts
    return opened.hosts


@pytest.mark.engine
def test_a_lesson_has_fresh_hosts_another_is_refused_and_clean_leaves_nothing(
    desk: Desk,
) -> None:
    first = lesson_with_hosts(desk, "essai-lecon", 1)
    assert first["hote-1"].engine.has_image(TOOLBOX)
    kept = settle(desk.engine, Plan.numbered(1), (), quiet)
    assert [host.id for host in kept] == [host.id for host in first]
    with pytest.raises(ForeignObject) as caught:
        lesson_with_hosts(desk, "essai-autre-lecon", 1)
    assert "essai-lecon" in caught.value.cause
    again = lesson_with_hosts(desk, "essai-lecon", 1)
    assert again["hote-1"].id != first["hote-1"].id
    assert [row.name for row in residents(desk.engine) if row.lab == "essai-lecon"] == ["hote-1"]
    clean_all(desk)
    assert nothing_is_left(desk.engine, Plan.numbered(4)) == []


CHECKS = '''"""Un exercice d'essai, qui vit sur un hôte."""

from dockerlab.dockerhosts import Plan
from dockerlab.grading.exercise import Exercise
from dockerlab.grading.verdict import passed

exercise = Exercise(
    title="Deux rives", goal="Le but.", hints=["1", "2", "3"],
    hosts=Plan(("essai-rive",), "essai-detroit", "10.203.252.0/24"),
)


@exercise.check(points=1)
def en_marche(situation):
    """Le conteneur `essai-boite` tient, sur l'hôte."""
    return situation.host("essai-rive").container("essai-boite").is_stable()


@exercise.check(points=1, after=en_marche)
def repond(situation, probes):
    """De l'hôte, son nom est connu."""
    client = situation.host("essai-rive").container("essai-boite")
    return probes.on_host("essai-rive").inside(client).can_reach(client, 8000)


@exercise.check(points=1)
def ailleurs(situation):
    """Rien ne dépend de l'hôte."""
    return passed("a", "b")
'''
STATEMENT = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.engine
def test_an_exercise_brings_its_hosts_up_reset_renews_them_and_clean_removes_them(desk: Desk) -> None:
    folder = desk.root / "exercises" / "essai-rives"
    folder.mkdir()
    (folder / "checks.py").write_text(CHECKS, encoding="utf-8")
    (folder / "enonce.ipynb").write_text(json.dumps(STATEMENT), encoding="utf-8")
    exercise, opened = start_exercise(desk, "essai-rives", quiet)
    assert exercise.hosts
    assert exercise.hosts.names == exercise.declared.containers
    assert opened.hosts
    first = [host.id for host in opened.hosts]
    assert opened.hosts.environment().keys() == {"ESSAI_RIVE"}
    _, opened = start_exercise(desk, "essai-rives", quiet)
    assert [host.id for host in opened.hosts or ()] == first
    assert opened.warnings == ()

    def judged() -> list[str]:
        report = check_exercise(desk.root, "essai-rives", {}, quiet)
        return [result.verdict.status.value for result in report.results]

    assert judged() == ["failed", "skipped", "passed"]
    host = next(iter(opened.hosts or ()))
    must(host, "docker", "network", "create", "essai-rue")
    must(
        host,
        "docker",
        "run",
        "-d",
        "--pull",
        "never",
        "--name",
        "essai-boite",
        "--network",
        "essai-rue",
        TOOLBOX,
        *SERVE,
    )
    assert judged() == ["passed", "passed", "passed"]
    desk.engine.remove_container("essai-rive")
    assert judged() == ["error", "skipped", "passed"]
    _, opened = start_exercise(desk, "essai-rives", quiet)
    [warning] = opened.warnings
    assert "essai-rive" in warning
    _, opened, _ = reset_exercise(desk, "essai-rives", quiet)
    assert not {host.id for host in opened.hosts or ()} & set(first)
    clean_all(desk)
    assert nothing_is_left(desk.engine, exercise.hosts) == []


@pytest.mark.engine
def test_the_commands_start_show_enter_and_remove_them(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    def said(*arguments: str) -> str:
        assert main(["hosts", *arguments]) == 0
        return capfd.readouterr().out

    assert json.loads(said("up", "1", "--images", TOOLBOX, "--json"))[0]["engine"]
    [row] = [row for row in json.loads(said("list", "--json")) if row["name"] == "hote-1"]
    assert (row["address"], row["lab"]) == ("10.203.8.11", BY_HAND)
    assert "10.203.8.11" in said("list")
    command, environment = shell(desk.engine, "hote-1", {"SHELL": "/bin/sh", "DOCKER_CONTEXT": "ailleurs"})
    assert command == ["/bin/sh"]
    assert environment == {"SHELL": "/bin/sh", "DOCKER_HOST": row["docker_host"]}
    asked = [*command, "-c", "docker info --format '{{.Name}}'"]
    inside = subprocess.run(
        asked, env={**os.environ, **environment}, check=True, capture_output=True, text=True, timeout=30
    )
    assert inside.stdout.strip() == "hote-1"
    desk.engine.execute("hote-1", ["pkill", "-STOP", "dockerd"])
    assert shell(desk.engine, "hote-1", {})[0] == ["docker", "exec", "-it", "hote-1", "bash"]
    with pytest.raises(NotFound) as unknown:
        shell(desk.engine, "hote-9", {})
    assert "hote-1" in unknown.value.cause
    subprocess.run(["docker", "pause", "hote-1"], check=True, capture_output=True)
    assert "en pause" in said("list")
    with pytest.raises(NotReady) as caught:
        shell(desk.engine, "hote-1", {})
    assert "docker unpause" in caught.value.remedy
    subprocess.run(["docker", "unpause", "hote-1"], check=True, capture_output=True)
    subprocess.run(["docker", "kill", "hote-1"], check=True, capture_output=True)
    assert "arrêté" in said("list")
    assert "Enlevé\u00a0: hote-1." in said("down")
    assert nothing_is_left(desk.engine, Plan.numbered(4)) == []
    assert json.loads(said("down", "--json")) == {"removed": [], "kept": []}


# Tués à tout moment

RUN = {
    "up": """
Fleet.up(engine, plan, lab=lab, images=["dockerlab/base"])
""",
    "join": """
fleet = Fleet.up(engine, plan, lab=lab, images=())
print("début", flush=True)
swarm(fleet)
""",
    "down": """
fleet = Fleet.up(engine, plan, lab=lab, images=())
print("début", flush=True)
fleet.down()
""",
}
HEAD = """
import sys
sys.path[:0] = sys.argv[1:2]
from hosts import swarm
from dockerlab.dockerhosts import Fleet, Plan
from dockerlab.engine import Engine
lab, network, subnet, *names = sys.argv[2:]
plan, engine = Plan(tuple(names), network, subnet), Engine.connect()
"""
MOMENTS = {"up": 5.0, "join": 3.0, "down": 3.0}  # secondes : jusqu'où va le hasard


def state(engine: Engine) -> list[str]:
    """Tout ce qu'il y a sur le moteur, pour savoir s'il a fini de bouger."""
    seen = [f"{entry['Id']} {entry['State']}" for entry in engine.containers()]
    seen += [entry["Id"] for entry in engine.networks()] + [entry["Name"] for entry in engine.volumes()]
    return sorted(seen)


def killed(action: str, plan: Plan, moment: float) -> None:
    """Lance `action` dans un autre Python, et le tue `moment` secondes après le début de l'action ; il a pu finir avant."""
    start = "" if action != "up" else 'print("début", flush=True)\n'
    arguments = [str(Path(__file__).parent), LAB, plan.network, plan.subnet, *plan.names]
    process = subprocess.Popen(
        [sys.executable, "-c", HEAD + start + RUN[action], *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "début\n"
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    assert process.wait() in (0, -signal.SIGKILL)
    process.stdout.close()


@pytest.mark.engine
@pytest.mark.parametrize("rank", range(KILLS))
@pytest.mark.parametrize("action", RUN)
def test_killed_at_any_moment_the_next_up_or_clean_finds_all_and_leaves_nothing(
    action: str, rank: int, desk: Desk, plan: Plan
) -> None:
    moment = random.Random(f"{action} {rank}").uniform(0, MOMENTS[action])
    killed(action, plan, moment)
    if rank % 2:
        fleet = Fleet.up(desk.engine, plan, lab=LAB, images=())
        assert all(host.engine.info() for host in fleet)
        fleet.down()
    else:
        until(lambda: calm(desk.engine), 30, "le moteur n'a pas fini ce qui lui était demandé")
        clean_all(desk)
    assert nothing_is_left(desk.engine, plan) == [], f"tué après {moment:.2f} s"


def calm(engine: Engine) -> bool:
    """Vrai si rien n'a changé en une seconde : le moteur achève, après la mort, la demande reçue juste avant."""
    before, deadline = state(engine), time.monotonic() + 1
    while time.monotonic() < deadline:
        if state(engine) != before:
            return False
        time.sleep(0.1)
    return True

"""La lecture : ce qu'elle demande au moteur et au noyau, ce qu'elle garde, ce qu'elle rend quand quelque chose manque."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from fakes import VERSION, Answer, FakeEngine, fake_dockerd
from recordings import VERSIONS, recorded

from dockerlab.drawing.figure import Figure
from dockerlab.engine import Engine, Json, Output
from dockerlab.errors import HelperFailed, UsageError, WorkspaceError
from dockerlab.model.building import build, load_topology
from dockerlab.ownership import HELPER, Declared
from dockerlab.snapshot.kernel import FOLDER, INSIDE, SINGLES, read_kernel
from dockerlab.snapshot.reading import Scope, read
from dockerlab.snapshot.snapshot import Snapshot

INFO = {"SystemTime": "2026-01-01T12:00:00.5Z", "ServerVersion": "20.10.24", "ID": "x"}


def running(name: str, *, mode: str = "rue", key: str = "/run/docker/netns/0a1b", pid: int = 12) -> Json:
    return {
        "Id": f"id-{name}", "Name": f"/{name}", "Config": {"Image": "nginx", "Env": ["MOT_DE_PASSE=secret"]},
        "HostConfig": {"NetworkMode": mode}, "State": {"Status": "running", "Running": True, "Pid": pid, "StartedAt": "2026"},
        "NetworkSettings": {"SandboxKey": key, "Ports": {}, "Networks": {}},
    }  # fmt: skip


class HelperEngine(FakeEngine):
    """Un moteur factice dont les conteneurs d'appoint rendent ce qu'on leur a préparé, et sont notés."""

    def __init__(self, outputs: list[str | Exception], **options: Any) -> None:
        super().__init__(**options)
        self.prepared, self.configs = list(outputs), []  # type: ignore[var-annotated]

    def run_once(self, config: Json, *, deadline: float) -> Output:
        self.configs.append(config)
        answer = self.prepared.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Output(0, json.dumps([0, answer, ""]), "")


def space(name: str) -> str:
    return json.dumps({"name": name, "inode": 1, "links": [], "ids": {}})


# Ce que la lecture demande au moteur


def counting_dockerd(routes: dict[str, Answer], calls: list[str]) -> dict[str, Answer]:
    """Les mêmes routes, qui notent chaque requête."""

    def counted(route: str, answer: Answer) -> Callable[[BaseHTTPRequestHandler], None]:
        def respond(handler: BaseHTTPRequestHandler) -> None:
            calls.append(f"{handler.command} {handler.path.partition('/v1.41')[2] or handler.path}")
            assert isinstance(answer, tuple)
            body = json.dumps(answer[1]).encode()
            handler.send_response(answer[0])
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Content-Type", "application/json")
            handler.end_headers()
            handler.wfile.write(body)

        return respond

    return {route: counted(route, answer) for route, answer in routes.items()}


def test_the_engine_is_asked_two_lists_and_one_inspect_for_each_container_in_scope() -> None:
    names = ["a", "b", "c"]
    listing = [{"Id": f"id-{n}", "Names": [f"/{n}"], "Labels": {}} for n in names]
    networks = [
        {"Name": "rue", "Id": "r", "Driver": "bridge", "IPAM": {}}, {"Name": "docker_gwbridge", "Id": "g", "Driver": "bridge", "IPAM": {}},
        {"Name": "nuage", "Id": "o", "Driver": "overlay", "IPAM": {}}, {"Name": "ailleurs", "Id": "z", "Driver": "bridge", "IPAM": {}},
    ]  # fmt: skip
    routes: dict[str, Answer] = {"GET /info": (200, INFO), "GET /containers/json": (200, listing)}
    routes |= {"GET /networks": (200, networks)}
    routes |= {f"GET /containers/id-{n}/json": (200, running(n)) for n in names}
    routes |= {f"GET /networks/{n['Id']}": (200, n) for n in networks}
    calls: list[str] = []
    with fake_dockerd(counting_dockerd(routes, calls), version=(200, VERSION)) as address:
        with Engine.connect(address) as engine:
            read(engine)
        assert [call.partition("?")[0] for call in calls] == [
            "GET /info", "GET /containers/json", *(f"GET /containers/id-{n}/json" for n in names), "GET /networks", "GET /networks/g",
            "GET /networks/o",
        ]  # fmt: skip
        assert "GET /networks/o?verbose=True" in calls or "GET /networks/o?verbose=true" in calls
        calls.clear()
        with Engine.connect(address) as engine:
            read(engine, [Scope("", Declared(containers=("b",), networks=("rue",)))])
        assert [call.partition("?")[0] for call in calls] == [
            "GET /info", "GET /containers/json", "GET /containers/id-b/json", "GET /networks",
        ]  # fmt: skip


def test_a_container_that_vanishes_between_the_list_and_its_inspect_is_named() -> None:
    listing = [{"Id": f"id-{n}", "Names": [f"/{n}"], "Labels": {}} for n in ("a", "b")]
    snapshot = read(FakeEngine(containers=listing, inspected={"id-a": running("a")}))  # type: ignore[arg-type]
    assert [c["Name"] for c in snapshot.containers] == ["/a"]
    assert snapshot.gone == ("b",)
    assert [(d.code, d.about) for d in build(snapshot).warnings] == [
        ("gone-during-reading", "b"),
        ("kernel-unread", ""),
    ]


# Ce que la lecture demande au noyau


def test_the_helper_has_no_network_one_capability_and_reads_namespaces_read_only() -> None:
    engine = HelperEngine([space("default")])
    read_kernel(engine, [running("a", key="/var/run/docker/netns/0a1b")])  # type: ignore[arg-type]
    [config] = engine.configs
    options = config["HostConfig"]
    assert options["NetworkMode"] == "none"
    assert (options["CapDrop"], options["CapAdd"]) == (["ALL"], ["SYS_ADMIN"])
    assert options["ReadonlyRootfs"]
    assert "PidMode" not in options
    assert HELPER in config["Labels"]
    assert options["Mounts"] == [
        {"Type": "bind", "Source": "/var/run/docker/netns", "Target": INSIDE, "ReadOnly": True}
    ]


def test_without_a_running_container_the_usual_folder_is_read() -> None:
    engine = HelperEngine([space("default")])
    read_kernel(engine, [])  # type: ignore[arg-type]
    assert engine.configs[0]["HostConfig"]["Mounts"][0]["Source"] == FOLDER


def test_a_container_that_borrows_a_namespace_is_read_by_its_process() -> None:
    engine = HelperEngine([space("default")])
    read_kernel(engine, [running("a"), running("b", mode="container:id-a", key="", pid=34)])  # type: ignore[arg-type]
    assert engine.configs[0]["HostConfig"]["Mounts"][1] == {
        "Type": "bind", "Source": "/proc/34/ns/net", "Target": f"{SINGLES}/id-b", "ReadOnly": True,
    }  # fmt: skip


def test_a_borrower_that_just_stopped_does_not_prevent_reading_the_others() -> None:
    engine = HelperEngine([HelperFailed("refusé"), space("default")])
    [document] = read_kernel(engine, [running("a"), running("b", mode="container:id-a", key="")])  # type: ignore[arg-type]
    assert document["name"] == "default"
    assert len(engine.configs[1]["HostConfig"]["Mounts"]) == 1


def test_the_machines_namespace_is_named_by_the_engine_before_it_is_read() -> None:
    """Le moteur ne lui donne un fichier qu'au premier conteneur lancé sur le réseau de la machine."""
    engine = HelperEngine([space("0a1b"), "", f"{space('0a1b')}\n{space('default')}"])
    found = read_kernel(engine, [running("a")])  # type: ignore[arg-type]
    assert [document["name"] for document in found] == ["0a1b", "default"]
    assert engine.configs[1]["HostConfig"]["NetworkMode"] == "host"
    assert engine.configs[1]["HostConfig"]["CapAdd"] == []


def test_an_engine_that_never_ran_anything_makes_its_folder_with_a_first_container() -> None:
    refused = HelperFailed(
        "Le moteur a refusé.", cause=f"invalid mount config: bind source path does not exist: {FOLDER}"
    )
    engine = HelperEngine([refused, "", space("default")])
    [document] = read_kernel(engine, [])  # type: ignore[arg-type]
    assert document["name"] == "default"
    assert engine.configs[1]["HostConfig"]["NetworkMode"] == "host"
    with pytest.raises(HelperFailed):
        read_kernel(HelperEngine([refused, "", refused]), [])  # type: ignore[arg-type]


def test_a_kernel_that_cannot_be_read_leaves_the_engines_word_and_says_why() -> None:
    listing = [{"Id": "id-a", "Names": ["/a"], "Labels": {}}]
    engine = HelperEngine(
        [HelperFailed("Un montage a été refusé.")], containers=listing, inspected={"id-a": running("a")}
    )
    snapshot = read(engine, kernel=True)  # type: ignore[arg-type]
    assert snapshot.kernel == ()
    assert "montage" in snapshot.kernel_problem
    topology = build(snapshot)
    assert not topology.kernel
    assert any(d.code == "kernel-unread" and "montage" in d.text for d in topology.warnings)


# Garder et relire


@pytest.mark.parametrize("version", VERSIONS)
def test_a_saved_reading_gives_the_same_topology(version: str, tmp_path: Path) -> None:
    snapshot = recorded(version)
    again = Snapshot.load(snapshot.save(tmp_path / "lecture.json"))
    assert again == snapshot
    assert build(again) == build(snapshot)


def test_a_saved_reading_holds_no_environment_variable(tmp_path: Path) -> None:
    snapshot = Snapshot(0.0, "20.10.24", (running("a"),), ())
    text = snapshot.save(tmp_path / "lecture.json").read_text(encoding="utf-8")
    assert "secret" not in text
    assert snapshot.containers[0]["Config"]["Env"], "la lecture elle-même n'est pas changée"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1}', "[" * 100_000, "\x00"])
def test_a_file_that_is_no_reading_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "lecture.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"lecture\.json"):
        Snapshot.load(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("containers", [1, 2]), ("containers", None), ("containers", [{}]), ("networks", "abc"), ("kernel", [{}]), ("others", [None]),
        ("engine_version", 7), ("time", "hier"), ("gone", [1]), ("everything", "oui"), ("kernel_problem", None),
    ],
)  # fmt: skip
def test_a_reading_edited_by_hand_is_refused(field: str, value: object, tmp_path: Path) -> None:
    path = recorded("26.1").save(tmp_path / "lecture.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, field: value}), encoding="utf-8")
    with pytest.raises(UsageError, match="n'est pas une lecture"):
        Snapshot.load(path)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_changed_in_a_reading_the_answer_is_ours(seed: int, tmp_path: Path) -> None:
    """Un champ au hasard, à n'importe quelle profondeur, remplacé : une topologie, ou une de nos erreurs."""
    path = recorded("26.1").save(tmp_path / "lecture.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    draw = random.Random(seed)
    place: Any = document
    for _ in range(draw.randint(1, 6)):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw.choice(keys)
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        parent, place = place, place[key]
    else:
        place = parent
    place[key] = draw.choice([None, 7, "x", [], {}, [1], True, -1, "é" * 50])
    path.write_text(json.dumps(document), encoding="utf-8")
    with contextlib.suppress(UsageError):
        assert Figure(load_topology(path), "cables").describe()


def test_a_file_that_does_not_exist_or_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as absent:
        Snapshot.load(tmp_path / "absente.json")
    assert absent.value.cause == "il n'existe pas."
    with pytest.raises(WorkspaceError):
        Snapshot(0.0, "20.10.24", (), ()).save(tmp_path / "absent" / "lecture.json")

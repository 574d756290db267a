"""Ouvert ou fermé : ce qui le prouve, ce qui ne prouve rien, et ce qui n'a pas pu se faire. Sans Docker."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEngine

from dockerlab.engine import Json, Output
from dockerlab.errors import DockerlabError, EngineGone, HelperFailed
from dockerlab.grading import probe
from dockerlab.grading.places import Place
from dockerlab.grading.probes import Probes
from dockerlab.grading.situation import Situation
from dockerlab.grading.subjects import ContainerSubject
from dockerlab.grading.verdict import Status, Verdict
from dockerlab.grading.walls import Viewpoint, judge_open, judge_wall
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

KINDS = ("timeout", "unknown-name", "unreachable")
DB, FRONT, BACK = "10.203.250.2", "10.203.251.2", "10.203.250.3"


def container(
    name: str,
    *ends: tuple[str, str],
    running: bool = True,
    ports: Json | None = None,
    started: str = "2026-01-01T11:00:00Z",
) -> Json:
    """Un conteneur inspecté, sur les réseaux `ends` (nom, adresse) ; la machine y a l'adresse qui finit par .1."""
    return {
        "Id": f"id-{name}", "Name": f"/{name}", "RestartCount": 0, "Config": {"Image": "nginx", "Labels": {}},
        "State": {"Status": "running" if running else "exited", "Running": running, "Paused": False, "StartedAt": started},
        "HostConfig": {"NetworkMode": "default", "PortBindings": {}},
        "NetworkSettings": {
            "Ports": ports or {},
            "Networks": {
                network: {"IPAddress": address, "Gateway": address.rpartition(".")[0] + ".1" if address else "", "EndpointID": f"bout-{name}-{network}", "NetworkID": network}
                for network, address in ends
            },
        },
    }  # fmt: skip


def published(*sockets: tuple[str, str]) -> Json:
    return {"80/tcp": [{"HostIp": ip, "HostPort": port} for ip, port in sockets]}


def door(kind: str, *addresses: str, by_file: bool = False, errno: int | None = None) -> Json:
    return {"kind": kind, "errno": errno, "addresses": list(addresses), "by_file": by_file}


OPEN, UNKNOWN, DROPPED, REFUSED, NO_ROUTE = (
    door("connected", DB), door("unknown-name"), door("timeout", DB), door("refused", DB), door("unreachable", DB),
)  # fmt: skip


class Scene:
    """Un moteur factice, trois étages, et ce que les sondes y répondront, conteneur d'appoint après conteneur d'appoint."""

    def __init__(self, tmp_path: Path, db: Json | None = None, front: Json | None = None, back: Json | None = None):
        self.db = db or container("db", ("arriere", DB))
        self.front = front or container("front", ("avant", FRONT))
        self.back = back or container("back", ("arriere", BACK), ("avant", "10.203.251.3"))
        self.engine = FakeEngine(inspected={entry["Id"]: entry for entry in (self.db, self.front, self.back)})
        now = Snapshot(1767268800.0, "20.10.24", (self.db, self.front, self.back), ())
        self.situation = Situation(now, {})
        self.probes = Probes(self.engine, Store(tmp_path))  # type: ignore[arg-type]

    def answer(self, *doors: Json) -> None:
        """Un conteneur d'appoint de plus, qui rend ces réponses."""
        inside = json.dumps([{"kind": "response", "errno": None, "answers": list(doors)}])
        self.engine.outputs.append(Output(0, json.dumps([0, inside, ""]), ""))

    def passes(self) -> None:
        """Un conteneur d'appoint de plus : par le nom, la connexion s'ouvre."""
        self.engine.outputs.append(Output(0, json.dumps([0, json.dumps([OPEN]), ""]), ""))

    def closed(self, by_name: Json, *by_address: Json) -> None:
        """Deux conteneurs d'appoint de plus : le nom ne suffit pas, puis tous les chemins."""
        self.engine.outputs.append(Output(0, json.dumps([0, json.dumps([by_name]), ""]), ""))
        self.answer(by_name, *by_address)

    def breaks(self, code: int, stdout: str = "", stderr: str = "") -> None:
        self.engine.outputs.append(Output(0, json.dumps([code, stdout, stderr]), ""))

    def reach(self) -> Verdict:
        return self.probes.inside(self.situation.container("front")).can_reach(self.situation.container("db"), 80)

    def wall(self, kinds: tuple[str, ...] = KINDS) -> Verdict:
        inside = self.probes.inside
        return inside(self.situation.container("front")).cannot_reach(
            self.situation.container("db"), 80, control=inside(self.situation.container("back")), kinds=kinds
        )


@pytest.fixture(autouse=True)
def in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le témoin et la tentative partent ensemble ; les réponses écrites ici viennent dans l'ordre, le témoin d'abord."""
    monkeypatch.setattr("dockerlab.grading.walls.at_once", lambda *actions: [action() for action in actions])


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


# Le mur


def test_a_wall_stands_when_the_control_passes_and_every_way_is_closed(scene: Scene) -> None:
    scene.passes()
    scene.answer(UNKNOWN, DROPPED)
    verdict = scene.wall()
    assert verdict.status is Status.PASSED
    assert "back, au même moment, passe" in verdict.observed


@pytest.mark.parametrize("answer", [NO_ROUTE, DROPPED], ids=lambda a: a["kind"])
def test_the_kind_of_failure_may_differ_by_engine(scene: Scene, answer: Json) -> None:
    """Vers un autre réseau, un réseau interne laisse attendre (20.10) ou dit aussitôt qu'il n'a pas de route (26.1)."""
    scene.passes()
    scene.answer(UNKNOWN, answer)
    assert scene.wall().status is Status.PASSED


@pytest.mark.parametrize(
    ("by_name", "by_address", "where"),
    [(OPEN, OPEN, "db, 10.203.250.2"), (UNKNOWN, OPEN, "10.203.250.2"), (OPEN, DROPPED, "db")],
)
def test_one_way_in_is_enough_to_open_it(scene: Scene, by_name: Json, by_address: Json, where: str) -> None:
    scene.passes()
    scene.answer(by_name, by_address)
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert f"entre par {where}" in verdict.hint


def test_an_extra_network_that_opens_the_wall_is_named(tmp_path: Path) -> None:
    scene = Scene(tmp_path, front=container("front", ("avant", FRONT), ("secours", "10.203.252.2")),
                  db=container("db", ("arriere", DB), ("secours", "10.203.252.3")))  # fmt: skip
    scene.passes()
    scene.answer(OPEN, DROPPED, OPEN)
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert "secours" in verdict.hint


def test_a_name_held_by_another_that_relays_is_a_hole_and_the_other_is_named(scene: Scene) -> None:
    scene.passes()
    scene.answer(door("connected", "10.203.251.9"), DROPPED)
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert "10.203.251.9" in verdict.hint


@pytest.mark.parametrize(("by_name", "by_address"), [(door("connected", "10.203.250.9"), DROPPED), (UNKNOWN, OPEN), (UNKNOWN, DROPPED), (REFUSED, REFUSED)])  # fmt: skip
def test_a_control_that_fails_proves_no_wall(scene: Scene, by_name: Json, by_address: Json) -> None:
    scene.closed(by_name, by_address)
    scene.answer(UNKNOWN, DROPPED)
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert "depuis back, qui devrait passer" in verdict.observed
    assert "Personne ne joint db" in verdict.hint
    assert scene.engine.outputs == []


def test_a_refusal_is_an_answer_and_no_wall_unless_it_is_listed(scene: Scene) -> None:
    for kinds, status in ((KINDS, Status.FAILED), ((*KINDS, "refused"), Status.PASSED)):
        scene.passes()
        scene.answer(UNKNOWN, REFUSED)
        verdict = scene.wall(kinds)
        assert verdict.status is status
    scene.passes()
    scene.answer(UNKNOWN, REFUSED)
    assert "Un refus est une réponse" in scene.wall().hint


def test_a_failure_of_a_kind_that_is_not_listed_proves_nothing(scene: Scene) -> None:
    scene.passes()
    scene.answer(UNKNOWN, door("reset", DB))
    verdict = scene.wall()
    assert verdict.status is Status.ERROR
    assert "connexion coupée" in (verdict.cause or "")


@pytest.mark.parametrize("code", [1, 126, 127, 139])
@pytest.mark.parametrize("during_control", [True, False])
def test_a_tool_that_breaks_is_never_a_wall(scene: Scene, code: int, during_control: bool) -> None:
    """Un outil absent (126, 127) ou qui tombe (139) échoue comme un paquet jeté : ce n'est pas la même chose."""
    if not during_control:
        scene.passes()
    scene.breaks(code, stderr="python3: not found")
    with pytest.raises(HelperFailed):
        scene.wall()


def test_a_socket_error_that_the_probe_cannot_name_is_never_a_wall(scene: Scene) -> None:
    scene.passes()
    scene.answer(UNKNOWN, door("error", DB, errno=1))
    with pytest.raises(HelperFailed, match="front"):
        scene.wall()


def test_a_helper_that_writes_no_answer_is_an_error(scene: Scene) -> None:
    scene.engine.outputs.append(Output(0, "", "OCI runtime error"))
    with pytest.raises(HelperFailed):
        scene.wall()


def test_an_engine_that_goes_away_is_an_error(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> Output:
        raise EngineGone("Le moteur ne répond plus.")

    monkeypatch.setattr(scene.engine, "run_once", gone)
    with pytest.raises(DockerlabError):
        scene.wall()


@pytest.mark.parametrize("who", ["front", "back"])
def test_nothing_leaves_a_stopped_container_and_that_is_no_wall(tmp_path: Path, who: str) -> None:
    stopped = container(who, ("avant", FRONT), running=False)
    scene = Scene(tmp_path, **{who: stopped})
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert f"{who} ne tourne pas" in verdict.observed


def test_nothing_leaves_an_absent_container_either(scene: Scene) -> None:
    absent = scene.probes.inside(scene.situation.container("parti"))
    db = scene.situation.container("db")
    assert "parti ne tourne pas" in absent.can_reach(db, 80).observed
    back = scene.probes.inside(scene.situation.container("back"))
    assert absent.cannot_reach(db, 80, control=back, kinds=KINDS).status is Status.FAILED


def test_a_target_that_falls_during_the_probe_proves_no_wall(scene: Scene) -> None:
    scene.passes()
    scene.answer(UNKNOWN, DROPPED)
    scene.engine._inspected["id-db"] = container("db", ("arriere", DB), started="2026-01-01T11:59:59Z")
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    assert "pendant la vérification" in verdict.observed


# Le chemin par la machine


@pytest.mark.parametrize(
    ("ports", "asked"),
    [
        (published(("0.0.0.0", "8006")), ["10.203.250.1:8006"]),
        (published(("0.0.0.0", "8006"), ("::", "8006")), ["10.203.250.1:8006"]),
        (published(("192.168.1.5", "8006")), ["192.168.1.5:8006"]),
        (published(("127.0.0.1", "8006"), ("10.203.251.1", "8006")), ["10.203.250.1:8006", "10.203.251.1:8006"]),
    ],
)
def test_a_published_port_is_tried_by_the_addresses_of_the_machine(
    tmp_path: Path, ports: Json, asked: list[str]
) -> None:
    scene = Scene(tmp_path, db=container("db", ("arriere", DB), ports=ports))
    scene.passes()
    scene.answer(UNKNOWN, DROPPED, *[door("connected", "x") for _ in asked])
    verdict = scene.wall()
    assert verdict.status is Status.FAILED
    for socket_ in asked:
        assert f"par {socket_}, la connexion s'ouvre" in verdict.observed
    assert "entre par la machine" in verdict.hint


@pytest.mark.parametrize("kind", ["refused", "timeout", "unreachable"])
def test_a_port_published_on_the_loopback_alone_is_no_hole(tmp_path: Path, kind: str) -> None:
    scene = Scene(tmp_path, db=container("db", ("arriere", DB), ports=published(("127.0.0.1", "8006"))))
    scene.passes()
    scene.answer(UNKNOWN, DROPPED, door(kind, "10.203.250.1"))
    assert scene.wall().status is Status.PASSED


@pytest.mark.parametrize("relayed", [True, False])
def test_what_answers_there_is_a_hole_only_if_it_leads_to_the_container(
    tmp_path: Path, relayed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publié sur la boucle seulement ; un programme de la machine répond au même port : relais, ou serveur sans rapport."""
    scene = Scene(tmp_path, db=container("db", ("arriere", DB), ports=published(("127.0.0.1", "8006"))))
    scene.passes()
    scene.answer(UNKNOWN, DROPPED, door("connected", "10.203.250.1"))
    scene.answer({"kind": "response", "errno": None, "status": 200, "server": "nginx", "body": ""})
    monkeypatch.setattr("dockerlab.grading.attempts.secrets.token_hex", lambda _: "jeton")
    scene.engine.journal = "GET /?jeton=dljeton" if relayed else "GET /"
    verdict = scene.wall()
    assert verdict.status is (Status.FAILED if relayed else Status.PASSED)
    assert ("relaie" in verdict.hint) is relayed


# Les voisins, et IPv6


V6 = "fd00:203:250::2"


def with_ipv6(entry: Json) -> Json:
    """Le même conteneur, avec une adresse IPv6 sur son premier réseau."""
    next(iter(entry["NetworkSettings"]["Networks"].values()))["GlobalIPv6Address"] = V6
    return entry


def test_a_wall_that_ipv6_goes_through_is_no_wall(tmp_path: Path) -> None:
    """Un moteur qui ne met de règles qu'en IPv4 fait suivre l'IPv6 d'un réseau à l'autre."""
    for answer, status in ((door("connected", V6), Status.FAILED), (door("unreachable", V6), Status.PASSED)):
        scene = Scene(tmp_path, db=with_ipv6(container("db", ("arriere", DB))))
        scene.passes()
        scene.answer(UNKNOWN, DROPPED, answer)
        verdict = scene.wall()
        assert verdict.status is status
        assert ("en IPv6" in verdict.hint) is (status is Status.FAILED)


def test_packets_that_the_machine_forwards_point_at_its_rules(scene: Scene) -> None:
    scene.passes()
    scene.answer(UNKNOWN, OPEN)
    assert "règles de filtrage" in scene.wall().hint


@pytest.mark.parametrize("relayed", [True, False])
@pytest.mark.parametrize(
    ("neighbour", "where"),
    [
        (container("relais", ("arriere", "10.203.250.9"), ports=published(("0.0.0.0", "8081"), ("::", "8081"))), "10.203.251.1:8081"),
        (container("relais", ("arriere", "10.203.250.9"), ("avant", "10.203.251.9")), "10.203.251.9:80"),
    ],
    ids=["par un port publié", "des deux côtés"],
)  # fmt: skip
def test_a_neighbour_that_relays_is_a_hole_and_one_that_answers_for_itself_is_not(
    tmp_path: Path, relayed: bool, neighbour: Json, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(tmp_path)
    ports = [{"IP": ip, "PublicPort": 8081, "PrivatePort": 80, "Type": "tcp"} for ip in ("0.0.0.0", "::")]
    entry = {"Id": "id-relais", "Names": ["/relais"], "NetworkSettings": neighbour["NetworkSettings"],
             "Ports": ports if neighbour["NetworkSettings"]["Ports"] else [{"PrivatePort": 80, "Type": "tcp"}]}  # fmt: skip
    scene.situation = Situation(replace(scene.situation.now, others=(entry,)), {})
    scene.passes()
    scene.answer(UNKNOWN, DROPPED, door("connected", "x"))
    scene.answer({"kind": "response", "errno": None, "status": 200, "server": "nginx", "body": ""})
    monkeypatch.setattr("dockerlab.grading.attempts.secrets.token_hex", lambda _: "jeton")
    scene.engine.journal = "GET /?jeton=dljeton" if relayed else "GET /"
    verdict = scene.wall()
    assert verdict.status is (Status.FAILED if relayed else Status.PASSED)
    assert (f"par {where}, où écoute relais" in verdict.observed) is relayed
    assert "8081" not in verdict.observed or relayed


@pytest.mark.parametrize(
    "elsewhere", [[("ailleurs", "10.203.252.9")], [("bridge", "172.17.0.9")]], ids=["ailleurs", "bridge"]
)
def test_who_is_no_neighbour_is_left_alone(tmp_path: Path, elsewhere: list[tuple[str, str]]) -> None:
    scene = Scene(tmp_path, db=container("db", ("arriere", DB), ("bridge", "172.17.0.2")))
    stranger = container("autre", *elsewhere, ports=published(("0.0.0.0", "8081")))
    scene.situation = Situation(
        replace(scene.situation.now, containers=(*scene.situation.now.containers, stranger)), {}
    )
    scene.passes()
    scene.answer(UNKNOWN, DROPPED, DROPPED)
    assert scene.wall().status is Status.PASSED


# La porte


def test_a_door_opens_by_the_name_that_docker_gives(scene: Scene) -> None:
    scene.passes()
    assert scene.reach().status is Status.PASSED


@pytest.mark.parametrize(
    ("by_name", "by_address", "said"),
    [
        (door("connected", DB, by_file=True), OPEN, "/etc/hosts"),
        (door("connected", "10.203.251.9"), OPEN, "10.203.251.9"),
        (door("connected", DB, "10.203.251.9"), OPEN, "10.203.251.9"),
        (UNKNOWN, OPEN, "les noms ne se résolvent que"),
        (REFUSED, REFUSED, "rien n'y écoute le port 80"),
        (UNKNOWN, DROPPED, "ont-ils un réseau en commun"),
    ],
)
def test_a_closed_door_says_why(scene: Scene, by_name: Json, by_address: Json, said: str) -> None:
    scene.closed(by_name, by_address)
    verdict = scene.reach()
    assert verdict.status is Status.FAILED
    assert said in verdict.hint
    assert "docker " not in verdict.hint


def test_packets_lost_on_a_shared_network_point_at_that_network(tmp_path: Path) -> None:
    scene = Scene(tmp_path, db=container("db", ("avant", DB)))
    scene.closed(DROPPED, DROPPED)
    assert "tous deux sur avant" in scene.reach().hint


def test_a_target_without_an_address_says_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path, db=container("db", ("none", "")))
    scene.closed(UNKNOWN)
    assert "aucune adresse" in scene.reach().hint


# La sonde elle-même


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_the_probe_says_what_a_name_gives_and_whether_a_file_gave_it(listening: int) -> None:
    answer = probe.door("localhost", listening, 1)
    assert answer["kind"] == "connected"
    assert answer["by_file"]
    assert "127.0.0.1" in answer["addresses"]
    assert not probe.door("127.0.0.1", listening, 1)["by_file"]


@pytest.mark.parametrize(
    ("name", "given"),
    [("passeur", True), ("PASSEUR", True), ("bac", True), ("passe", False), ("rive", False), ("10.203.199.20", False)],
)
def test_a_hosts_file_gives_its_names_whatever_their_case(name: str, given: bool, tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    file.write_text("127.0.0.1\tlocalhost\n10.203.199.20\tPasseur bac # rive\n", encoding="utf-8")
    assert probe.in_hosts_file(name, str(file)) is given


def test_the_probe_tells_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert probe.door("personne", 80, 1)["kind"] == "unknown-name"


def test_questions_asked_together_keep_their_order(listening: int) -> None:
    questions = [("tcp", {"host": "127.0.0.1", "port": port, "timeout": 1}) for port in (1, listening, 1)]
    answers = probe.together(questions)["answers"]
    assert [answer["kind"] for answer in answers] == ["refused", "connected", "refused"]
    assert probe.together([])["answers"] == []


def test_a_broken_question_among_many_breaks_them_all(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.answer(OPEN, door("error", errno=13), OPEN)
    place = Place(scene.engine, "front", "container:id-front", Store(tmp_path))  # type: ignore[arg-type]
    with pytest.raises(HelperFailed, match="front"):
        place.ask_at_once([("door", {"host": str(i), "port": 80, "timeout": 1}) for i in range(3)])


# Confiné, intact


def confined(*networks: tuple[str, bool], joined: tuple[str, ...]) -> Verdict:
    entries = tuple({"Id": name, "Name": name, "Driver": "bridge", "Internal": internal} for name, internal in networks)
    base = container("base", *[(name, "10.203.250.2") for name in joined])
    return ContainerSubject("base", base, Snapshot(0.0, "26.1", (base,), entries)).is_confined()


def test_only_internal_networks_confine() -> None:
    assert confined(("coffre", True), joined=("coffre",)).status is Status.PASSED
    assert confined(("coffre", True), ("double", True), joined=("coffre", "double")).status is Status.PASSED
    open_too = confined(("coffre", True), ("bridge", False), joined=("coffre", "bridge"))
    assert open_too.status is Status.FAILED
    assert open_too.observed == "bridge (ouvert vers l'extérieur), coffre (interne)"
    assert "bridge" in open_too.hint
    assert confined(("coffre", False), joined=("coffre",)).status is Status.FAILED
    assert "réseau de la machine" in confined(("host", False), joined=("host",)).hint
    assert "aucun réseau" in confined(joined=()).observed


def test_a_container_unplugged_then_plugged_back_is_not_untouched() -> None:
    before = container("voisin", ("rue", "10.203.250.2"))
    after = container("voisin", ("rue", "10.203.250.2"))
    opening, now = (Snapshot(0.0, "26.1", (entry,), ()) for entry in (before, after))
    assert Situation(now, {}, opening).container("voisin").is_untouched().status is Status.PASSED
    after["NetworkSettings"]["Networks"]["rue"]["EndpointID"] = "un autre bout"
    verdict = Situation(now, {}, opening).container("voisin").is_untouched()
    assert verdict.status is Status.FAILED
    assert "débranché d'un réseau, puis rebranché" in verdict.observed


def test_the_verdicts_may_be_asked_of_any_viewpoint(scene: Scene, tmp_path: Path) -> None:
    """Un voisin de passage n'est pas un conteneur : il n'est jamais arrêté, et n'a de réseau que le sien."""
    passing = Viewpoint(Place(scene.engine, "un voisin sur avant", "avant", Store(tmp_path)))  # type: ignore[arg-type]
    assert not passing.absence
    scene.passes()
    assert judge_open(passing, scene.situation.container("db"), 80).status is Status.PASSED
    scene.passes()
    scene.answer(UNKNOWN, DROPPED)
    assert judge_wall(passing, scene.situation.container("db"), 80, control=passing, kinds=KINDS).ok


def test_nothing_leaves_a_network_that_is_gone(scene: Scene) -> None:
    gone = scene.probes.on(scene.situation.network("partie"))
    db, front = scene.situation.container("db"), scene.probes.inside(scene.situation.container("front"))
    verdict = front.cannot_reach(db, 80, control=gone, kinds=KINDS)
    assert verdict.status is Status.FAILED
    assert verdict.observed == "aucun réseau ne s'appelle partie"

"""Juger ce qui écoute dans un conteneur : de quel processus, sous quel compte, et ce qu'il répond. Sans Docker."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEngine
from test_grading import NOW, answers, container, local_probes, server

from dockerlab.engine import Json, Output
from dockerlab.grading import probe
from dockerlab.grading.listening import judge_page
from dockerlab.grading.probes import Probes
from dockerlab.grading.situation import Situation
from dockerlab.grading.subjects import ContainerSubject
from dockerlab.grading.verdict import Status, Verdict
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

PAGE = b"HTTP/1.1 200 OK\r\nServer: essai\r\n\r\nbonjour"


def listening(port: int, *holders: tuple[str, int], uid: int = 0) -> Json:
    return {"port": port, "uid": uid, "holders": [{"program": program, "uid": account} for program, account in holders]}


class Reader(FakeEngine):
    """Un moteur dont le conteneur d'appoint rend ces sockets ; il garde ce qu'on lui a demandé."""

    def __init__(self, *sockets: Json, blind: bool = False) -> None:
        super().__init__()
        self.configs: list[Json] = []
        self.answer = [{"kind": "response", "errno": None, "listeners": list(sockets), "blind": blind}]

    def run_once(self, config: Json, *, deadline: float) -> Output:
        self.configs.append(config)
        return Output(0, json.dumps([0, json.dumps(self.answer), ""]), "")


def subject(entry: Json) -> ContainerSubject:
    return Situation(Snapshot(NOW.timestamp(), "26.1.5", (entry,), ()), {}).container("vitrine")


def ask(folder: Path, engine: Reader, what: str, **options: Any) -> Verdict:
    probes = Probes(engine, Store(folder))  # type: ignore[arg-type]
    verdict: Verdict = getattr(probes.listening(subject(container(**options))), what)(80)
    return verdict


def test_a_process_that_is_not_root_on_the_port_passes_both(tmp_path: Path) -> None:
    engine = Reader(listening(80, ("python3", 1000), uid=1000))
    assert ask(tmp_path, engine, "on").observed == "python3 écoute 80/tcp"
    verdict = ask(tmp_path, engine, "without_root")
    assert (verdict.status, verdict.observed) == (Status.PASSED, "python3 (compte 1000)")


def test_the_reader_enters_the_namespaces_of_that_container_and_no_other(tmp_path: Path) -> None:
    engine = Reader(listening(80, ("python3", 1000)))
    ask(tmp_path, engine, "on")
    options = engine.configs[0]["HostConfig"]
    assert options["NetworkMode"] == options["PidMode"] == "container:id-vitrine"
    assert options["CapDrop"] == ["ALL"]
    assert sorted(options["CapAdd"]) == ["DAC_OVERRIDE", "SYS_PTRACE"]


@pytest.mark.parametrize(
    ("sockets", "observed"),
    [
        ([listening(80, ("nginx", 0), ("nginx", 999))], "nginx (root, compte 999)"),
        ([listening(80, ("python3", 0), uid=1000)], "python3 (root)"),
        ([listening(80, ("python3", 1000)), listening(80, ("socat", 0))], "python3, socat (root, compte 1000)"),
    ],
)
def test_a_root_process_that_holds_the_port_fails_even_beside_others(
    sockets: list[Json], observed: str, tmp_path: Path
) -> None:
    verdict = ask(tmp_path, Reader(*sockets), "without_root")
    assert (verdict.status, verdict.observed) == (Status.FAILED, observed)


def test_a_port_that_nobody_holds_any_more_is_nobody_s_merit(tmp_path: Path) -> None:
    """Tombé depuis la question précédente : sans processus à juger, aucun n'est root, et cela ne prouve rien."""
    verdict = ask(tmp_path, Reader(listening(22, ("sshd", 1000))), "without_root")
    assert (verdict.status, verdict.observed) == (Status.FAILED, "plus rien n'écoute le port 80/tcp")


def test_a_root_process_on_another_port_does_not_count(tmp_path: Path) -> None:
    engine = Reader(listening(22, ("sshd", 0)), listening(80, ("python3", 1000)))
    assert ask(tmp_path, engine, "without_root").ok


def test_a_process_that_opened_the_port_as_root_and_gave_root_up_passes(tmp_path: Path) -> None:
    assert ask(tmp_path, Reader(listening(80, ("python3", 1000), uid=0)), "without_root").ok


@pytest.mark.parametrize(("uid", "status"), [(0, Status.FAILED), (1000, Status.PASSED)])
def test_where_the_processes_cannot_be_read_the_socket_says_who_opened_it(
    uid: int, status: Status, tmp_path: Path
) -> None:
    engine = Reader(listening(80, uid=uid), blind=True)
    assert ask(tmp_path, engine, "on").ok
    assert ask(tmp_path, engine, "without_root").status is status


@pytest.mark.parametrize(
    ("sockets", "options", "observed"),
    [
        ([listening(8080, ("python3", 1000)), listening(8000, ("python3", 1000))], {}, "8000/tcp, 8080/tcp"),
        ([], {}, "rien n'écoute en TCP"),
        # Le serveur de noms de Docker écoute dans l'espace de noms, et n'est pas du conteneur.
        ([listening(38211)], {}, "rien n'écoute en TCP"),
        ([listening(80)], {}, "un processus d'un autre conteneur"),
        ([listening(80, ("python3", 1000))], {"networks": ("host",), "mode": "host"}, "(host)"),
        ([listening(80, ("python3", 1000))], {"networks": (), "mode": "container:autre"}, "emprunte"),
    ],
)
def test_the_port_of_another_or_of_nobody_is_not_the_port_of_the_container(
    sockets: list[Json], options: Json, observed: str, tmp_path: Path
) -> None:
    verdict = ask(tmp_path, Reader(*sockets), "on", **options)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert "docker run" not in verdict.hint


def test_the_probe_finds_a_real_socket_its_port_and_the_process_that_holds_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        [found] = [s for s in probe.listeners()["listeners"] if s["port"] == opened.getsockname()[1]]
    assert found["uid"] == os.getuid()
    assert {"program": Path("/proc/self/comm").read_text(encoding="utf-8").strip(), "uid": os.geteuid()} in found[
        "holders"
    ]


def test_the_probe_does_not_count_a_socket_that_does_not_listen() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert bound.getsockname()[1] not in [s["port"] for s in probe.listeners()["listeners"]]


# Une page, à l'adresse du conteneur


def page(folder: Path, data: bytes | None, *, networks: tuple[str, ...] = ("bridge",), falls: bool = False) -> Verdict:
    entry = container(networks=networks)
    for end in entry["NetworkSettings"]["Networks"].values():
        end["IPAddress"] = "" if networks == ("none",) else "127.0.0.1"
    engine = FakeEngine(inspected={} if falls else {entry["Id"]: entry})
    place = local_probes(engine, folder).host.place
    if data is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        return judge_page(place, subject(entry), port)
    with server(*[answers(data)] * max(1, len(networks))) as port:
        return judge_page(place, subject(entry), port)


def test_a_page_at_its_address_passes(tmp_path: Path) -> None:
    assert page(tmp_path, PAGE).observed == "réponse 200"


@pytest.mark.parametrize(
    ("data", "options", "observed"),
    [
        (None, {}, "par 127.0.0.1, connexion refusée"),
        (PAGE, {"networks": ("none",)}, "aucune adresse"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", {}, "réponse 404"),
        (b"SSH-2.0-essai\r\n", {}, "pas du HTTP"),
        (b"", {}, "coupée sans réponse"),
        (PAGE, {"falls": True}, "s'est arrêté ou a redémarré"),
    ],
)
def test_what_is_not_a_page_fails_with_what_came_back(
    data: bytes | None, options: dict[str, Any], observed: str, tmp_path: Path
) -> None:
    verdict = page(tmp_path, data, **options)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert verdict.hint

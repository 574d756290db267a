"""Juger : ce qui trompe une vérification, la sonde, les quatre verdicts, le compte rendu. Sans Docker."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEngine
from paths import ROOT

from dockerlab.engine import Json
from dockerlab.errors import DockerlabError, EngineGone, HelperFailed, LogsUnreadable, UsageError
from dockerlab.grading import Exercise, probe
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.grading.probes import Probes
from dockerlab.grading.report import Report, Result, unjudged
from dockerlab.grading.requests import NO_ANSWER
from dockerlab.grading.runner import run_checks, settled
from dockerlab.grading.situation import Situation
from dockerlab.grading.subjects import ContainerSubject
from dockerlab.grading.verdict import Status, Verdict, error, failed, passed
from dockerlab.helpers import network_namespace
from dockerlab.ownership import Declared
from dockerlab.snapshot.reading import Scope
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
WANTED = "127.0.0.1:8000"


def stamp(seconds_ago: float) -> str:
    return (NOW - timedelta(seconds=seconds_ago)).isoformat()


def container(
    name: str = "vitrine",
    *,
    status: str = "running",
    uptime: float = 60,
    restarts: int = 0,
    code: int = 0,
    error: str = "",
    ports: Json | None = None,
    asked: Json | None = None,
    networks: tuple[str, ...] = ("bridge",),
    mode: str = "default",
    exposed: tuple[str, ...] = ("80/tcp",),
    id: str = "",
) -> Json:
    """Un conteneur tel que l'API l'inspecte ; sans plus, il est en marche depuis une minute et ne publie rien."""
    return {
        "Id": id or f"id-{name}", "Name": f"/{name}", "RestartCount": restarts,
        "State": {
            "Status": status, "Running": status in ("running", "paused", "restarting"), "Paused": status == "paused",
            "Restarting": status == "restarting", "ExitCode": code, "Error": error, "StartedAt": stamp(uptime),
        },
        "Config": {"Image": "nginx", "ExposedPorts": {port: {} for port in exposed} or None, "Labels": {}},
        "HostConfig": {"PortBindings": asked or {}, "NetworkMode": mode, "LogConfig": {"Type": "json-file"}},
        "NetworkSettings": {
            "Ports": dict.fromkeys(exposed) if ports is None else ports,
            "Networks": {network: {"IPAddress": "10.203.250.2", "IPPrefixLen": 24} for network in networks},
        },
    }  # fmt: skip


def on(*sockets: tuple[str, str], port: str = "80/tcp") -> Json:
    return {port: [{"HostIp": ip, "HostPort": number} for ip, number in sockets]}


RIGHT = on(("127.0.0.1", "8000"))


def subject(entry: Json | None, *others: str, name: str = "vitrine", listed: tuple[Json, ...] = ()) -> ContainerSubject:
    containers = () if entry is None else (entry,)
    around = tuple({"Id": other, "Names": [f"/{other}"], "Labels": {}, "Ports": []} for other in others) + listed
    return Situation(Snapshot(NOW.timestamp(), "20.10.24", containers, (), around), {}).container(name)


# Il tient


@pytest.mark.parametrize(
    ("entry", "observed"),
    [
        (container(status="exited", ports={}, asked=RIGHT), "arrêté, code de sortie 0"),
        (container(status="exited", code=137), "arrêté, code de sortie 137"),
        (container(status="exited", code=1), "arrêté, code de sortie 1"),
        (container(status="exited", code=127), "arrêté, code de sortie 127"),
        (container(status="created"), "créé, jamais démarré"),
        (container(status="created", code=128, error="driver failed: Bind for 127.0.0.1:8000 failed: port is already allocated"), "créé, jamais démarré"),
        (container(status="paused"), "en pause"),
        (container(status="restarting", restarts=4, uptime=0.7), "redémarre en boucle"),
        (container(status="exited", restarts=3), "redémarre en boucle"),
        (container(restarts=2, uptime=0.7), "redémarré 2 fois"),
        (container(restarts=1, uptime=29), "redémarré 1 fois"),
        (container(uptime=0.7), "redémarré il y a 0.7 s"),
        (container(uptime=2.9), "redémarré il y a 2.9 s"),
        (container(status="dead", code=1), "mort"),
        (container(status="removing"), "en train de disparaître"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_not_stable_and_the_reason_is_observed(entry: Json, observed: str) -> None:
    verdict = subject(entry).is_stable()
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert verdict.expected == "vitrine en marche depuis au moins 3 s"
    assert verdict.hint
    assert "docker run" not in verdict.hint


@pytest.mark.parametrize(
    "entry", [container(), container(uptime=3.0), container(restarts=1, uptime=30), container(restarts=5, uptime=3600)]
)
def test_what_holds_is_stable(entry: Json) -> None:
    assert subject(entry).is_stable().status is Status.PASSED


def test_a_port_taken_at_the_start_is_told_from_a_container_that_was_only_created() -> None:
    taken = subject(container(status="created", code=128, error="Bind for 127.0.0.1:8000 failed: port is already allocated"))  # fmt: skip
    only = subject(container(status="created"))
    assert "déjà pris" in taken.is_stable().hint
    assert taken.is_stable().hint != only.is_stable().hint


@pytest.mark.parametrize(
    ("other", "close"),
    [("vitrine2", True), ("ma-vitrine", True), ("Vitrine", True), ("vi-tri-ne", True), ("redis", False), ("db", False)],
)
def test_an_absent_container_is_told_of_a_name_that_is_close_and_of_no_other(other: str, close: bool) -> None:
    verdict = subject(None, other).is_stable()
    assert verdict.status is Status.FAILED
    assert "aucun conteneur ne porte le nom vitrine" in verdict.observed
    assert (other in verdict.hint) is close


def test_a_longer_name_is_never_taken_for_the_name() -> None:
    """Le travers de `grep app-1`, qui trouve aussi app-10."""
    for longer in ("vitrine2", "vitrine-1", "la-vitrine"):
        assert subject(container(longer)).is_stable().status is Status.FAILED


# Ce qui est publié


def test_the_right_publication_passes() -> None:
    verdict = subject(container(ports=RIGHT, asked=RIGHT)).publishes("80/tcp", only_on=WANTED)
    assert verdict.status is Status.PASSED
    assert verdict.observed == "127.0.0.1:8000 → 80/tcp"


def test_other_ports_that_the_image_only_declares_do_not_count() -> None:
    entry = container(ports={**RIGHT, "443/tcp": None}, exposed=("80/tcp", "443/tcp"))
    assert subject(entry).publishes("80/tcp", only_on=WANTED).status is Status.PASSED


def test_the_right_publication_on_ipv6_passes() -> None:
    entry = container(ports=on(("::1", "8000")))
    assert subject(entry).publishes("80/tcp", only_on="[::1]:8000").status is Status.PASSED


ASKED = on(("127.0.0.1", "8000"))
WRONG_PUBLICATIONS = {
    # nom : (conteneur, fragment observé, fragment de l'explication)
    "arrêté : demandé, plus rien en vigueur": (container(status="exited", ports={}, asked=ASKED), "sans effet", ""),
    "toutes les adresses": (container(ports=on(("0.0.0.0", "8000"), ("::", "8000"))), "0.0.0.0:8000", "toutes les adresses"),
    "toutes les adresses, IPv4 seulement": (container(ports=on(("0.0.0.0", "8000"))), "0.0.0.0:8000", "toutes les adresses"),
    "adresse vide, qui veut dire toutes": (container(ports=on(("", "8000"))), "0.0.0.0:8000", "toutes les adresses"),
    "toutes les adresses IPv6 en plus": (container(ports=on(("127.0.0.1", "8000"), ("::", "8000"))), "[::]:8000", "toutes les adresses"),
    "mauvais port du conteneur": (container(ports=on(("127.0.0.1", "8000"), port="8080/tcp")), "8080/tcp", "non à 80/tcp"),
    "mauvais port de la machine": (container(ports=on(("127.0.0.1", "8001"))), "127.0.0.1:8001", "n'est pas 8000"),
    "ports intervertis": (container(ports=on(("127.0.0.1", "80"), port="8000/tcp")), "127.0.0.1:80", "intervertis"),
    "une autre adresse de la boucle": (container(ports=on(("127.0.0.2", "8000"))), "127.0.0.2:8000", "n'est pas 127.0.0.1"),
    "une adresse du réseau local": (container(ports=on(("192.168.1.5", "8000"))), "192.168.1.5:8000", "n'est pas 127.0.0.1"),
    "UDP": (container(ports=on(("127.0.0.1", "8000"), port="80/udp")), "80/udp", "protocole"),
    "la bonne et une autre": (container(ports=on(("127.0.0.1", "8000"), ("127.0.0.1", "9000"))), "127.0.0.1:9000", "une autre avec elle"),
    "la bonne et un autre port du conteneur": (container(ports={**ASKED, **on(("127.0.0.1", "8443"), port="443/tcp")}), "127.0.0.1:8443", "une autre avec elle"),
    "la bonne et ::1": (container(ports=on(("127.0.0.1", "8000"), ("::1", "8000"))), "[::1]:8000", "une autre avec elle"),
    "port éphémère": (container(ports=on(("127.0.0.1", "49153"))), "127.0.0.1:49153", "n'est pas 8000"),
    "réseau de la machine": (container(networks=("host",), mode="host", ports={}), "réseau de la machine", "sans frontière"),
    "réseau de la machine, publication demandée": (container(networks=("host",), mode="host", ports={}, asked=ASKED), "réseau de la machine", "sans frontière"),
    "réseau none": (container(networks=("none",), mode="none", ports={}, asked=ASKED), "réseau none", "carte réseau"),
    "réseau d'un autre conteneur": (container(networks=(), mode="container:abc", ports={}), "emprunte le réseau", "publie"),
    "réseau interne": (container(networks=("dedans",), ports={}, asked=ASKED), "sans effet, sur le réseau dedans", "interne"),
    "débranché": (container(networks=(), ports={}, asked=ASKED), "relié à aucun réseau", "débranché"),
    "exposé seulement": (container(), "rien n'est publié", "Exposer"),
    "ni publié ni exposé": (container(exposed=(), ports={}), "rien n'est publié", "aucun chemin"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_PUBLICATIONS.values(), ids=WRONG_PUBLICATIONS.keys())
def test_a_wrong_publication_fails_and_says_what_is_seen_and_what_it_means(case: tuple[Json, str, str]) -> None:
    entry, observed, hint = case
    verdict = subject(entry).publishes("80/tcp", only_on=WANTED)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert hint in verdict.hint
    assert verdict.hint
    assert "127.0.0.1:8000:80" not in verdict.hint


def test_when_another_container_holds_the_port_it_is_named() -> None:
    holder = {"Id": "h", "Names": ["/tenant"], "Labels": {}, "Ports": [{"IP": "127.0.0.1", "PublicPort": 8000, "PrivatePort": 80, "Type": "tcp"}]}  # fmt: skip
    entry = container(status="created", ports={}, asked=ASKED)
    assert "tenant" in subject(entry, listed=(holder,)).publishes("80/tcp", only_on=WANTED).hint


def test_asking_anything_of_an_absent_container_is_an_error_and_not_a_failure() -> None:
    with pytest.raises(DockerlabError, match="vitrine"):
        subject(None).publishes("80/tcp", only_on=WANTED)


# Laisser se poser


def engine_with(*entries: Json) -> FakeEngine:
    return FakeEngine(
        containers=[
            {"Id": entry["Id"], "Names": [entry["Name"]], "Labels": entry["Config"]["Labels"], "Ports": []}
            for entry in entries
        ],
        inspected={entry["Id"]: entry for entry in entries},
        time=NOW.isoformat(),
    )


SCOPE = Scope("essai", Declared.of(containers=["vitrine", "voisine"]))


@pytest.mark.parametrize("entry", [container(uptime=3.2), container(status="exited", uptime=1)])
def test_nothing_is_waited_for_when_nothing_just_started(entry: Json) -> None:
    said: list[str] = []
    started = time.monotonic()
    settled(engine_with(entry), SCOPE, said.append)  # type: ignore[arg-type]
    assert said == []
    assert time.monotonic() - started < 1


def test_what_just_started_is_observed_only_for_the_time_that_is_missing() -> None:
    said: list[str] = []
    started = time.monotonic()
    settled(engine_with(container(uptime=2.8)), SCOPE, said.append)  # type: ignore[arg-type]
    assert len(said) == 1
    assert 0.2 < time.monotonic() - started < 1.5


# La sonde


@contextmanager
def server(*behave: Callable[[socket.socket], None], family: int = socket.AF_INET) -> Iterator[int]:
    """Un petit serveur sur la boucle locale ; chaque connexion reçoit le comportement suivant. Rend son port."""
    with socket.socket(family) as listening:
        listening.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        listening.listen(8)
        listening.settimeout(10)

        def serve() -> None:
            for action in behave:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        action(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        listening.close()
        thread.join(5)


def request_of(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(4096)
        if not chunk:
            break
        data += chunk
    return data


def answers(data: bytes, then: Callable[[socket.socket], None] = lambda _: None) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(data)
        then(connection)

    return behave


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def until_closed(connection: socket.socket) -> None:
    """Ne répond plus, jusqu'à ce que l'autre côté s'en aille."""
    connection.settimeout(10)
    while connection.recv(4096):
        pass


def drips(data: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        pause = threading.Event()
        for byte in data:
            connection.sendall(bytes([byte]))
            pause.wait(0.02)

    return behave


PAGE = b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 2\r\n\r\nok"


def ask(port: int, *, host: str = "127.0.0.1", timeout: float = 0.5) -> dict[str, Any]:
    started = time.monotonic()
    answer = probe.http(host=host, port=port, path="/?jeton=abc", agent="dockerlab/abc", timeout=timeout)
    assert time.monotonic() - started < timeout + 1, "la sonde n'est pas bornée"
    assert set(answer) >= {"kind", "errno"}
    return answer


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (answers(PAGE), "response"),
        (answers(PAGE, until_closed), "response"),
        (answers(b"HTTP/1.0 404 Not Found\r\n\r\n"), "response"),
        (answers(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n"), "response"),
        (answers(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000), "response"),
        (answers(b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n", resets), "response"),
        (resets, "reset"),
        (lambda connection: None, "reset"),
        (answers(b"", resets), "reset"),
        (until_closed, "timeout"),
        (answers(b"HTTP/1.1 200", until_closed), "timeout"),
        (drips(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000), "timeout"),
        (drips(b"x" * 1000), "timeout"),
        (answers(b"SSH-2.0-OpenSSH_9.2\r\n"), "not-http"),
        (answers(b"bonjour"), "not-http"),
        (answers(b"\x00\xff\r\n\r\n"), "not-http"),
        (answers(b"HTTP/1.1\r\n\r\n"), "not-http"),
        (answers(b"HTTP/1.1 deux-cents OK\r\n\r\n"), "not-http"),
        (answers(b"\r\n\r\n"), "not-http"),
    ],
    ids=[
        "répond", "répond et garde la connexion", "404", "en-tête énorme", "corps énorme", "répond puis coupe", "coupe", "ferme sans rien dire",
        "coupe après la question", "ne dit rien", "commence et se tait", "distille son en-tête", "distille autre chose", "SSH", "du texte",
        "des octets", "sans statut", "statut en lettres", "lignes vides",
    ],
)  # fmt: skip
def test_the_probe_names_what_comes_back_and_is_bounded_in_time(
    behave: Callable[[socket.socket], None], kind: str
) -> None:
    with server(behave) as port:
        assert ask(port)["kind"] == kind


def test_the_probe_tells_a_refusal() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        answer = ask(unheard.getsockname()[1])
    assert answer["kind"] == "refused"
    assert answer["errno"] == 111


def test_the_probe_tells_a_name_that_leads_nowhere() -> None:
    assert probe.http(host="nulle-part.invalid", port=80, path="/", agent="x", timeout=0.5)["kind"] == "unknown-name"


def test_the_probe_reads_the_status_and_the_server() -> None:
    with server(answers(PAGE)) as port:
        assert ask(port) == {"kind": "response", "errno": None, "status": 200, "server": "nginx/1.22.1", "body": "ok"}
    with server(answers(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")) as port:
        assert ask(port) == {"kind": "response", "errno": None, "status": 503, "server": "", "body": ""}


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
def test_the_probe_writes_a_request_that_a_server_can_read(family: int) -> None:
    seen: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        seen.append(request_of(connection))
        connection.sendall(PAGE)

    host, written = ("::1", "[::1]") if family == socket.AF_INET6 else ("127.0.0.1", "127.0.0.1")
    with server(behave, family=family) as port:
        ask(port, host=host)
    lines = seen[0].decode().split("\r\n")
    assert lines[0] == "GET /?jeton=abc HTTP/1.1"
    assert f"Host: {written}:{port}" in lines
    assert "User-Agent: dockerlab/abc" in lines


def test_the_probe_runs_as_it_is_without_dockerlab() -> None:
    question = {"path": "/", "agent": "x", "timeout": 1, "host": "127.0.0.1"}
    source = Path(probe.__file__).read_text(encoding="utf-8")
    with server(answers(PAGE)) as port:
        result = subprocess.run(
            [sys.executable, "-I", "-c", source, json.dumps([["http", {**question, "port": port}]])],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    assert json.loads(result.stdout)[0]["kind"] == "response"


# Arriver jusqu'au conteneur


class LoggingEngine(FakeEngine):
    """Un moteur factice dont le conteneur écrit dans son journal ce que le serveur a reçu."""

    def __init__(self, entry: Json, commands: tuple[str, ...] = ("nginx: master process nginx",)) -> None:
        super().__init__(
            containers=[{"Id": entry["Id"], "Names": [entry["Name"]], "Labels": {}, "Ports": []}],
            inspected={entry["Id"]: entry},
            time=NOW.isoformat(),
        )
        self.commands = commands

    def processes(self, name: str) -> list[str]:
        return list(self.commands)


def local_probes(engine: FakeEngine, folder: Path) -> Probes:
    """Des sondes qui savent déjà que le moteur factice partage la boucle locale."""
    store = Store(folder)
    mine = network_namespace()
    with store.change("loopback") as document:
        document["moteur-1"] = {"mine": mine, "engine": mine}
    return Probes(engine, store)  # type: ignore[arg-type]


def logs_and_answers(engine: FakeEngine, data: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        engine.journal += request_of(connection).decode()
        connection.sendall(data)

    return behave


def reach(engine: FakeEngine, behave: Callable[[socket.socket], None], folder: Path) -> Verdict:
    with server(behave) as port:
        target = Situation(Snapshot(NOW.timestamp(), "20.10.24", tuple(engine._inspected.values()), (), ()), {})
        return (
            local_probes(engine, folder)
            .http(f"http://127.0.0.1:{port}/")
            .reaches(target.container("vitrine"), server="nginx")
        )


def test_a_request_that_is_answered_and_found_in_the_log_reaches(tmp_path: Path) -> None:
    engine = LoggingEngine(container())
    verdict = reach(engine, logs_and_answers(engine, PAGE), tmp_path)
    assert verdict.status is Status.PASSED, verdict
    assert "réponse 200" in verdict.observed


def test_another_program_that_answers_at_that_address_is_not_the_container(tmp_path: Path) -> None:
    verdict = reach(LoggingEngine(container()), answers(PAGE), tmp_path)
    assert verdict.status is Status.FAILED
    assert "n'est pas dans le journal de vitrine" in verdict.observed


def test_a_server_that_only_says_it_is_nginx_does_not_pass(tmp_path: Path) -> None:
    engine = LoggingEngine(container(), ("python3 -m http.server",))
    verdict = reach(engine, logs_and_answers(engine, PAGE), tmp_path)
    assert verdict.status is Status.FAILED
    assert "processus nginx" in verdict.observed


@pytest.mark.parametrize("name", [b"Apache/2.4", b"nginx-contrefait/1", b""])
def test_a_server_of_another_name_does_not_pass(name: bytes, tmp_path: Path) -> None:
    engine = LoggingEngine(container())
    verdict = reach(engine, logs_and_answers(engine, PAGE.replace(b"nginx/1.22.1", name)), tmp_path)
    assert verdict.status is Status.FAILED


@pytest.mark.parametrize("status", [b"404 Not Found", b"403 Forbidden", b"500 Internal Server Error"])
def test_a_page_that_is_refused_does_not_pass(status: bytes, tmp_path: Path) -> None:
    engine = LoggingEngine(container())
    verdict = reach(engine, logs_and_answers(engine, PAGE.replace(b"200 OK", status)), tmp_path)
    assert verdict.status is Status.FAILED
    assert f"réponse {status[:3].decode()}" in verdict.observed


def test_a_container_that_falls_at_the_request_does_not_pass(tmp_path: Path) -> None:
    engine = LoggingEngine(container())

    def behave(connection: socket.socket) -> None:
        logs_and_answers(engine, PAGE)(connection)
        engine._inspected["id-vitrine"] = container(restarts=1, uptime=-1)

    verdict = reach(engine, behave, tmp_path)
    assert verdict.status is Status.FAILED


def test_a_log_that_docker_cannot_read_again_fails_with_the_reason(tmp_path: Path) -> None:
    class Mute(LoggingEngine):
        def logs(self, name: str, *, tail: int | str = "all", since: int | None = None) -> str:
            raise LogsUnreadable("pas de journal")

    engine = Mute(container())
    verdict = reach(engine, answers(PAGE), tmp_path)
    assert verdict.status is Status.FAILED
    assert "n'est pas gardé" in verdict.observed


@pytest.mark.parametrize(("behave", "kind"), [(resets, "reset"), (answers(b"SSH-2.0\r\n"), "not-http")])
def test_a_connection_alone_proves_nothing(behave: Callable[[socket.socket], None], kind: str, tmp_path: Path) -> None:
    verdict = reach(LoggingEngine(container()), behave, tmp_path)
    assert verdict.status is Status.FAILED
    assert verdict.observed == NO_ANSWER[kind][0]
    assert "vitrine" in verdict.hint


def test_every_kind_of_no_answer_has_its_words() -> None:
    kinds = {"refused", "timeout", "unreachable", "unknown-name", "reset", "not-http"}
    assert set(NO_ANSWER) == kinds
    assert set(probe.KINDS.values()) <= kinds
    assert len({observed for observed, _ in NO_ANSWER.values()}) == len(kinds)


# Les quatre verdicts


def make(*functions: Callable[..., Any], after: dict[str, str] | None = None) -> Exercise:
    """Un exercice dont chaque vérification vaut un point de plus que la précédente."""
    exercise = Exercise(title="Essai", goal="but", hints=["1", "2", "3"], containers=["vitrine"])
    by_name = {function.__name__: function for function in functions}
    for points, function in enumerate(functions, 1):
        rests_on = by_name[after[function.__name__]] if after and function.__name__ in after else None
        exercise.check(points=points, after=rests_on)(function)
    exercise.id = "essai"
    return exercise


def run(exercise: Exercise, folder: Path, engine: FakeEngine | None = None) -> Report:
    return run_checks(
        exercise, engine or engine_with(), Store(folder), answers={"cle": "valeur"}, started=True, help=2  # type: ignore[arg-type]
    )  # fmt: skip


def statuses(report: Report) -> list[str]:
    return [result.verdict.status.value for result in report.results]


def good(situation: Situation) -> Verdict:
    """Bonne."""
    return passed("a", "b")


def bad(situation: Situation) -> Verdict:
    """Mauvaise."""
    return failed("attendu", "observé", "à savoir")


def broken(situation: Situation) -> Verdict:
    """En défaut."""
    raise KeyError("clé absente")


def engine_lost(situation: Situation) -> Verdict:
    """Le moteur s'en va."""
    raise EngineGone("Le moteur Docker ne répond plus.", cause="il s'est arrêté.")


def probe_lost(situation: Situation, probes: Probes) -> Verdict:
    """La sonde se casse."""
    raise HelperFailed("La sonde n'a pas pu partir.", cause="errno 5")


def test_a_check_that_raises_is_an_error_that_keeps_its_cause(tmp_path: Path) -> None:
    report = run(make(good, broken, engine_lost, probe_lost), tmp_path)
    assert statuses(report) == ["passed", "error", "error", "error"]
    causes = [result.verdict.cause for result in report.results]
    assert causes[0] is None
    for cause, fragments in zip(causes[1:], (["broken", "KeyError", "clé absente"], ["ne répond plus", "s'est arrêté"], ["sonde", "errno 5"]), strict=True):  # fmt: skip
        assert all(fragment in (cause or "") for fragment in fragments)


@pytest.mark.parametrize("value", [True, None, "passed", Status.PASSED, (Status.PASSED,)], ids=repr)
def test_what_is_not_a_verdict_is_an_error_and_never_a_point(value: object, tmp_path: Path) -> None:
    def odd(situation: Situation) -> object:
        """Rend autre chose."""
        return value

    report = run(make(odd), tmp_path)
    assert statuses(report) == ["error"]
    assert report.score == 0
    assert "odd" in (report.results[0].verdict.cause or "")


@pytest.mark.parametrize(("first", "status"), [(bad, "failed"), (broken, "error")])
def test_what_rests_on_a_check_that_did_not_pass_is_skipped_down_the_chain(
    first: Callable[..., Verdict], status: str, tmp_path: Path
) -> None:
    calls: list[str] = []

    def second(situation: Situation) -> Verdict:
        """La deuxième."""
        calls.append("second")
        return passed("a", "b")

    def third(situation: Situation) -> Verdict:
        """La troisième."""
        calls.append("third")
        return passed("a", "b")

    exercise = make(first, second, third, good, after={"second": first.__name__, "third": "second"})
    report = run(exercise, tmp_path)
    assert statuses(report) == [status, "skipped", "skipped", "passed"]
    assert calls == []
    assert report.score == 4


def test_an_error_gives_no_point_and_costs_none_and_the_maximum_never_changes(tmp_path: Path) -> None:
    all_good = run(make(good, good_too), tmp_path)
    one_bad = run(make(good, bad), tmp_path)
    one_broken = run(make(good, broken), tmp_path)
    assert [r.max for r in (all_good, one_bad, one_broken)] == [3, 3, 3]
    assert [r.score for r in (all_good, one_bad, one_broken)] == [3, 1, 1]
    assert [r.gradable for r in (all_good, one_bad, one_broken)] == [True, True, False]
    assert [r.exit_status for r in (all_good, one_bad, one_broken)] == [0, 1, 2]


def good_too(situation: Situation) -> Verdict:
    """Bonne aussi."""
    return passed("a", "b")


def test_an_error_wins_over_a_failure_for_the_exit_status(tmp_path: Path) -> None:
    assert run(make(bad, broken), tmp_path).exit_status == 2


def test_skipped_alone_is_not_success(tmp_path: Path) -> None:
    report = run(make(bad, good, after={"good": "bad"}), tmp_path)
    assert report.exit_status == 1
    assert not report.passed


def test_a_check_sees_the_answers_and_the_containers_of_its_exercise_only(tmp_path: Path) -> None:
    seen: dict[str, object] = {}

    def look(situation: Situation) -> Verdict:
        """Regarde."""
        seen["answers"] = dict(situation.answers)
        seen["mine"] = situation.container("vitrine").inspected is not None
        seen["other"] = situation.container("etrangere").inspected is not None
        return passed("a", "b")

    run(make(look), tmp_path, engine_with(container(), container("etrangere")))
    assert seen == {"answers": {"cle": "valeur"}, "mine": True, "other": False}


def test_the_json_document_has_exactly_the_fields_that_were_promised(tmp_path: Path) -> None:
    document = json.loads(json.dumps(run(make(good, bad, broken), tmp_path).to_json()))
    assert list(document) == ["exercise", "started", "gradable", "score", "max", "help", "checks"]
    assert {key: document[key] for key in list(document)[:-1]} == {
        "exercise": "essai", "started": True, "gradable": False, "score": 1, "max": 6, "help": 2,
    }  # fmt: skip
    fields = ["id", "title", "status", "points", "max", "expected", "observed", "hint", "cause"]
    assert [list(check) for check in document["checks"]] == [fields] * 3
    assert document["checks"][0] == {
        "id": "good", "title": "Bonne.", "status": "passed", "points": 1, "max": 1, "expected": "a", "observed": "b",
        "hint": "", "cause": None,
    }  # fmt: skip
    assert document["checks"][1] == {
        "id": "bad", "title": "Mauvaise.", "status": "failed", "points": 0, "max": 2, "expected": "attendu", "observed": "observé",
        "hint": "à savoir", "cause": None,
    }  # fmt: skip
    assert document["checks"][2]["status"] == "error"
    assert document["checks"][2]["cause"]


def test_without_an_engine_every_check_is_an_error_and_the_maximum_stays() -> None:
    exercise = make(good, bad)
    report = unjudged(exercise, started=False, help=1, cause="Aucun moteur Docker ne répond.")
    assert statuses(report) == ["error", "error"]
    assert {result.verdict.cause for result in report.results} == {"Aucun moteur Docker ne répond."}
    assert (report.score, report.max, report.gradable, report.exit_status) == (0, 3, False, 2)


# Le compte rendu

HOSTILE = "<script>alert(1)</script> & \"guillemets\" 'x' `code` ` seul\nligne"


def report_of(*verdicts: Verdict) -> Report:
    exercise = make(*([good, good_too][: len(verdicts)]))
    results = tuple(Result(check, verdict) for check, verdict in zip(exercise.checks, verdicts, strict=True))
    return Report("essai", HOSTILE, True, 0, exercise.max, results)


@pytest.mark.parametrize("verdict", [failed(HOSTILE, HOSTILE, HOSTILE), error(HOSTILE), passed(HOSTILE, HOSTILE)])
def test_no_text_of_a_verdict_becomes_markup(verdict: Verdict) -> None:
    html = report_of(verdict).html()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_colour_is_never_the_only_sign() -> None:
    report = report_of(passed("a", "b"), failed("a", "b", "c"))
    for text in (repr(report), report.html()):
        assert "réussi" in text
        assert "à revoir" in text
        assert "✔" in text
        assert "✘" in text


def test_the_text_says_expected_observed_and_what_it_means() -> None:
    text = repr(report_of(failed("ATTENDU", "OBSERVÉ", "EXPLICATION")))
    for fragment in (
        "attendu\u00a0: ATTENDU",
        "observé\u00a0: OBSERVÉ",
        "à savoir\u00a0: EXPLICATION",
        "0 point sur 1",
    ):
        assert fragment in text


def test_a_mark_with_an_error_says_that_it_is_no_mark() -> None:
    report = report_of(passed("a", "b"), error("moteur absent"))
    assert "ce n'est pas une note" in report.summary
    assert "moteur absent" in repr(report)


# Écrire un exercice


@pytest.mark.parametrize("hints", [[], ["1", "2"], ["1", "2", "3", "4"]], ids=len)
def test_an_exercise_has_three_hints(hints: list[str]) -> None:
    with pytest.raises(ValueError, match="trois indices"):
        Exercise(title="t", goal="g", hints=hints)


def undocumented(situation: Situation) -> Verdict:
    return passed("a", "b")


def blank(situation: Situation) -> Verdict:
    """ """
    return passed("a", "b")


def no_parameter() -> Verdict:
    """Titre."""
    return passed("a", "b")


def other_parameters(engine: object, situation: Situation) -> Verdict:
    """Titre."""
    return passed("a", "b")


@pytest.mark.parametrize("function", [undocumented, blank, no_parameter, other_parameters])
def test_a_check_has_a_title_and_the_right_parameters(function: Callable[..., Verdict]) -> None:
    with pytest.raises(ValueError, match=function.__name__):
        make(function)


def test_a_check_is_not_defined_twice() -> None:
    with pytest.raises(ValueError, match="good"):
        make(good, good)


def test_a_check_rests_only_on_one_that_precedes_it() -> None:
    exercise = make(good)
    with pytest.raises(ValueError, match="bad"):
        exercise.check(points=1, after=broken)(bad)
    with pytest.raises(ValueError, match="bad"):
        exercise.check(points=1, after=bad)(bad)


def test_two_exercises_share_nothing() -> None:
    assert [check.id for check in make(good).checks] == ["good"]
    assert [check.id for check in make(bad).checks] == ["bad"]


def test_every_exercise_of_the_course_loads_with_its_name_and_a_maximum() -> None:
    for id in exercise_ids(ROOT):
        exercise = load_exercise(ROOT, id)
        assert exercise.id == id
        assert exercise.max > 0
        assert exercise.max == sum(check.points for check in exercise.checks)
        assert load_exercise(ROOT, id) is not exercise


@pytest.mark.parametrize("name", ["publier-ngnix", "publier", "nginx", "zzz", "", "..", "../notebooks", "publier-nginx/"])  # fmt: skip
def test_an_unknown_exercise_is_told_the_nearest_names(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_exercise(ROOT, name)
    assert f"«\u00a0{name}\u00a0»" in caught.value.what
    assert any(id in caught.value.remedy for id in exercise_ids(ROOT))


@pytest.mark.parametrize(
    "text", ["exercise = (", "import module_absent_du_cours", "x = 1", "raise RuntimeError('non')"]
)
def test_an_exercise_that_does_not_load_is_one_of_our_errors_and_names_its_file(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "exercises" / "casse"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(text)
    with pytest.raises(DockerlabError, match="casse"):
        load_exercise(tmp_path, "casse")

"""Un service et son nom, une base, un compte de visites : ce que disent ces vérifications, sans Docker."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from dockerlab.engine import Json, Output
from dockerlab.errors import LogsUnreadable
from dockerlab.grading.counters import Counter, count_apart, is_redis
from dockerlab.grading.databases import is_postgres, is_sheltered, stores
from dockerlab.grading.services import found_by_name, setting, share_no_network
from dockerlab.grading.subjects import ContainerSubject
from dockerlab.grading.verdict import Verdict, passed
from dockerlab.snapshot.snapshot import Snapshot


def subject(
    name: str,
    *networks: str,
    env: Sequence[str] = (),
    mode: str = "default",
    links: Sequence[str] = (),
    aliases: Sequence[str] = (),
    ports: Json | None = None,
    others: Sequence[Json] = (),
) -> ContainerSubject:
    """Un conteneur du sujet, sur ces réseaux ; son adresse sur le premier est 10.203.250.2."""
    ends = {
        network: {"NetworkID": f"id-{network}", "IPAddress": f"10.203.{250 + i}.2", "Aliases": list(aliases), "Links": list(links)}
        for i, network in enumerate(networks)
    }  # fmt: skip
    inspected = {
        "Id": f"id-{name}", "Name": f"/{name}", "Config": {"Env": list(env)}, "HostConfig": {"NetworkMode": mode, "Links": None},
        "NetworkSettings": {"Networks": ends, "Ports": ports or {}},
    }  # fmt: skip
    return ContainerSubject(name, inspected, Snapshot(0, "20.10.24", (inspected,), (), tuple(others)))


class Wire:
    """Des sondes factices : `answer` dit ce que chaque question reçoit, `names` ce que donne une résolution."""

    def __init__(
        self, answer: Any = None, *, outputs: Sequence[Output] = (), log: str = "", program: str = "postgres"
    ) -> None:
        self.answer, self.outputs, self.log, self.program = answer, list(outputs), log, program
        self.asked: list[Any] = []
        self.engine: Any = self
        self.place: Any = self
        self.host: Any = self

    def inside(self, _: ContainerSubject) -> Wire:
        return self

    def ask(self, questions: Sequence[Any]) -> list[Json]:
        self.asked += questions
        return [self.answer(what, arguments) for what, arguments in questions]

    def name(self, name: str) -> Any:
        return SimpleNamespace(leads_to=lambda target: passed("", f"{name} donne 10.203.250.2"))

    def execute(self, _: str, command: list[str]) -> Output:
        self.asked.append(command)
        return self.outputs.pop(0) if len(self.outputs) > 1 else self.outputs[0]

    def processes(self, _: str) -> list[str]:
        return [f"{self.program} *:6379"]

    def logs(self, _: str, *, tail: int) -> str:
        return self.log


# Le nom


@pytest.mark.parametrize(
    ("env", "value"), [(["BASE=registre"], "registre"), (["BASES=x", "BASE=a=b"], "a=b"), ([], "base")]
)
def test_a_setting_is_read_from_the_container_or_is_its_default(env: list[str], value: str) -> None:
    assert setting(subject("appli", env=env), "BASE", "base") == value
    assert setting(ContainerSubject("absent", None, Snapshot(0, "", (), (), ())), "BASE", "base") == "base"


def name_verdict(client: ContainerSubject, name: str, target: ContainerSubject) -> Verdict:
    return found_by_name(Wire(), client, name, target)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["10.203.250.2", "127.0.0.1", "fd00::2", "[fd00::2]"])
def test_an_address_is_not_a_name(address: str) -> None:
    verdict = name_verdict(subject("appli", "net"), address, subject("base", "net"))
    assert not verdict.ok
    assert address in verdict.observed


def test_a_link_does_not_count_unless_the_name_exists_without_it() -> None:
    linked = subject("appli", "net", links=["la-base:registre"])
    assert "--link" in name_verdict(linked, "registre", subject("la-base", "net")).observed
    assert name_verdict(linked, "registre", subject("la-base", "net", aliases=["registre"])).ok
    assert name_verdict(linked, "la-base", subject("la-base", "net")).ok
    old = subject("appli", "bridge")
    assert old.inspected is not None
    old.inspected["HostConfig"]["Links"] = ["/la-base:/appli/registre"]
    assert "--link" in name_verdict(old, "registre", subject("la-base", "bridge")).observed


@pytest.mark.parametrize(
    ("name", "docker"),
    [("la-base", True), ("LA-BASE.", True), ("registre", True), ("registre.net", True), ("registre.autre", False), ("grimoire", False)],
)  # fmt: skip
def test_a_name_that_leads_there_must_be_one_that_docker_gives(name: str, docker: bool) -> None:
    """Un serveur de noms de l'étudiant peut donner la bonne adresse : ce n'est pas celui de Docker."""
    verdict = name_verdict(subject("appli", "net"), name, subject("la-base", "net", aliases=["registre"]))
    assert verdict.ok is docker
    assert ("autre serveur de noms" in verdict.observed) is not docker


def test_a_shared_network_is_named_and_is_known_by_its_id_not_its_name() -> None:
    verdict = share_no_network(subject("un", "a", "b"), subject("deux", "b", "c"))
    assert (verdict.ok, verdict.observed) == (False, "tous deux sont sur b")
    same_name = subject("deux", "a")
    assert same_name.inspected is not None
    same_name.inspected["NetworkSettings"]["Networks"]["a"]["NetworkID"] = "un autre"
    assert share_no_network(subject("un", "a"), same_name).ok


# La base


def test_a_container_without_psql_is_not_a_database() -> None:
    verdict = is_postgres(Wire(outputs=[Output(127, "", "psql: not found")]), subject("base"))  # type: ignore[arg-type]
    assert "psql n'est pas" in verdict.observed


def test_a_database_that_is_still_starting_is_waited_for() -> None:
    engine = Wire(outputs=[Output(2, "", "starting up"), Output(0, "17.1\n", "")])
    assert is_postgres(engine, subject("base")).ok  # type: ignore[arg-type]


def test_an_answer_without_a_postgres_process_does_not_pass() -> None:
    assert not is_postgres(Wire(outputs=[Output(0, "17", "")], program="sleep"), subject("base")).ok  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "ports", "observed"),
    [
        ("host", {}, "réseau de la machine"),
        ("container:x", {}, "emprunte"),
        ("net", {"5432/tcp": [{"HostIp": "127.0.0.1", "HostPort": "5432"}]}, "127.0.0.1:5432"),
    ],
)
def test_a_database_that_the_machine_reaches_is_not_sheltered(mode: str, ports: Json, observed: str) -> None:
    base = subject("base", "net", mode=mode, ports=ports)
    assert observed in is_sheltered(Wire(), base, door=subject("appli")).observed  # type: ignore[arg-type]


RELAY = {"Names": ["/relais"], "NetworkSettings": {"Networks": {"net": {"NetworkID": "id-net"}}},
         "Ports": [{"IP": "0.0.0.0", "PublicPort": 5439, "PrivatePort": 1, "Type": "tcp"}, {"IP": "::", "PublicPort": 5439, "PrivatePort": 1, "Type": "tcp"}]}  # fmt: skip


def test_a_relay_is_found_by_what_the_database_writes_in_its_log() -> None:
    class Refusing(Wire):
        def logs(self, _: str, *, tail: int) -> str:
            word = [ord(c) for c in self.asked[0][1]["text"][4:]]
            return f"FATAL:  unsupported frontend protocol {word[0] * 256 + word[1]}.{word[2] * 256 + word[3]}: server supports 3.0"

    def refuses(what: str, arguments: Json) -> Json:
        return {"kind": "response", "errno": None, "line": "E SFATAL unsupported"}

    base = subject("base", "net", others=[RELAY])
    verdict = is_sheltered(Refusing(refuses), base, door=subject("appli"))  # type: ignore[arg-type]
    assert verdict.observed == "par 127.0.0.1:5439, que publie relais, la base répond"
    assert is_sheltered(Wire(refuses), base, door=subject("appli")).ok  # type: ignore[arg-type]


@pytest.mark.parametrize("readable", [True, False])
def test_a_relay_is_found_even_if_the_database_writes_nothing(readable: bool) -> None:
    """Qui refuse comme PostgreSQL sans en être un est un relais ; une autre base, publiée par un voisin, n'en est pas un."""

    class Silent(Wire):
        def logs(self, _: str, *, tail: int) -> str:
            if not readable:
                raise LogsUnreadable("none")
            return ""

    def refuses(*_: Any) -> Json:
        return {"kind": "response", "errno": None, "line": "E SFATAL unsupported"}

    base = subject("base", "net", others=[RELAY])
    assert not is_sheltered(Silent(refuses, program="socat"), base, door=subject("appli")).ok  # type: ignore[arg-type]
    assert is_sheltered(Silent(refuses), base, door=subject("appli")).ok  # type: ignore[arg-type]


def test_a_relay_published_in_ipv6_alone_is_knocked_at_too() -> None:
    wire = Wire(lambda *_: {"kind": "response", "errno": None, "line": "E SFATAL unsupported"}, program="socat")
    verdict = is_sheltered(
        wire, subject("base", "net", others=[{**RELAY, "Ports": RELAY["Ports"][1:]}]), door=subject("appli")
    )  # type: ignore[arg-type]
    assert verdict.observed == "par [::1]:5439, que publie relais, la base répond"


def test_neighbours_that_share_no_network_of_the_database_or_only_bridge_are_left_alone() -> None:
    wire = Wire(lambda *_: pytest.fail("personne ne doit être dérangé"))
    for network in ("autre", "bridge"):
        assert is_sheltered(wire, subject("base", network, others=[RELAY]), door=subject("appli")).ok  # type: ignore[arg-type]


def test_a_word_that_is_accepted_and_not_found_does_not_pass() -> None:
    wire = Wire(
        lambda *_: {"kind": "response", "errno": None, "status": 200, "body": "écrit"}, outputs=[Output(0, "", "")]
    )
    verdict = stores(wire, "http://127.0.0.1:1/ecrire", subject("appli"), subject("base"))  # type: ignore[arg-type]
    assert "n'est pas dans base" in verdict.observed


def test_what_the_page_says_of_its_database_is_repeated() -> None:
    wire = Wire(lambda *_: {"kind": "response", "errno": None, "status": 503, "body": "La base dort.\nsuite"})
    verdict = stores(wire, "http://127.0.0.1:1/ecrire", subject("appli"), subject("base"))  # type: ignore[arg-type]
    assert verdict.observed == "réponse 503\u00a0: La base dort."


# Les visites


class Sea(Wire):
    """Deux redis et deux pages ; `counted[page]` dit lesquels comptent une visite de cette page."""

    def __init__(self, *counted: tuple[int, ...], strangers: int = 0) -> None:
        super().__init__(self.reply, program="redis-server")
        self.counted, self.counts, self.strangers = counted, [4, 9], strangers

    def reply(self, what: str, arguments: Json) -> Json:
        if what == "say":
            if arguments["text"].startswith("PING"):
                return {"kind": "response", "errno": None, "line": "+PONG"}
            return {"kind": "response", "errno": None, "line": f":{self.counts[arguments['host'] == '10.203.251.2']}"}
        page = arguments["port"] - 8004
        for memory in self.counted[page]:
            self.counts[memory] += 1
        if self.strangers:
            self.strangers -= 1
            self.counts[1 - page] += 1
        return {"kind": "response", "errno": None, "status": 200, "body": ""}


def count(sea: Sea) -> Verdict:
    south = subject("sud-redis", "x", "y")
    assert south.inspected is not None
    south.inspected["NetworkSettings"]["Networks"]["x"]["IPAddress"] = "10.203.251.2"
    one = Counter("http://127.0.0.1:8004/", subject("nord"), subject("nord-redis", "x"))
    return count_apart(sea, one, Counter("http://127.0.0.1:8005/", subject("sud"), south))  # type: ignore[arg-type]


def visits(sea: Sea) -> int:
    return sum(what == "http" for what, _ in sea.asked)


def test_each_visit_counted_by_its_own_redis_passes_with_one_visit_each() -> None:
    sea = Sea((0,), (1,))
    verdict = count(sea)
    assert verdict.ok
    assert "nord-redis 4 → 5, sud-redis 9 → 9" in verdict.observed
    assert visits(sea) == 2


@pytest.mark.parametrize(
    ("counted", "hint"),
    [
        (((1,), (0,)), "comptée par sud-redis"),
        (((0,), (0,)), "comptée par nord-redis"),
        (((), (1,)), "aucun des deux"),
        (((0, 1), (1,)), "comptent ensemble"),
        (((0, 0), (1,)), "en compte 2"),
    ],
)
def test_a_visit_counted_elsewhere_or_twice_fails_and_says_which(
    counted: tuple[tuple[int, ...], ...], hint: str
) -> None:
    assert hint in count(Sea(*counted)).hint


def test_a_visit_of_someone_else_in_the_middle_is_not_the_students_fault() -> None:
    sea = Sea((0,), (1,), strangers=1)
    assert count(sea).ok
    assert visits(sea) == 4


@pytest.mark.parametrize(
    ("line", "program", "ok"), [("+PONG", "redis-server", True), ("-NOAUTH", "redis-server", False), ("+PONG", "python3", False)]
)  # fmt: skip
def test_a_redis_is_known_by_its_answer_and_its_process(line: str, program: str, ok: bool) -> None:
    wire = Wire(lambda *_: {"kind": "response", "errno": None, "line": line}, program=program)
    assert is_redis(wire, subject("redis", "net")).ok is ok  # type: ignore[arg-type]
    assert not is_redis(wire, subject("redis")).ok  # type: ignore[arg-type]

"""Les conteneurs d'appoint : brefs, au moindre privilège, et qui disent ce qui n'a pas marché."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import FakeEngine
from polling import until

from dockerlab.engine import Engine, Json, Output
from dockerlab.errors import EngineError, HelperFailed, ImageAbsent
from dockerlab.grading.places import shares_loopback
from dockerlab.grading.probes import Probes
from dockerlab.helpers import (
    Listener,
    host_config,
    host_namespace,
    listeners,
    network_namespace,
    parse_listeners,
    run_helper,
)
from dockerlab.images import TOOLBOX
from dockerlab.lab import Lab
from dockerlab.ownership import HELPER
from dockerlab.workspace import Store


class Recorder(FakeEngine):
    """Note la configuration demandée, et rend ce qu'on lui a donné."""

    def __init__(self, answer: Output | EngineError) -> None:
        super().__init__()
        self.answer, self.configs = answer, list[Json]()

    def run_once(self, config: Json, *, deadline: float) -> Output:
        self.configs.append(config)
        if isinstance(self.answer, EngineError):
            raise self.answer
        return self.answer


def ran(code: int = 0, stdout: str = "", stderr: str = "") -> Output:
    return Output(0, json.dumps([code, stdout, stderr]), "")


def test_a_helper_gives_back_code_output_and_errors() -> None:
    assert run_helper(Recorder(ran(3, "é\n", "faute")), ["x"]) == Output(3, "é\n", "faute")  # type: ignore[arg-type]


def test_a_helper_has_by_default_no_network_no_capability_and_a_read_only_root() -> None:
    engine = Recorder(ran())
    run_helper(engine, ["ip", "link"])  # type: ignore[arg-type]
    [config] = engine.configs
    options = config["HostConfig"]
    assert config["Image"] == TOOLBOX
    assert config["Cmd"][-2:] == ["ip", "link"]
    assert HELPER in config["Labels"]
    assert options["NetworkMode"] == "none"
    assert (options["CapDrop"], options["CapAdd"]) == (["ALL"], [])
    assert options["ReadonlyRootfs"]
    assert "no-new-privileges" in options["SecurityOpt"]
    assert "PidMode" not in options
    assert options["Mounts"] == []
    assert not options.get("Privileged")


def test_what_is_named_and_nothing_else_is_given() -> None:
    options = host_config(network="host", host_processes=True, capabilities=["SYS_PTRACE"], mounts=[{"Type": "bind"}])
    assert options["CapDrop"] == ["ALL"]
    assert options["CapAdd"] == ["SYS_PTRACE"]
    assert options["PidMode"] == "host"
    assert options["Mounts"] == [{"Type": "bind"}]
    assert "no-new-privileges" in options["SecurityOpt"]


@pytest.mark.parametrize("stdout", ["", "pas du JSON", "[1]", "{}", "[1, 2, 3, 4]"])
def test_a_helper_that_gives_nothing_readable_has_failed_with_what_it_said(stdout: str) -> None:
    with pytest.raises(HelperFailed) as caught:
        run_helper(Recorder(Output(0, stdout, "exec: python3: absent")), ["x"])  # type: ignore[arg-type]
    assert "exec: python3: absent" in caught.value.cause
    assert "dockerlab doctor" in caught.value.remedy


def test_a_toolbox_that_is_missing_is_named_with_the_ways_to_get_it() -> None:
    with pytest.raises(ImageAbsent, match=TOOLBOX) as caught:
        run_helper(Recorder(ImageAbsent("absente")), ["x"])  # type: ignore[arg-type]
    assert "dockerlab images get" in caught.value.remedy
    assert "dockerlab images import" in caught.value.remedy


SS = """\
udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=301,fd=13))
udp UNCONN 0 0 *:5353 *:*
tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=12,fd=6),("nginx",pid=11,fd=6))
tcp LISTEN 0 511 [::]:80 [::]:* users:(("nginx",pid=12,fd=7))
tcp LISTEN 0 128 127.0.0.1:8190 0.0.0.0:*
tcp LISTEN 0 128 [::1]:8190 [::]:*
tcp LISTEN 0 128 [::ffff:127.0.0.1]:9000 *:* users:(("mon programme",pid=7,fd=1))

n'importe quoi
tcp
"""


def test_listening_sockets_are_read_with_their_address_port_and_program() -> None:
    assert parse_listeners(SS) == [
        Listener("tcp", "*", 80, "nginx (processus 12)"),
        Listener("tcp", "127.0.0.1", 8190, ""),
        Listener("tcp", "::1", 8190, ""),
        Listener("tcp", "::ffff:127.0.0.1", 9000, "mon programme (processus 7)"),
        Listener("udp", "*", 5353, ""),
        Listener("udp", "127.0.0.53", 53, "systemd-resolve (processus 301)"),
    ]


def test_a_reading_of_sockets_that_failed_is_not_an_absence_of_sockets() -> None:
    """`ss` absent ou tombé : le dire, plutôt que « aucun port n'est pris »."""
    with pytest.raises(EngineError):
        listeners(Recorder(ran(127, "", "ss: not found")))  # type: ignore[arg-type]


def test_this_process_knows_its_network_namespace() -> None:
    mine = network_namespace()
    assert mine is not None
    assert mine.endswith(str(Path("/proc/self/ns/net").stat().st_ino))


def test_the_shared_loopback_is_asked_once_and_kept(tmp_path: Path) -> None:
    mine = network_namespace()
    engine, store = Recorder(ran(0, f"{mine}\n")), Store(tmp_path)
    assert [shares_loopback(engine, store) for _ in range(3)] == [True] * 3  # type: ignore[arg-type]
    assert len(engine.configs) == 1
    other = Recorder(ran(0, "autre-noyau 4026531840\n"))
    other._info = {**other._info, "ID": "moteur-2"}
    assert not shares_loopback(other, store)  # type: ignore[arg-type]


def test_a_kept_answer_from_another_boot_is_asked_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.change("loopback") as document:
        document["moteur-1"] = {"mine": "ancien-noyau 1", "engine": "ancien-noyau 1"}
    engine = Recorder(ran(0, f"{network_namespace()}\n"))
    assert shares_loopback(engine, store)  # type: ignore[arg-type]
    assert len(engine.configs) == 1


@pytest.mark.parametrize("content", ["{", "[]", '{"moteur-1": 3}', '{"moteur-1": {"mine": null}}'])
def test_a_damaged_memory_of_the_loopback_is_asked_again(content: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.folder.mkdir()
    store.path("loopback").write_text(content)
    assert shares_loopback(Recorder(ran(0, f"{network_namespace()}\n")), store)  # type: ignore[arg-type]


def test_a_question_about_the_namespace_that_failed_is_an_error_and_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(EngineError):
        shares_loopback(Recorder(ran(127, "", "python3: absent")), store)  # type: ignore[arg-type]
    assert store.read("loopback") == {}


# Sur un vrai moteur


@pytest.mark.engine
def test_a_helper_really_has_no_network_no_right_and_no_place_to_write(engine: Engine) -> None:
    script = "cat /proc/self/status | grep CapEff; ls /sys/class/net; touch /a 2>/dev/null || echo lecture seule; touch /tmp/a && echo tmp"
    output = run_helper(engine, ["sh", "-c", script])
    assert output.stdout.split() == ["CapEff:", "0000000000000000", "lo", "lecture", "seule", "tmp"]


@pytest.mark.engine
@pytest.mark.parametrize("command", [["sh", "-c", "echo dehors; echo faute >&2; exit 3"], ["nimporte"]])
def test_a_helper_tells_the_code_of_its_command(command: list[str], engine: Engine) -> None:
    output = run_helper(engine, command)
    assert output.code == (3 if command[0] == "sh" else 127)
    assert output.stderr


@pytest.mark.engine
def test_a_helper_that_lasts_too_long_is_ended_and_leaves_nothing(engine: Engine) -> None:
    output = run_helper(engine, ["sleep", "60"], deadline=0.5)
    assert output.code == 127
    assert "TimeoutExpired" in output.stderr
    until(lambda: not engine.containers(label=HELPER), 10, "un conteneur d'appoint est resté")


@pytest.mark.engine
def test_who_listens_on_the_machine_is_read_with_the_name_of_the_program(engine: Engine) -> None:
    code = "import socket,sys\ns=socket.socket();s.bind(('127.0.0.1',8195));s.listen();print('prêt',flush=True);sys.stdin.read()"
    program = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "prêt\n"
        [found] = [entry for entry in listeners(engine) if entry.port == 8195]
    finally:
        program.communicate("")
    assert (found.protocol, found.address) == ("tcp", "127.0.0.1")
    assert f"(processus {program.pid})" in found.process


@pytest.mark.engine
def test_the_namespace_of_the_machine_is_the_one_of_a_process_beside_the_engine(engine: Engine) -> None:
    assert host_namespace(engine) == network_namespace()


@pytest.mark.engine
def test_a_probe_from_a_helper_sees_what_a_probe_from_here_sees(engine: Engine, tmp_path: Path) -> None:
    """Quand Python n'a pas la boucle locale du moteur : même question, même réponse."""
    here, away = Store(tmp_path / "ici"), Store(tmp_path / "ailleurs")
    with away.change("loopback") as document:
        document[engine.info()["ID"]] = {"mine": network_namespace(), "engine": "un autre noyau"}
    with Lab("essai-sonde", engine=engine) as lab:
        server = lab.run("nginx", name="essai-sonde", publish=["127.0.0.1:8194:80"])
        near = Probes(engine, here).http("http://127.0.0.1:8194/").send("jeton-ici")
        far = Probes(engine, away).http("http://127.0.0.1:8194/").send("jeton-ailleurs")
        assert near == far
        assert near["status"] == 200
        until(lambda: all(token in server.logs() for token in ("jeton-ici", "jeton-ailleurs")), 5, "pas au journal")
        refused = Probes(engine, away).http("http://127.0.0.1:8193/").send("jeton")
        assert refused["kind"] == "refused"


@pytest.mark.engine
def test_a_python_that_is_killed_leaves_no_helper(engine: Engine) -> None:
    code = (
        "from dockerlab.engine import Engine\nfrom dockerlab.helpers import run_helper\n"
        "run_helper(Engine.connect(), ['sleep', '3'])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        until(lambda: any(c["State"] == "running" for c in engine.containers(label=HELPER)), 20, "aucun appoint lancé")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    until(lambda: not engine.containers(label=HELPER), 20, "un conteneur d'appoint est resté")

"""Le moteur : où il est, ce qu'il devient quand il manque, se tait ou disparaît ; ce qu'il écrit."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fakes import VERSION, chunked_then_cut, fake_dockerd, short_folder, silent_dockerd
from polling import until

from dockerlab.engine import Engine, epoch, parse_publish
from dockerlab.engine.settings import DEFAULT_ADDRESS, docker_settings
from dockerlab.errors import (
    DockerlabError,
    EngineAbsent,
    EngineError,
    EngineGone,
    HelperFailed,
    ImageAbsent,
    NameTaken,
    NotFound,
    SubnetOverlap,
    UsageError,
)
from dockerlab.images import TOOLBOX

# Où est le moteur


@pytest.fixture
def docker_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de réglages de Docker, à la place de `~/.docker`, et un environnement qui ne dit rien d'autre."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    return tmp_path


def add_context(config: Path, name: str, host: str) -> Path:
    """Un contexte, rangé comme le fait `docker context create`."""
    folder = config / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest()
    folder.mkdir(parents=True)
    document = {
        "Name": name,
        "Metadata": {"Description": "un autre moteur"},
        "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}},
    }
    (folder / "meta.json").write_text(json.dumps(document))
    return folder / "meta.json"


def test_without_settings_the_engine_is_the_local_one(docker_config: Path) -> None:
    assert docker_settings()["base_url"].removeprefix("http+") == DEFAULT_ADDRESS


def test_docker_host_is_honoured_before_any_context(docker_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_context(docker_config, "salle", "unix:///contexte")
    monkeypatch.setenv("DOCKER_CONTEXT", "salle")
    monkeypatch.setenv("DOCKER_HOST", "unix:///variable")
    assert docker_settings()["base_url"] == "unix:///variable"


def test_docker_context_is_honoured_before_the_current_context(
    docker_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_context(docker_config, "salle", "unix:///salle")
    add_context(docker_config, "maison", "unix:///maison")
    (docker_config / "config.json").write_text(json.dumps({"currentContext": "maison"}))
    assert docker_settings()["base_url"] == "unix:///maison"
    monkeypatch.setenv("DOCKER_CONTEXT", "salle")
    assert docker_settings()["base_url"] == "unix:///salle"


def test_the_context_named_default_is_the_local_engine(docker_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (docker_config / "config.json").write_text(json.dumps({"currentContext": "maison"}))
    add_context(docker_config, "maison", "unix:///maison")
    monkeypatch.setenv("DOCKER_CONTEXT", "default")
    assert docker_settings()["base_url"].removeprefix("http+") == DEFAULT_ADDRESS


def test_an_engine_is_reached_through_the_context(docker_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_dockerd({"GET /info": (200, {"ID": "moteur-de-la-salle"})}) as address:
        add_context(docker_config, "salle", address)
        (docker_config / "config.json").write_text(json.dumps({"currentContext": "salle"}))
        with Engine.connect() as engine:
            assert engine.info()["ID"] == "moteur-de-la-salle"
            assert engine.address == address


def test_an_unknown_context_of_the_environment_is_named(docker_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONTEXT", "disparu")
    with pytest.raises(UsageError, match="« disparu »") as caught:
        Engine.connect()
    assert "docker context ls" in caught.value.remedy


def test_an_unknown_current_context_is_named(docker_config: Path) -> None:
    (docker_config / "config.json").write_text(json.dumps({"currentContext": "disparu"}))
    with pytest.raises(UsageError, match="« disparu »"):
        Engine.connect()


def test_a_damaged_context_is_one_of_our_errors(docker_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_context(docker_config, "abime", "unix:///x").write_text('{"Name": ')
    monkeypatch.setenv("DOCKER_CONTEXT", "abime")
    with pytest.raises(DockerlabError):
        Engine.connect()


def test_certificates_that_do_not_exist_are_one_of_our_errors(
    docker_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(docker_config / "rien"))
    with pytest.raises(DockerlabError):
        Engine.connect()


# Absent, muet, parti


@pytest.mark.parametrize(
    "address", ["unix:///nulle/part", "tcp://127.0.0.1:1", "n'importe quoi", "tcp://127.0.0.1:port"]
)
def test_an_engine_that_is_not_there_is_absent_and_the_remedy_starts_it(address: str) -> None:
    with pytest.raises(EngineAbsent) as caught:
        Engine.connect(address)
    assert address in caught.value.cause
    assert "systemctl start docker" in caught.value.remedy
    assert caught.value.__cause__ is not None


def test_a_file_that_is_no_socket_is_an_absent_engine(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("")
    with pytest.raises(EngineAbsent):
        Engine.connect(f"unix://{tmp_path / 's'}")


def test_a_socket_that_nobody_listens_to_is_an_absent_engine() -> None:
    with short_folder() as folder, socket.socket(socket.AF_UNIX) as unheard:
        unheard.bind(str(folder / "s"))
        with pytest.raises(EngineAbsent) as caught:
            Engine.connect(f"unix://{folder / 's'}")
    assert "rien ne répond" in caught.value.cause


def test_a_silent_engine_is_said_to_be_paused_or_stuck_within_the_timeout() -> None:
    started = time.monotonic()
    with silent_dockerd() as address, pytest.raises(EngineAbsent) as caught:
        Engine._open({"base_url": address}, 0.3)
    assert "en pause ou bloqué" in caught.value.cause
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("document", [{}, [], "du texte", None], ids=str)
def test_something_that_is_not_an_engine_is_an_absent_engine(document: object) -> None:
    with fake_dockerd({}, version=(200, document)) as address, pytest.raises(EngineError):
        Engine.connect(address)


def test_an_engine_too_old_for_the_sdk_is_one_of_our_errors() -> None:
    with (
        fake_dockerd({}, version=(200, {**VERSION, "Version": "1.9", "ApiVersion": "1.21"})) as address,
        pytest.raises(EngineError),
    ):
        Engine.connect(address)


@pytest.mark.parametrize("api", ["1.41", "1.45", "1.52"])
def test_the_version_of_the_api_is_negotiated(api: str) -> None:
    with fake_dockerd({}, version=(200, {**VERSION, "ApiVersion": api})) as address, Engine.connect(address) as engine:
        assert engine.api_version == api


def test_an_engine_that_goes_away_in_the_middle_is_gone() -> None:
    with fake_dockerd({}) as address, Engine.connect(address) as engine:
        for ask in (engine.info, engine.containers, engine.networks, lambda: engine.remove_container("x")):
            with pytest.raises(EngineGone) as caught:
                ask()
            assert "exécutez de nouveau la première cellule" in caught.value.remedy


def test_an_engine_that_stops_answering_in_the_middle_is_gone() -> None:
    asked = threading.Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        asked.wait(5)

    with fake_dockerd({"GET /info": hang}) as address, Engine._open({"base_url": address}, 0.3) as engine:
        with pytest.raises(EngineGone):
            engine.info()
        asked.set()


def test_an_answer_cut_before_its_end_is_an_engine_that_is_gone() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"ID"')
        handler.close_connection = True

    with fake_dockerd({"GET /info": cut}) as address, Engine.connect(address) as engine, pytest.raises(EngineGone):
        engine.info()


def test_an_answer_that_is_not_json_is_one_of_our_errors() -> None:
    def chatter(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "7")
        handler.end_headers()
        handler.wfile.write(b"bonjour")

    with fake_dockerd({"GET /info": chatter}) as address, Engine.connect(address) as engine, pytest.raises(EngineError):
        engine.info()


def test_a_pull_cut_in_its_middle_is_an_engine_that_is_gone() -> None:
    route = chunked_then_cut(b'{"status":"Pulling from library/nginx"}\r\n', b'{"status":"Down')
    with fake_dockerd({"POST /images/create": route}) as address, Engine.connect(address) as engine:
        lines: list[object] = []
        with pytest.raises(EngineGone):
            lines.extend(engine.pull("nginx"))


def test_an_export_cut_in_its_middle_is_an_engine_that_is_gone() -> None:
    with (
        fake_dockerd({"GET /images/get": chunked_then_cut(b"x" * 1000)}) as address,
        Engine.connect(address) as engine,
        pytest.raises(EngineGone),
    ):
        list(engine.save(["nginx"]))


def test_a_file_taken_from_a_container_cut_in_its_middle_is_an_engine_that_is_gone() -> None:
    def archive(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("X-Docker-Container-Path-Stat", "e30=")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x" * 10)
        handler.close_connection = True

    with (
        fake_dockerd({"GET /containers/a/archive": archive}) as address,
        Engine.connect(address) as engine,
        pytest.raises(EngineGone),
    ):
        list(engine.file_from("a", "/x"))


def test_an_error_line_of_a_pull_becomes_an_exception() -> None:
    def progress(handler: BaseHTTPRequestHandler) -> None:
        body = b'{"status":"Pulling"}\r\n{"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}\r\n'
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")

    with fake_dockerd({"POST /images/create": progress}) as address, Engine.connect(address) as engine:
        with pytest.raises(EngineError, match="disque") as caught:
            list(engine.pull("nginx"))
        assert type(caught.value).__name__ == "DiskFull"


def test_an_image_that_is_not_there_is_absent_and_the_question_has_a_plain_answer() -> None:
    missing = (404, {"message": "No such image: rien:latest"})
    with fake_dockerd({"GET /images/rien/json": missing}) as address, Engine.connect(address) as engine:
        assert not engine.has_image("rien")
        with pytest.raises(ImageAbsent):
            engine.inspect_image("rien")


def test_an_engine_error_keeps_the_exception_it_came_from() -> None:
    with (
        fake_dockerd({"GET /info": (500, {"message": "quelque chose de neuf"})}) as address,
        Engine.connect(address) as engine,
    ):
        with pytest.raises(EngineError) as caught:
            engine.info()
        assert caught.value.__cause__ is not None
        assert "quelque chose de neuf" in caught.value.cause


# Ce que Docker écrit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", [("80/tcp", "", "")]),
        ("8080:80", [("80/tcp", "", "8080")]),
        ("127.0.0.1:8080:80", [("80/tcp", "127.0.0.1", "8080")]),
        ("127.0.0.1::80", [("80/tcp", "127.0.0.1", "")]),
        ("5353:53/udp", [("53/udp", "", "5353")]),
        ("[::1]:8080:80", [("80/tcp", "::1", "8080")]),
        ("8080-8081:80-81", [("80/tcp", "", "8080"), ("81/tcp", "", "8081")]),
        ("0.0.0.0:8080:80/tcp", [("80/tcp", "0.0.0.0", "8080")]),
    ],
)
def test_a_publication_is_read_as_docker_reads_it(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert parse_publish(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "abc", "80:abc", "0", "70000", "8080:70000", "99999:80", "300.0.0.1:80:80", "localhost:8080:80", "1:2:3:4", "80/rien", "8080-8082:80-81", "-1:80"],
)  # fmt: skip
def test_what_is_no_publication_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_publish(text)
    assert f"« {text} »" in caught.value.what
    assert "127.0.0.1:8080:80" in caught.value.remedy


def test_a_date_of_the_engine_keeps_its_fraction_and_its_zone() -> None:
    assert epoch("1970-01-01T00:00:01.123456789Z") == pytest.approx(1.123456)
    assert epoch("1970-01-01T02:00:00+02:00") == 0
    assert epoch("2026-01-01T12:00:00Z") - epoch("2026-01-01T11:59:59.5Z") == pytest.approx(0.5)


# Sur un vrai moteur


@pytest.fixture
def box(engine: Engine) -> Iterator[str]:
    """Un conteneur qui tourne : la boîte à outils, sans réseau."""
    config = {"Image": TOOLBOX, "Cmd": ["sleep", "600"], "Labels": {"essai": "moteur"}}
    id = engine.create_container({**config, "HostConfig": {"NetworkMode": "none", "Init": True}}, "essai-moteur")
    try:
        engine.start_container(id)
        yield id
    finally:
        engine.remove_container(id)


@pytest.mark.engine
def test_a_command_gives_back_its_code_and_its_two_outputs_apart(engine: Engine, box: str) -> None:
    output = engine.execute(box, ["sh", "-c", "echo dehors; echo faute >&2; exit 3"])
    assert (output.code, output.stdout, output.stderr) == (3, "dehors\n", "faute\n")


@pytest.mark.engine
def test_a_command_that_the_container_lacks_gives_code_126_or_127(engine: Engine, box: str) -> None:
    assert engine.execute(box, ["nimporte"]).code in (126, 127)


@pytest.mark.engine
def test_output_of_a_large_command_comes_whole(engine: Engine, box: str) -> None:
    output = engine.execute(box, ["sh", "-c", "seq 1 100000"])
    assert output.stdout.splitlines()[-1] == "100000"
    assert len(output.stdout.splitlines()) == 100000


@pytest.mark.engine
def test_a_container_that_removes_itself_leaves_its_output_and_nothing_else(engine: Engine) -> None:
    labels = {"dockerlab.helper": "essai"}
    config = {"Image": TOOLBOX, "Cmd": ["echo", "lu"], "Labels": labels, "HostConfig": {"NetworkMode": "none"}}
    assert engine.run_once(config, deadline=20).stdout == "lu\n"
    until(lambda: not engine.containers(label="dockerlab.helper=essai"), 10, "le conteneur d'appoint est resté")


@pytest.mark.engine
def test_a_helper_that_does_not_end_is_removed_at_its_deadline(engine: Engine) -> None:
    config = {
        "Image": TOOLBOX, "Cmd": ["sleep", "600"], "Labels": {"dockerlab.helper": "essai-long"}, "HostConfig": {"NetworkMode": "none", "Init": True},
    }  # fmt: skip
    started = time.monotonic()
    with pytest.raises(HelperFailed):
        engine.run_once(config, deadline=0.5)
    assert time.monotonic() - started < 10
    until(lambda: not engine.containers(label="dockerlab.helper=essai-long"), 10, "le conteneur d'appoint est resté")


@pytest.mark.engine
def test_a_name_that_is_taken_and_an_object_that_is_missing_are_told_apart(engine: Engine, box: str) -> None:
    with pytest.raises(NameTaken):
        engine.create_container({"Image": TOOLBOX}, "essai-moteur")
    for ask in (engine.inspect_container, engine.inspect_network, engine.remove_container, engine.remove_network):
        with pytest.raises(NotFound):
            ask("essai-absent")
    with pytest.raises(NotFound):
        engine.remove_volume("essai-absent")
    with pytest.raises(ImageAbsent):
        engine.inspect_image("essai-absente")
    with pytest.raises(ImageAbsent):
        engine.create_container({"Image": "essai-absente"}, "essai-sans-image")


@pytest.mark.engine
def test_two_networks_on_one_subnet_overlap(engine: Engine) -> None:
    pool = {"driver": "bridge", "ipam": {"Driver": "default", "Config": [{"Subnet": "10.203.241.0/24"}]}}
    network = engine.create_network("essai-recouvert", {**pool, "labels": {"essai": "moteur"}})
    try:
        with pytest.raises(SubnetOverlap):
            engine.create_network("essai-recouvrant", pool)
    finally:
        engine.remove_network(network)


@pytest.mark.engine
def test_the_processes_of_a_container_are_listed(engine: Engine, box: str) -> None:
    assert "sleep 600" in engine.processes(box)

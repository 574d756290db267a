"""Ce qui peut mal tourner, dit en français : chaque phrase des moteurs 20.10 à 29 devient l'erreur qui convient."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import docker.errors
import pytest
import requests
import urllib3
from IPython.core.interactiveshell import InteractiveShell
from paths import ROOT

from dockerlab import errors
from dockerlab.engine.translation import translate, unreachable
from dockerlab.errors import (
    DiskFull,
    DockerlabError,
    EngineAbsent,
    EngineError,
    EngineGone,
    EnginePermission,
    ImageAbsent,
    NameTaken,
    NoAddressLeft,
    NotFound,
    PortTaken,
    SubnetOverlap,
)

HIERARCHY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, DockerlabError)]


def refused(status: int, message: str) -> docker.errors.APIError:
    """L'exception que lève le SDK quand le moteur répond `status` et `message`."""
    response = requests.Response()
    response.status_code = status
    kind = docker.errors.APIError
    if status == 404:
        kind = docker.errors.ImageNotFound if "No such image" in message else docker.errors.NotFound
    return kind(message, response=response, explanation=message)


def start(what: str) -> str:
    """Le début d'une phrase de publication refusée, avant 28."""
    return f"driver failed programming external connectivity on endpoint vitrine (4f1c0ffee): {what}"


def start_28(what: str) -> str:
    return f"failed to set up container networking: {start(what)}"


PORT_TAKEN = [
    # (moteur, phrase, adresse, port)
    ("20.10, réserve", start("Bind for 127.0.0.1:8080 failed: port is already allocated"), "127.0.0.1", "8080"),
    ("20.10, réserve IPv6", start("Bind for :::8080 failed: port is already allocated"), "::", "8080"),
    ("20.10, réserve ::1", start("Bind for ::1:8080 failed: port is already allocated"), "::1", "8080"),
    ("20.10, mandataire", start("Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use"), "0.0.0.0", "8080"),
    ("20.10, mandataire IPv6", start("Error starting userland proxy: listen tcp6 [::]:8080: bind: address already in use"), "::", "8080"),
    ("20.10, mandataire ::1", start("Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use"), "::1", "8080"),
    ("20.10, mandataire UDP", start("Error starting userland proxy: listen udp4 127.0.0.1:5353: bind: address already in use"), "127.0.0.1", "5353"),
    ("26, réserve", start("Bind for 0.0.0.0:8080 failed: port is already allocated"), "0.0.0.0", "8080"),
    ("26, mandataire", start("Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use"), "127.0.0.1", "8080"),
    ("28, réserve", start_28("Bind for 127.0.0.1:8080 failed: port is already allocated"), "127.0.0.1", "8080"),
    ("28, réserve IPv6", start_28("Bind for :::8080 failed: port is already allocated"), "::", "8080"),
    ("28.0, machine", start_28("failed to bind host port for 127.0.0.1:8080:172.31.0.2:80/tcp: address already in use"), "127.0.0.1", "8080"),
    ("28.0, machine IPv6", start_28("failed to bind host port for [::1]:8080:172.18.0.2:80/tcp: address already in use"), "::1", "8080"),
    ("28.5 et 29, machine", start_28("failed to bind host port 127.0.0.1:8080/tcp: address already in use"), "127.0.0.1", "8080"),
    ("28.5 et 29, machine IPv6", start_28("failed to bind host port [::]:8080/tcp: address already in use"), "::", "8080"),
    ("28.5 et 29, machine UDP", start_28("failed to bind host port 0.0.0.0:53/udp: address already in use"), "0.0.0.0", "53"),
    ("Docker Desktop", "ports are not available: exposing port TCP 0.0.0.0:8080 -> 127.0.0.1:0: listen tcp 0.0.0.0:8080: bind: address already in use", "0.0.0.0", "8080"),
]  # fmt: skip

OTHERS = [
    (409, 'Conflict. The container name "/vitrine" is already in use by container "73f852a4e153". You have to remove (or rename) that container to be able to reuse that name.', NameTaken),
    (409, "network with name rue already exists", NameTaken),
    (403, "Pool overlaps with other one on this address space", SubnetOverlap),
    (403, "invalid pool request: Pool overlaps with other one on this address space", SubnetOverlap),
    (400, "invalid pool request: Pool overlaps with other one on this address space", SubnetOverlap),
    (500, "no available IPv4 addresses on this network's address pools: rue (78da84bd841d)", NoAddressLeft),
    (500, "failed to set up container networking: no available IPv4 addresses on this network's address pools: rue (78da84bd841d)", NoAddressLeft),
    (500, "no available IPv6 addresses on this network's address pools: rue (78da84bd841d)", NoAddressLeft),
    (404, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", NoAddressLeft),
    (500, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", NoAddressLeft),
    (400, "all predefined address pools have been fully subnetted", NoAddressLeft),
    (404, "all predefined address pools have been fully subnetted", NoAddressLeft),
    (500, "write /var/lib/docker/tmp/GetImageBlob123: no space left on device", DiskFull),
    (500, "mkdir /var/lib/docker/overlay2/4f1c: no space left on device", DiskFull),
    (404, "No such image: rien:latest", ImageAbsent),
    (404, "no such image: rien: not found", ImageAbsent),
    (404, "pull access denied for rien, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", ImageAbsent),
    (404, "manifest for nginx:rien not found: manifest unknown: manifest unknown", ImageAbsent),
    (404, "No such container: vitrine", NotFound),
    (404, "network rue not found", NotFound),
    (404, "get vitrine-donnees: no such volume", NotFound),
    (409, "removal of container 73f852a4e153 is already in progress", NotFound),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "address", "port"), [row[1:] for row in PORT_TAKEN], ids=[r[0] for r in PORT_TAKEN]
)
def test_a_taken_port_is_named_with_its_address_whatever_the_engine(message: str, address: str, port: str) -> None:
    error = translate(refused(500, message))
    assert type(error) is PortTaken
    assert (error.address, error.port) == (address, port)
    assert f"Le port {port} de {address} est déjà pris." in str(error)
    assert error.remedy


@pytest.mark.parametrize(("status", "message", "kind"), OTHERS, ids=[f"{status} {m[:60]}" for status, m, _ in OTHERS])
def test_each_sentence_of_an_engine_becomes_its_error(status: int, message: str, kind: type[EngineError]) -> None:
    error = translate(refused(status, message))
    assert type(error) is kind
    assert message in error.cause


def test_a_port_taken_without_a_name_still_says_what_happened() -> None:
    error = translate(refused(500, start("Bind failed: port is already allocated")))
    assert type(error) is PortTaken
    assert (error.address, error.port) == ("", "")
    assert error.what == "Un port demandé est déjà pris."


def test_an_address_of_a_network_that_is_taken_is_not_a_port() -> None:
    """Moteur 20.10, `docker run --ip` d'une adresse déjà donnée."""
    error = translate(refused(500, "Address already in use"))
    assert not isinstance(error, PortTaken)


@pytest.mark.parametrize(
    "message",
    [
        'Get "https://registre.exemple/v2/": dial tcp: lookup registre.exemple on 127.0.0.53:53: no such host',
        'failed to resolve reference "registre.exemple/library/nginx:latest": failed to do request: Head "https://registre.exemple/v2/": dial tcp: lookup registre.exemple: no such host',
    ],
    ids=["20.10 à 28", "29, containerd"],
)
def test_a_registry_out_of_reach_is_not_an_object_that_does_not_exist(message: str) -> None:
    error = translate(refused(500, message))
    assert type(error) in (EngineError, ImageAbsent)
    assert error.what != "L'objet demandé n'existe pas."


@pytest.mark.parametrize(
    "message",
    [
        'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "nimporte": executable file not found in $PATH: unknown',
        'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nimporte": executable file not found in $PATH',
        'failed to create task for container: OCI runtime create failed: exec: "/nimporte": stat /nimporte: no such file or directory: unknown',
    ],
    ids=["20.10", "28", "chemin"],
)
def test_a_command_the_image_does_not_have_is_not_an_object_that_does_not_exist(message: str) -> None:
    error = translate(refused(400, message))
    assert type(error) is EngineError
    assert message in error.cause


def test_a_sentence_nobody_knows_keeps_the_words_of_the_engine() -> None:
    error = translate(refused(500, "quelque chose de neuf"))
    assert type(error) is EngineError
    assert error.cause == "quelque chose de neuf"


@pytest.mark.parametrize(
    "problem",
    [requests.exceptions.ConnectionError("RemoteDisconnected"), requests.exceptions.ReadTimeout("timed out"), requests.exceptions.ChunkedEncodingError("IncompleteRead")],
    ids=lambda problem: type(problem).__name__,
)  # fmt: skip
def test_a_connection_that_breaks_is_an_engine_that_is_gone(problem: Exception) -> None:
    error = translate(problem)
    assert type(error) is EngineGone
    assert "systemctl start docker" in error.remedy


def wrapped(inner: Exception) -> docker.errors.DockerException:
    """Ce que le SDK fait d'une connexion qui échoue, tel qu'il l'écrit."""
    protocol = urllib3.exceptions.ProtocolError("Connection aborted.", inner)
    return docker.errors.DockerException(
        f"Error while fetching server API version: {requests.exceptions.ConnectionError(protocol)}"
    )


def test_no_right_to_speak_to_the_socket_says_which_group() -> None:
    error = unreachable("unix:///var/run/docker.sock", wrapped(PermissionError(13, "Permission denied")))
    assert type(error) is EnginePermission
    assert "groupe docker" in error.cause
    assert "usermod -aG docker" in error.remedy


def test_no_socket_at_all_says_that_no_engine_is_installed_or_started() -> None:
    error = unreachable("unix:///nulle/part", wrapped(FileNotFoundError(2, "No such file or directory")))
    assert type(error) is EngineAbsent
    assert "unix:///nulle/part" in error.cause
    assert "pas installé, ou pas démarré" in error.cause


def test_a_refused_connection_is_an_absent_engine() -> None:
    error = unreachable("tcp://127.0.0.1:2375", wrapped(ConnectionRefusedError(111, "Connection refused")))
    assert type(error) is EngineAbsent
    assert "tcp://127.0.0.1:2375" in error.cause


# Ce que toute erreur tient


@pytest.mark.parametrize("kind", HIERARCHY, ids=lambda kind: kind.__name__)
def test_every_error_reads_as_what_then_why_then_what_to_do(kind: type[DockerlabError]) -> None:
    error = kind("Ceci s'est passé.", cause="cela.", remedy="faites ainsi.")
    assert str(error) == "Ceci s'est passé.\nPourquoi : cela.\nQue faire : faites ainsi."
    assert str(kind("Ceci s'est passé.")) == "Ceci s'est passé."
    assert kind.__doc__


@pytest.mark.parametrize("kind", HIERARCHY, ids=lambda kind: kind.__name__)
def test_every_error_renders_in_ipython_without_a_traceback(
    kind: type[DockerlabError], capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell()
    result = shell.run_cell(
        f"from dockerlab.errors import {kind.__name__}\n"
        f"try:\n    1 / 0\nexcept ZeroDivisionError as cause:\n"
        f"    raise {kind.__name__}('Ceci s\\'est passé.', cause='cela.', remedy='faites ainsi.') from cause",
    )
    assert isinstance(result.error_in_exec, kind)
    shown = capsys.readouterr()
    assert (shown.out + shown.err).strip() == "Ceci s'est passé.\nPourquoi : cela.\nQue faire : faites ainsi."


def raised_in(path: Path) -> list[ast.Call]:
    """Les appels d'un module qui fabriquent une de nos erreurs."""
    names = {kind.__name__ for kind in HIERARCHY}
    return [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dockerlab").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_error_of_the_package_is_given_a_what(path: Path) -> None:
    for call in raised_in(path):
        where = f"{path.name}:{call.lineno}"
        assert call.args, where
        assert not (isinstance(call.args[0], ast.Constant) and not str(call.args[0].value).strip()), where
        assert {keyword.arg for keyword in call.keywords} <= {"cause", "remedy", "address", "port"}, where

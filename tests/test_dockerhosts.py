"""Un hôte Docker dans un conteneur : la version voulue, à soi seul, et dont rien ne reste."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEngine, fake_dockerd
from hosts import PrivateHosts, host_name, remove_abandoned
from ordinary_user import ordinary_account
from polling import until

from dockerlab.building import RECIPE_LABEL, recipe_hash
from dockerlab.course.desk import Desk
from dockerlab.course.opening import clean_all, to_clean
from dockerlab.dockerhosts import DEFAULT_VERSION, VERSIONS, DockerHost, ensure_host_image, folders
from dockerlab.dockerhosts.clearing import baseline, clear
from dockerlab.dockerhosts.images import host_image, parse_offers
from dockerlab.dockerhosts.options import container_options
from dockerlab.dockerhosts.trial import judge_trial, try_private_host
from dockerlab.engine import Engine, Json, Output
from dockerlab.errors import EngineError, ForeignObject, NotFound, NotReady, UsageError, WorkspaceError
from dockerlab.grading.places import shares_loopback
from dockerlab.images import TOOLBOX
from dockerlab.ownership import HELPER, HOST, LAB, Thing, inventory
from dockerlab.workspace import Store

MADISON = """
 docker.io | 28.5.2+dfsg4-5 | http://exemple/debian forky/main amd64 Packages
 docker.io | 28.5.2+dfsg4-5 | http://exemple/debian sid/main amd64 Packages
 docker.io | 26.1.5+dfsg1-9+b1 | http://exemple/debian trixie/main amd64 Packages
 docker.io | 20.10.24+dfsg1-1 | http://exemple/debian bookworm/main amd64 Packages
"""


class BuildingEngine(FakeEngine):
    """Un moteur factice où l'image d'un hôte se construit, et dit la version que l'on veut."""

    def __init__(self, *, offers: str = MADISON, says: str = "Docker version 26.1.5+dfsg1, build a72d7cd") -> None:
        super().__init__()
        self.tags: dict[str, str] = {"dockerlab/base": "", "dockerlab/base:bookworm": "", "dockerlab/compose": ""}
        self.built: list[tuple[str, dict[str, str]]] = []
        self.outputs = [Output(0, offers, ""), Output(0, says, "")]

    def patient(self) -> BuildingEngine:
        return self

    def has_image(self, name: str) -> bool:
        return name in self.tags

    def inspect_image(self, name: str) -> Json:
        if name not in self.tags:
            raise NotFound("Cette image n'est pas sur la machine.")
        return {"Id": name, "Config": {"Labels": {RECIPE_LABEL: self.tags[name]}}}

    def build(
        self, folder: Path, *, tag: str, arguments: dict[str, str], labels: dict[str, str]
    ) -> Iterator[dict[str, str]]:
        self.built.append((tag, arguments))
        self.tags[tag] = labels[RECIPE_LABEL]
        yield {"stream": "Step 1/2"}


def ensured(engine: BuildingEngine, version: str) -> str:
    return ensure_host_image(engine, version)  # type: ignore[arg-type]


def test_the_suite_is_the_first_that_offers_the_version() -> None:
    assert parse_offers(MADISON)["trixie"] == ["26.1.5+dfsg1-9+b1"]
    engine = BuildingEngine(says="Docker version 20.10.24+dfsg1, build 297e128")
    assert ensured(engine, "20.10") == "dockerlab/hote:20.10"
    assert engine.built == [
        ("dockerlab/hote:20.10", {"BASE": "dockerlab/base:bookworm", "COMPOSE": "dockerlab/compose"})
    ]


def test_a_current_image_is_not_built_again_and_an_old_recipe_is() -> None:
    engine = BuildingEngine()
    engine.tags[host_image("26.1")] = recipe_hash("hote")
    ensured(engine, "26.1")
    assert engine.built == []
    engine.tags[host_image("26.1")] = "ancienne"
    ensured(engine, "26.1")
    assert [name for name, _ in engine.built] == ["dockerlab/hote:26.1"]


@pytest.mark.parametrize(
    ("version", "offers", "word"), [("27.3", MADISON, "trixie 26.1.5"), ("26.1", "", "n'ont pas pu être joints")]
)
def test_a_version_that_no_suite_offers_says_what_they_offer(version: str, offers: str, word: str) -> None:
    with pytest.raises(NotFound) as caught:
        ensured(BuildingEngine(offers=offers), version)
    assert version in caught.value.what
    assert word in caught.value.cause
    assert caught.value.remedy


def test_a_version_is_not_taken_for_another_that_begins_alike() -> None:
    offers = " docker.io | 28.50.1 | http://exemple/debian trixie/main amd64 Packages"
    with pytest.raises(NotFound):
        ensured(BuildingEngine(offers=offers), "28.5")


def test_an_image_that_is_not_of_the_wanted_version_is_refused_and_removed() -> None:
    engine = BuildingEngine(says="Docker version 28.5.2+dfsg4, build abc")
    with pytest.raises(EngineError) as caught:
        ensured(engine, "26.1")
    assert "28.5.2" in caught.value.what
    assert engine.removed == [("image", "dockerlab/hote:26.1")]


def test_an_engine_of_another_machine_is_refused_with_the_reason() -> None:
    engine = FakeEngine()
    engine.address = "tcp://ailleurs:2376"
    with pytest.raises(UsageError) as caught:
        DockerHost.start(engine, "essai")  # type: ignore[arg-type]
    assert "tcp://ailleurs:2376" in caught.value.cause
    assert caught.value.remedy
    info = {"ID": "x", "OperatingSystem": "Docker Desktop", "SystemTime": "2026-01-01T00:00:00Z"}
    with fake_dockerd({"GET /info": (200, info)}) as address, Engine.connect(address) as desktop:
        with pytest.raises(UsageError) as caught:
            DockerHost.start(desktop, "essai")
        assert "machine virtuelle" in caught.value.cause
        assert "machine virtuelle" in try_private_host(desktop)


def test_its_container_has_no_device_and_is_not_privileged(tmp_path: Path) -> None:
    options = container_options(tmp_path, volume_labels={})
    assert options["CapAdd"] == ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"]
    assert not {"Privileged", "Devices", "DeviceCgroupRules", "Binds"} & options.keys()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Elsewhere(FakeEngine):
    """Un moteur dont on ne demande que qui il est."""

    def __init__(self, id: str, address: str = "unix:///var/run/docker.sock") -> None:
        super().__init__()
        self.id, self.address = id, address

    def info(self) -> Json:
        return {"ID": self.id}


def made(engine_id: str, name: str) -> Path:
    with folders.held_folder(folders.find_folder(Elsewhere(engine_id), name)) as folder:  # type: ignore[arg-type]
        return folder


def test_a_folder_that_waits_for_its_container_is_left_and_that_of_a_dead_python_is_not(temporary: Path) -> None:
    wanted = folders.find_folder(Elsewhere("moteur-1"), "h")  # type: ignore[arg-type]
    with folders.held_folder(wanted) as folder, folders.held_folder(wanted):
        assert not folders.discard_folder(folder)
        assert folder.exists()
    assert folders.discard_folder(folder)
    assert not folder.exists()
    assert not folders.discard_folder(folder)


def test_its_folder_is_for_one_account_and_found_again(temporary: Path) -> None:
    folder = made("moteur-1", "h")
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert made("moteur-1", "h") == folder
    assert made("moteur-2", "h") != folder
    folder.parent.chmod(0o755)
    made("moteur-1", "h")
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_the_hosts_of_a_host_have_their_folders_in_its_own(temporary: Path) -> None:
    inner = Elsewhere("moteur-2", f"unix://{made('moteur-1', 'h')}/docker.sock")
    alone = folders.find_folder(inner, "i")  # type: ignore[arg-type]
    assert alone == made("moteur-2", "i")
    (made("moteur-1", "h") / folders.NEST).mkdir()
    assert folders.find_folder(inner, "i").parent == made("moteur-1", "h") / folders.NEST  # type: ignore[arg-type]


def test_a_folder_that_another_made_first_is_refused(temporary: Path) -> None:
    elsewhere = temporary / "ailleurs"
    elsewhere.mkdir()
    (temporary / f"dockerlab-{os.getuid()}").symlink_to(elsewhere)
    with pytest.raises(WorkspaceError) as caught:
        made("moteur-1", "h")
    assert "TMPDIR" in caught.value.remedy
    assert not list(elsewhere.iterdir())


def test_a_path_too_long_for_a_socket_is_refused_before_the_engine_is_asked(temporary: Path) -> None:
    with pytest.raises(UsageError) as caught:
        made("moteur-1", "h" * 100)
    assert "107 octets" in caught.value.what


# Sur un vrai moteur


def left(engine: Engine, label: str, value: str) -> list[Thing]:
    """Ce qui porte cette étiquette : d'autres travaillent sur ce moteur, on ne regarde que le nôtre."""
    return [thing for thing in inventory(engine) if thing.labels.get(label) == value]


@pytest.mark.engine
@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_starts_is_itself_and_leaves_nothing(version: str, engine: Engine) -> None:
    name = host_name("version")
    with DockerHost.start(engine, name, version=version) as host:
        assert {thing.kind for thing in left(engine, HOST, name)} == {"container", "volume"}
        info = host.engine.info()
        assert info["ServerVersion"].startswith(f"{version}.")
        assert info["ID"] != engine.info()["ID"]
        assert stat.S_IMODE(host.folder.stat().st_mode) == 0o700
        assert len(os.fsencode(host.address.removeprefix("unix://"))) < 108
        # Comme sur une machine neuve : le moteur allume le renvoi d'IP, et ferme FORWARD. Et ::1 est là.
        assert "-P FORWARD DROP" in host.execute("iptables", "-S", "FORWARD").stdout
        assert host.execute("cat", "/proc/sys/net/ipv4/ip_forward").stdout.strip() == "1"
        if Path("/proc/net/if_inet6").exists():
            assert "::1" in host.execute("ip", "-6", "addr", "show", "lo").stdout
        for command in (
            "docker version",
            "docker compose version",
            "python3 -c 'import docker; docker.from_env().ping()'",
        ):
            assert host.execute("sh", "-c", command).code == 0, command
        started = time.monotonic()
    assert time.monotonic() - started < 10
    assert not host.folder.exists()
    assert not left(engine, HOST, name)


@pytest.mark.engine
def test_its_images_are_handed_over_and_what_it_publishes_is_its_own(
    private_host: PrivateHosts, engine: Engine, tmp_path: Path
) -> None:
    host = private_host()
    assert host.engine.inspect_image("nginx")["Id"] == engine.inspect_image("nginx")["Id"]
    made = host.execute("docker", "run", "-d", "--pull", "never", "-p", "127.0.0.1:8196:80", "nginx")
    assert made.code == 0, made.stderr
    page = ["curl", "-s", "--max-time", "2", "http://127.0.0.1:8196/"]
    until(lambda: host.execute(*page).code == 0, 10, "nginx n'a pas répondu sur l'hôte")
    assert subprocess.run(page, check=False, capture_output=True).returncode == 7  # ici, personne n'écoute
    assert not shares_loopback(host.engine, Store(tmp_path))


@pytest.mark.engine
@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_done_by_hand_goes_away_between_two_uses(version: str, private_host: PrivateHosts) -> None:
    host = private_host(version)
    before = baseline(host)
    for command in (
        "docker network create rue && docker volume create cave && docker tag nginx rejeu && docker tag dockerlab/outils nginx",
        "docker run -d --pull never --network rue -v cave:/cave --restart always dockerlab/outils",
        "sleep 300 < /dev/null > /dev/null 2>&1 & touch /tmp/reste",
    ):
        assert host.execute("sh", "-c", command).code == 0, command
    since = host.outer.inspect_container(host.id)["State"]["StartedAt"]
    clear(host, before)
    assert host.outer.inspect_container(host.id)["State"]["StartedAt"] == since
    assert baseline(host) == before
    assert [thing for thing in inventory(host.engine) if thing.kind in ("container", "volume")] == []
    assert {network["Name"] for network in host.engine.networks()} == {"bridge", "host", "none"}
    assert host.execute("sh", "-c", "pgrep sleep; ls /tmp").stdout == ""
    assert host.execute("sh", "-c", "ip link add pont0 type bridge && iptables -A FORWARD -j DROP").code == 0
    clear(host, before)
    assert baseline(host) == before


@pytest.mark.engine
def test_what_is_mounted_from_this_machine_is_not_emptied_with_the_host(engine: Engine) -> None:
    with DockerHost.start(engine, host_name("loge"), nests=True) as host:
        kept, before = host.folder / folders.NEST / "garde", baseline(host)
        kept.touch()
        host.execute("sh", "-c", f"touch {tempfile.gettempdir()}/reste")
        assert host.execute("ls", str(kept)).code == 0
        clear(host, before)
        assert kept.exists()
        assert host.engine.info()


ORDINARY = """
import sys
from dockerlab.engine import Engine
from dockerlab.dockerhosts import DockerHost
with DockerHost.start(Engine.connect(), sys.argv[1]) as host:
    print(host.engine.info()["ServerVersion"], oct(host.folder.stat().st_mode)[-3:])
print(host.folder.exists())
"""
CONNECT = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"


@pytest.mark.engine
def test_an_ordinary_user_reaches_his_own_host_and_not_anothers(engine: Engine, private_host: PrivateHosts) -> None:
    ensure_host_image(engine)
    theirs = private_host()
    with ordinary_account() as account:
        ran = account.run(sys.executable, "-c", ORDINARY, host_name("ordinaire"))
        assert ran.returncode == 0, ran.stderr
        version, mode, remains = ran.stdout.split()
        assert version.startswith(DEFAULT_VERSION)
        assert (mode, remains) == ("700", "False")
        if account.options:  # depuis root, ce compte n'est pas celui des tests
            refused = account.run(sys.executable, "-c", CONNECT, theirs.address.removeprefix("unix://"))
            assert "PermissionError" in refused.stderr


@pytest.mark.engine
def test_a_host_whose_engine_dies_says_the_end_of_its_journal(engine: Engine) -> None:
    with DockerHost.start(engine, host_name("mort")) as host:
        host.execute("pkill", "-KILL", "dockerd")
        until(lambda: not engine.inspect_container(host.id)["State"]["Running"], 10, "l'hôte n'a pas suivi son moteur")
        with pytest.raises(NotReady) as caught:
            host.wait()
        assert host.name in caught.value.what
        assert "s'est arrêté" in caught.value.cause
        assert "level=" in caught.value.cause
        assert caught.value.remedy


@pytest.mark.engine
def test_a_name_that_is_somebody_elses_is_refused_and_left_alone(engine: Engine) -> None:
    name = host_name("pris")
    other = engine.create_container({"Image": TOOLBOX}, name)
    try:
        with pytest.raises(ForeignObject) as caught:
            DockerHost.start(engine, name)
        assert name in caught.value.what
        assert engine.inspect_container(name)["Id"] == other
        assert not folders.find_folder(engine, name).exists()
    finally:
        engine.remove_container(other)


@pytest.mark.engine
def test_another_lesson_does_not_take_the_host_of_the_first(engine: Engine) -> None:
    name = host_name("lecon")
    with DockerHost.start(engine, name, lab="essai-hote-a") as host:
        with pytest.raises(ForeignObject):
            DockerHost.start(engine, name, lab="essai-hote-b")
        assert host.engine.info()


KILLED = """
import os, signal, sys
from dockerlab.engine import Engine
from dockerlab.dockerhosts import DockerHost
host = DockerHost.start(Engine.connect(), sys.argv[1], lab="essai-hote")
host.execute("docker", "network", "create", "rue")
print(host.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def left_by_a_killed_python(name: str) -> str:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, name], check=False, capture_output=True, text=True, timeout=120
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    return killed.stdout.strip()


@pytest.mark.engine
def test_the_host_of_a_killed_python_is_found_again_with_what_it_holds(engine: Engine) -> None:
    name = host_name("tue")
    first = left_by_a_killed_python(name)
    with DockerHost.start(engine, name, lab="essai-hote", session="une-autre") as host:
        assert host.id == first
        assert "rue" in {network["Name"] for network in host.engine.networks()}
        subprocess.run(["docker", "kill", name], check=True, capture_output=True)
        with DockerHost.start(engine, name, lab="essai-hote") as again:
            assert again.id != first
            assert "rue" not in {network["Name"] for network in again.engine.networks()}
        with pytest.raises(NotFound):
            engine.inspect_container(name)


@pytest.mark.engine
def test_clean_removes_the_host_of_a_killed_python_whole(desk: Desk) -> None:
    name = host_name("range")
    left_by_a_killed_python(name)
    folder = folders.find_folder(desk.engine, name)
    assert folder.exists()
    assert [str(thing) for thing in to_clean(desk)] == [f"conteneur {name}"]
    clean_all(desk)
    assert not folder.exists()
    assert not left(desk.engine, HOST, name)


@pytest.mark.engine
def test_a_host_without_a_lab_is_its_owners_and_clean_leaves_it(desk: Desk) -> None:
    with DockerHost.start(desk.engine, host_name("sien")) as host:
        assert LAB not in desk.engine.inspect_container(host.id)["Config"]["Labels"]
        clean_all(desk)
        assert host.engine.info()


@pytest.mark.engine
def test_the_hosts_of_a_killed_test_session_are_removed_by_the_next(engine: Engine) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], check=True, capture_output=True, text=True
    )
    abandoned, mine = f"essai-{done.stdout.strip()}-abandonne", host_name("vivant")
    for name in (abandoned, mine):
        engine.create_container({"Image": TOOLBOX, "Labels": {HOST: name}}, name)
    try:
        remove_abandoned(engine)
        names = {entry["Labels"][HOST] for entry in engine.containers(label=HOST)}
        assert mine in names
        assert abandoned not in names
    finally:
        engine.remove_container(mine)


@pytest.mark.engine
def test_the_trial_of_the_doctor_sees_what_is_refused(engine: Engine, tmp_path: Path) -> None:
    options = container_options(tmp_path, volume_labels={HELPER: tmp_path.name})
    assert judge_trial(engine, tmp_path, options) == ""
    assert "overlay" in judge_trial(engine, tmp_path, {**options, "CapAdd": []})
    assert "renvoyer les paquets" in judge_trial(engine, tmp_path, {**options, "ReadonlyPaths": None})
    assert not left(engine, HELPER, tmp_path.name)


@pytest.mark.engine
def test_an_engine_that_does_not_see_our_folders_cannot_share_a_socket(private_host: PrivateHosts) -> None:
    # Le moteur d'un hôte privé est joint par une socket de cette machine, et vit dans une autre : comme une machine virtuelle.
    assert "bind source path does not exist" in try_private_host(private_host().engine)

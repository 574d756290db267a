"""Juger ce qui est publié, d'où vient l'image, et ce qu'un lancement refusé laisse. Sans Docker."""

from __future__ import annotations

import pytest
from fakes import FakeEngine
from test_grading import NOW, container, on, stamp, subject

from dockerlab.engine import Json
from dockerlab.errors import DockerlabError, ImageAbsent
from dockerlab.grading.ghosts import judge_created, judge_ghosts
from dockerlab.grading.origin import ImageSubject
from dockerlab.grading.situation import Situation
from dockerlab.grading.verdict import Status, Verdict
from dockerlab.snapshot.snapshot import Snapshot

HOST = {"networks": ("host",), "mode": "host"}
SHARED = {"networks": (), "mode": "container:autre"}
TAKEN = "127.0.0.1:8002"
PORT = "3000/tcp"
EVERYWHERE = (("0.0.0.0", "49153"), ("::", "49153"))


def fails(verdict: Verdict, observed: str) -> None:
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert verdict.hint
    assert "docker run" not in verdict.hint


# Rien de publié


@pytest.mark.parametrize("networks", [("bridge",), ("rue", "cour"), ("none",)])
def test_what_publishes_nothing_passes(networks: tuple[str, ...]) -> None:
    assert subject(container(networks=networks)).publishes_nothing().ok


@pytest.mark.parametrize(
    ("options", "observed"),
    [({"ports": on(("127.0.0.1", "8000"))}, "127.0.0.1:8000 → 80/tcp"), (HOST, "(host)"), (SHARED, "emprunte")],
)
def test_what_is_published_or_has_no_wall_of_its_own_fails(options: Json, observed: str) -> None:
    fails(subject(container(**options)).publishes_nothing(), observed)


# Un port que Docker a choisi


@pytest.mark.parametrize(
    ("ports", "asked"),
    [
        (on(*EVERYWHERE, port=PORT), {}),  # -P
        (on(*EVERYWHERE, port=PORT), on(("", ""), port=PORT)),  # -p 3000
        (on(("127.0.0.1", "49153"), port=PORT), on(("127.0.0.1", "0"), port=PORT)),  # -p 127.0.0.1:0:3000
        (on(*EVERYWHERE, port=PORT) | on(("0.0.0.0", "8095")), on(("", "8095"))),  # -P -p 8095:80
    ],
)
def test_a_port_left_to_docker_passes(ports: Json, asked: Json) -> None:
    assert subject(container(ports=ports, asked=asked)).publishes_where_docker_chose(PORT).ok


@pytest.mark.parametrize(
    ("options", "observed"),
    [
        ({"ports": on(("0.0.0.0", "40123"), port=PORT), "asked": on(("", "40123"), port=PORT)}, "0.0.0.0:40123"),
        ({"ports": on(("0.0.0.0", "40120"), port=PORT), "asked": on(("", "40120-40129"), port=PORT)}, "0.0.0.0:40120"),
        ({"ports": on(*EVERYWHERE)}, "→ 80/tcp"),
        ({"exposed": (PORT,)}, "seulement déclaré"),
        ({}, "rien n'est publié"),
        (HOST, "(host)"),
    ],
)
def test_a_port_that_was_imposed_or_is_not_that_one_fails(options: Json, observed: str) -> None:
    fails(subject(container(**options)).publishes_where_docker_chose(PORT), observed)


# Le même port, à une autre adresse de la boucle locale


@pytest.mark.parametrize(
    "sockets",
    [
        (("127.0.0.2", "8002"),),
        (("127.255.0.9", "8002"),),
        (("::1", "8002"),),
        (("127.0.0.2", "8002"), ("::1", "8002")),
    ],
)
def test_another_loopback_address_passes(sockets: tuple[tuple[str, str], ...]) -> None:
    assert subject(container(ports=on(*sockets))).publishes_beside(TAKEN).ok


@pytest.mark.parametrize(
    ("ports", "observed", "hint"),
    [
        (on(("127.0.0.1", "8002")), "127.0.0.1:8002", "de l'autre"),
        (on(("127.0.0.2", "8003")), "127.0.0.2:8003", "le numéro doit être 8002"),
        (on(("127.0.0.2", "8002"), port="80/udp"), "80/udp", "TCP"),
        (on(("192.0.2.7", "8002")), "192.0.2.7:8002", "d'une autre machine"),
        (on(("0.0.0.0", "8002")), "0.0.0.0:8002", "d'une autre machine"),
        (on(("127.0.0.2", "8002"), ("0.0.0.0", "8092")), "0.0.0.0:8092", "de trop"),
    ],
)
def test_what_is_not_the_same_port_elsewhere_on_the_loopback_fails(ports: Json, observed: str, hint: str) -> None:
    verdict = subject(container(ports=ports)).publishes_beside(TAKEN)
    fails(verdict, observed)
    assert hint in verdict.hint


@pytest.mark.parametrize(("options", "observed"), [({}, "rien n'est publié"), (HOST, "(host)"), (SHARED, "emprunte")])
def test_what_is_not_published_at_all_is_not_beside(options: Json, observed: str) -> None:
    fails(subject(container(**options)).publishes_beside(TAKEN), observed)


def test_a_door_is_where_a_visitor_of_this_machine_knocks() -> None:
    ports = on(("0.0.0.0", "49153"), ("::", "49154"), ("127.0.0.2", "8002"), port=PORT) | on(("::1", "8080"))
    there = subject(container(ports=ports | on(("0.0.0.0", "53"), port="53/udp")))
    assert there.doors(PORT) == ["http://127.0.0.1:49153/", "http://127.0.0.2:8002/", "http://[::1]:49154/"]
    assert "http://[::1]:8080/" in there.doors()
    assert len(there.doors()) == 4


# L'image


def image(id: str, *exposed: str, tags: tuple[str, ...] = ()) -> Json:
    return {"Id": id, "RepoTags": list(tags), "Config": {"ExposedPorts": {port: {} for port in exposed} or None}}


class Shelf(FakeEngine):
    """Un moteur qui a ces images."""

    def inspect_image(self, name: str) -> Json:
        for entry in self._images:
            if entry["Id"] == name:
                return entry
        raise ImageAbsent("absente")


def origin(images: list[Json], *containers: Json) -> ImageSubject:
    situation = Situation(Snapshot(NOW.timestamp(), "26.1.5", containers, ()), {})
    subjects = [situation.container(entry["Name"].lstrip("/")) for entry in containers]
    return ImageSubject.of(Shelf(images=images), subjects)  # type: ignore[arg-type]


def made_from(id: str, name: str, *exposed: str) -> Json:
    return {**container(name, exposed=exposed), "Image": id}


def test_one_image_that_declares_the_port_itself_passes_whatever_its_name() -> None:
    mine = image("sha256:aa", "80/tcp", PORT)
    verdict = origin([mine], made_from("sha256:aa", "un", PORT), made_from("sha256:aa", "deux", PORT)).declares(PORT)
    assert (verdict.status, verdict.observed) == (Status.PASSED, "aa déclare 3000/tcp, 80/tcp")


def test_a_port_declared_at_run_only_is_not_declared_by_the_image() -> None:
    plain = image("sha256:aa", "80/tcp", tags=("nginx:latest",))
    fails(origin([plain], made_from("sha256:aa", "un", "80/tcp", PORT)).declares(PORT), "au lancement")


@pytest.mark.parametrize("exposed", [(), ("80/tcp",), ("3000/udp",), ("30000/tcp",)])
def test_an_image_that_does_not_declare_that_port_fails(exposed: tuple[str, ...]) -> None:
    found = origin([image("sha256:aa", *exposed, tags=("comptoir:latest",))], made_from("sha256:aa", "un", *exposed))
    fails(found.declares(PORT), "comptoir déclare")


def test_two_images_of_one_name_are_two() -> None:
    images = [image("sha256:aa", PORT), image("sha256:bb", PORT, tags=("comptoir:latest",))]
    containers = [made_from("sha256:aa", "un", PORT), made_from("sha256:bb", "deux", PORT)]
    fails(origin(images, *containers).declares(PORT), "2 images : un vient de aa, deux vient de comptoir")


def test_an_image_that_the_engine_no_longer_has_is_an_error_and_no_failure() -> None:
    with pytest.raises(DockerlabError):
        origin([], made_from("sha256:aa", "un"))


# Les fantômes


def ghost(name: str, ago: float, asked: Json, status: str = "created") -> Json:
    return {**container(name, status=status, ports={}, asked=asked), "Created": stamp(ago)}


ASKS = on(("", "8002"))
OPENED = NOW.timestamp() - 100


@pytest.mark.parametrize(
    ("entry", "seen"),
    [
        (ghost("essai", 50, ASKS), True),
        (ghost("essai", 50, on(("127.0.0.2", "8002"))), True),
        (ghost("essai", 150, ASKS), False),  # d'avant l'ouverture
        (ghost("essai", 50, ASKS, "exited"), False),
        (ghost("essai", 50, ASKS, "running"), False),
        (ghost("essai", 50, on(("", "8092"))), False),
        (ghost("essai", 50, on(("", "80020"))), False),
        (ghost("essai", 50, on(("", "8002"), port="80/udp")), False),
        (ghost("essai", 50, {"80/tcp": None}), False),
    ],
)
def test_a_ghost_is_created_since_the_opening_never_started_and_asks_that_port(entry: Json, seen: bool) -> None:
    verdict = judge_created([entry], OPENED, "8002/tcp")
    if seen:
        fails(verdict, "essai : créé, jamais démarré")
    else:
        assert verdict.ok


def listed(entry: Json) -> Json:
    return {"Id": entry["Id"], "Names": [entry["Name"]], "State": entry["State"]["Status"], "Labels": {}, "Ports": []}


def test_ghosts_are_looked_for_under_every_name_and_one_that_left_meanwhile_is_none() -> None:
    mine, other, gone = ghost("vitrine", 50, ASKS), ghost("autre", 50, ASKS), ghost("parti", 50, ASKS)
    now = Snapshot(NOW.timestamp(), "26.1.5", (mine,), (), (listed(other), listed(gone)))
    engine = FakeEngine(inspected={other["Id"]: other})
    fails(judge_ghosts(engine, now, None, "8002/tcp"), "autre, vitrine")  # type: ignore[arg-type]


def test_without_a_reading_of_the_opening_every_ghost_counts() -> None:
    old = ghost("autre", 10_000, ASKS)
    now = Snapshot(NOW.timestamp(), "26.1.5", (), (), (listed(old),))
    engine = FakeEngine(inspected={old["Id"]: old})
    assert not judge_ghosts(engine, now, None, "8002/tcp").ok  # type: ignore[arg-type]
    assert judge_ghosts(engine, now, Snapshot(OPENED, "26.1.5", (), ()), "8002/tcp").ok  # type: ignore[arg-type]

"""La scène jouée pour de vrai : les lectures enregistrées disent ce que dit un moteur, et la lecture ne laisse rien."""

from __future__ import annotations

import pytest
from hosts import PrivateHosts
from record_snapshots import play_scene
from recordings import scene

from dockerlab.dockerhosts import DockerHost, default_version
from dockerlab.drawing.figure import Figure
from dockerlab.model.building import build
from dockerlab.ownership import HELPER
from dockerlab.snapshot.reading import read
from dockerlab.snapshot.snapshot import Snapshot

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def played(private_host: PrivateHosts) -> tuple[DockerHost, Snapshot]:
    host = private_host()
    return host, play_scene(host)


def test_the_recorded_scene_is_what_an_engine_says_today(played: tuple[DockerHost, Snapshot]) -> None:
    live, recorded = build(played[1]), scene(default_version())
    for view in ("simple", "ports"):
        assert Figure(live, view).describe() == Figure(recorded, view).describe()
    assert [(c.name, c.namespace, [e.verified for e in c.endpoints]) for c in live.containers] == [
        (c.name, c.namespace, [e.verified for e in c.endpoints]) for c in recorded.containers
    ]


def test_a_reading_leaves_no_helper_behind_and_touches_nothing(played: tuple[DockerHost, Snapshot]) -> None:
    host, before = played
    again = read(host.engine, kernel=True)
    assert host.engine.containers(label=HELPER) == []
    assert not build(before).diff(build(again))
    for one, two in zip(before.containers, again.containers, strict=True):
        assert one["State"] == two["State"]


def test_a_kernel_that_cannot_be_read_is_said_in_the_caption(played: tuple[DockerHost, Snapshot]) -> None:
    host, _ = played
    host.engine.tag_image("dockerlab/outils", "mise-de-cote")
    host.engine.remove_image("dockerlab/outils")
    snapshot = read(host.engine, kernel=True)
    assert snapshot.kernel == ()
    assert "dockerlab/outils" in repr(Figure(build(snapshot)))
    assert host.engine.containers(label=HELPER) == []
    host.engine.tag_image("mise-de-cote", "dockerlab/outils")

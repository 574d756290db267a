"""Chemin, portée, voisins, différence : les questions qu'on pose à une topologie, sur la scène de trois moteurs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from recordings import VERSIONS, recorded, scene

from dockerlab.errors import UsageError
from dockerlab.model.building import build
from dockerlab.model.topology import Topology


def engine_only(version: str = "26.1") -> Topology:
    return build(replace(recorded(version), kernel=()))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("a", "b", "ok", "code"),
    [
        ("vitrine", "ouverte", True, "same-network"),
        ("vitrine", "deux-reseaux", True, "same-network"),
        ("vitrine", "vitrine", True, "same-namespace"),
        ("vitrine", "locataire", True, "same-namespace"),
        ("locataire", "ouverte", True, "same-network"),
        ("vitrine", "six", False, "no-common-network"),
        ("vitrine", "defaut", False, "no-common-network"),
        ("muet-1", "muet-2", False, "icc-disabled"),
        ("vitrine", "seule", False, "no-network"),
        ("perimee", "relancee", False, "no-network"),
        ("vitrine", "arretee", False, "stopped"),
        ("jamais", "vitrine", False, "stopped"),
        ("host", "vitrine", True, "host-bridge"),
        ("host", "cachee", True, "host-bridge"),
        ("muet-1", "host", True, "host-bridge"),
        ("host", "sur-la-machine", True, "same-namespace"),
        ("sur-la-machine", "vitrine", True, "host-bridge"),
        ("host", "sur-le-lan", False, "parent-isolated"),
        ("sur-le-lan", "sur-la-machine", False, "parent-isolated"),
        ("vitrine", "sur-le-lan", False, "no-common-network"),
        ("host", "seule", False, "no-network"),
        ("host", "sans-passerelle", False, "no-common-network"),
    ],
)
def test_who_reaches_whom_and_why(version: str, a: str, b: str, ok: bool, code: str) -> None:
    reach = scene(version).reachable(a, b)
    assert (bool(reach), reach.code) == (ok, code)
    assert reach.reason.endswith((".", "\u00a0."))
    assert (scene(version).path(a, b) is not None) == ok


def test_what_is_published_on_every_address_stays_a_way_through_the_wall() -> None:
    topology = scene("26.1")
    assert {p.socket for p in topology.reachable("defaut", "ouverte").through} == {"0.0.0.0:8241", "[::]:8241"}
    assert topology.reachable("defaut", "vitrine").through == (), "127.0.0.1 n'est la porte que de la machine elle-même"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_path_follows_the_cables_end_to_end(version: str) -> None:
    topology = scene(version)
    rue = topology.network("rue")
    assert rue is not None
    path = topology.path("vitrine", "ouverte")
    assert path is not None
    assert path.verified
    assert path.hops[0] == "container:vitrine/eth0"
    assert path.hops[2] == f"host/{rue.bridge}"
    assert path.hops[4:] == ("container:ouverte/eth0",)
    known = {(link.a, link.b) for link in topology.links} | {(link.b, link.a) for link in topology.links}
    assert all(pair in known for pair in zip(path.hops, path.hops[1:], strict=False))
    from_host = topology.path("host", "locataire")
    assert from_host is not None
    assert from_host.hops == (path.hops[2], path.hops[1], "container:vitrine/eth0")
    loopback = topology.path("vitrine", "locataire")
    assert loopback is not None
    assert loopback.hops == ("container:vitrine/lo",)


def test_a_path_between_two_networks_of_one_container_takes_the_shared_one() -> None:
    path = scene("26.1").path("deux-reseaux", "exposee")
    assert path is not None
    assert path.hops[0] == "container:deux-reseaux/eth0"


def test_without_the_kernel_a_path_names_the_network_and_says_it_is_not_confirmed() -> None:
    path = engine_only().path("vitrine", "ouverte")
    assert path is not None
    assert (path.hops, path.verified) == (("vitrine", "rue", "ouverte"), False)
    toward = engine_only().path("host", "cachee")
    assert toward is not None
    assert toward.hops == ("la machine", "cave", "cachee")


@pytest.mark.parametrize("version", VERSIONS)
def test_neighbours_share_a_network_or_a_namespace(version: str) -> None:
    topology = scene(version)
    assert topology.neighbours("cachee") == ()
    assert topology.neighbours("deux-reseaux") == (
        "arretee", "en-pause", "exposee", "jamais", "locataire", "ouverte", "question", "relancee", "vitrine",
    )  # fmt: skip
    assert "vitrine" in topology.neighbours("locataire")
    assert topology.neighbours("place") == ("deux-reseaux", "jamais")
    assert topology.neighbours("vide") == ()
    assert topology.neighbours("seule") == ()


@pytest.mark.parametrize("question", ["path", "reachable"])
def test_an_unknown_name_is_refused_with_the_known_ones(question: str) -> None:
    with pytest.raises(UsageError) as caught:
        getattr(scene("26.1"), question)("vitrine", "vitrin")
    assert "vitrin" in caught.value.what
    assert "vitrine" in caught.value.remedy
    with pytest.raises(UsageError):
        scene("26.1").neighbours("personne")


# La différence


def without(version: str, name: str) -> Topology:
    reading = recorded(version)
    return build(replace(reading, containers=tuple(c for c in reading.containers if c["Name"] != f"/{name}")))


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_changed_is_no_difference(version: str) -> None:
    assert not scene(version).diff(scene(version))
    assert not scene(version).diff(build(recorded(version)))


def test_being_confirmed_or_not_is_no_change() -> None:
    topology = scene("26.1")
    doubted = replace(
        topology,
        links=tuple(replace(link, verified=False) for link in topology.links),
        publications=tuple(replace(p, verified=False) for p in topology.publications),
        warnings=(),
    )
    assert not topology.diff(doubted)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_appeared_and_what_vanished_are_told_apart(version: str) -> None:
    before, after = without(version, "vitrine"), scene(version)
    added = {(change.kind, change.name) for change in before.diff(after).of("added")}
    assert ("container", "vitrine") in added
    assert ("endpoint", "vitrine sur rue") in added
    assert ("publication", "127.0.0.1:8240/tcp vers vitrine:80") in added
    assert ("interface", "container:vitrine/eth0") in added
    assert any(kind == "link" and "container:vitrine/eth0" in name for kind, name in added)
    backwards = {(change.kind, change.name) for change in after.diff(before).of("removed")}
    assert added == backwards


def test_connecting_a_network_changes_an_endpoint_and_not_the_container() -> None:
    after = scene("26.1")
    containers = tuple(
        replace(c, endpoints=tuple(e for e in c.endpoints if e.network != "place")) if c.name == "deux-reseaux" else c
        for c in after.containers
    )
    before = replace(after, containers=containers)
    [change] = before.diff(after).changes
    assert (change.kind, change.what, change.name) == ("endpoint", "added", "deux-reseaux sur place")


def test_a_state_that_changes_is_named() -> None:
    after = scene("26.1")
    containers = tuple(replace(c, state="paused") if c.name == "vitrine" else c for c in after.containers)
    [change] = after.diff(replace(after, containers=containers)).changes
    assert (change.kind, change.what, change.fields) == ("container", "changed", ("state",))

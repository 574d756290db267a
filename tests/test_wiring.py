"""Les câbles : chaque lien est lu à ses deux bouts, sur trois versions du moteur ; un bout qui ment n'est pas cru."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import pytest
from recordings import VERSIONS, recorded, scene

from dockerlab.engine import Json
from dockerlab.model.building import build
from dockerlab.model.objects import HOST, Container, Link
from dockerlab.model.topology import Topology
from dockerlab.snapshot.snapshot import Snapshot

pytestmark = pytest.mark.parametrize("version", VERSIONS)


def container(topology: Topology, name: str) -> Container:
    found = topology.container(name)
    assert found is not None
    return found


def altered(version: str, change: Callable[[dict[str, Json]], object]) -> Topology:
    """La scène, dont une copie des documents du noyau a été changée."""
    spaces = {document["name"]: copy.deepcopy(document) for document in recorded(version).kernel}
    change(spaces)
    return build(replace(recorded(version), kernel=tuple(spaces.values())))


def sandbox(version: str, name: str) -> str:
    [entry] = [c for c in recorded(version).containers if c["Name"] == f"/{name}"]
    return str(entry["NetworkSettings"]["SandboxKey"].rpartition("/")[2])


def far_end(topology: Topology, place: str) -> str:
    [link] = [link for link in topology.links if link.kind == "veth" and place in (link.a, link.b)]
    return link.b if link.a == place else link.a


def host_link(spaces: dict[str, Json], topology: Topology, name: str) -> Json:
    far = far_end(topology, f"container:{name}/eth0").partition("/")[2]
    return next(link for link in spaces["default"]["links"] if link["ifname"] == far)  # type: ignore[no-any-return]


# Ce que dit la scène


def test_every_container_is_in_the_namespace_where_it_lives(version: str) -> None:
    topology = scene(version)
    for name, namespace in {
        "vitrine": "container:vitrine", "locataire": "container:vitrine", "sur-la-machine": HOST, "seule": "container:seule",
        "perimee": "container:perimee", "relancee": "container:relancee", "arretee": "", "jamais": "", "en-pause": "container:en-pause",
    }.items():  # fmt: skip
        assert container(topology, name).namespace == namespace, name
    assert container(topology, "locataire").owner == "vitrine"


def test_each_running_endpoint_is_confirmed_and_a_stopped_one_is_not(version: str) -> None:
    for c in scene(version).containers:
        for endpoint in c.endpoints:
            assert endpoint.verified == c.alive, (c.name, endpoint)


def test_each_endpoint_on_a_bridge_has_its_cable_and_its_port(version: str) -> None:
    topology = scene(version)
    links = set(topology.links)
    for c in topology.containers:
        for endpoint in c.endpoints:
            network = topology.network_of(endpoint)
            if c.alive and network is not None and network.bridge:
                far = far_end(topology, f"{c.namespace}/{endpoint.interface}")
                assert Link("bridge-port", far, f"{HOST}/{network.bridge}", True) in links
    assert all(link.verified for link in links)
    lan = Link("veth", "host/lan0", "host/lan1", True)
    assert lan in links, "un câble posé à la main dans la machine se montre aussi"
    assert len([link for link in links if link.kind == "veth" and link != lan]) == len(
        [e for c in topology.containers if c.alive for e in c.endpoints if e.network not in ("none", "host", "lan")]
    )


def test_a_macvlan_hangs_from_its_parent(version: str) -> None:
    assert Link("macvlan", "container:sur-le-lan/eth0", "host/lan0", True) in scene(version).links


def test_a_borrower_whose_owner_restarted_is_left_with_the_loopback(version: str) -> None:
    topology = scene(version)
    assert [i.name for i in topology.interfaces_of("container:perimee")] == ["lo"]
    [doubt] = topology.warnings
    assert (doubt.code, doubt.about) == ("stale-namespace", "perimee")


def test_an_interface_says_what_the_kernel_says_of_it(version: str) -> None:
    topology = scene(version)
    [eth0] = [i for i in topology.interfaces_of("container:vitrine") if i.name == "eth0"]
    assert (eth0.kind, eth0.mtu, eth0.up, eth0.carrier) == ("veth", 1500, True, True)
    assert eth0.addresses == container(topology, "vitrine").endpoints[0].addresses
    [bridge] = [i for i in topology.interfaces_of(HOST) if i.name == (topology.network("vide") or ...).bridge]  # type: ignore[union-attr]
    assert (bridge.kind, bridge.up, bridge.carrier) == ("bridge", True, False), (
        "un pont sans conteneur n'a pas de porteuse"
    )


def test_publications_are_confirmed_by_an_open_socket(version: str) -> None:
    topology = scene(version)
    assert len(topology.publications) == 6
    assert all(publication.verified for publication in topology.publications)
    deaf = altered(version, lambda spaces: spaces["default"].update(listeners=""))
    assert not any(publication.verified for publication in deaf.publications)


def test_the_order_in_which_things_are_read_changes_nothing(version: str) -> None:
    reading = recorded(version)
    backwards = replace(
        reading, containers=reading.containers[::-1], networks=reading.networks[::-1], kernel=reading.kernel[::-1]
    )
    assert build(backwards) == scene(version)


# Un bout qui ment


def test_a_far_end_that_points_elsewhere_is_not_believed(version: str) -> None:
    topology = altered(version, lambda s: host_link(s, scene(version), "vitrine").update(link_index=9999))
    assert not any("container:vitrine/eth0" in (link.a, link.b) for link in topology.links)
    assert not container(topology, "vitrine").endpoints[0].verified
    assert ("unverified", "vitrine") in {(d.code, d.about) for d in topology.warnings}


def test_a_far_end_in_another_namespace_is_not_believed(version: str) -> None:
    """Les ifindex se répètent d'un conteneur à l'autre : seul le numéro d'espace de noms les distingue."""

    def swap(spaces: dict[str, Json]) -> None:
        one, two = (host_link(spaces, scene(version), name) for name in ("vitrine", "cachee"))
        one["link_netnsid"], two["link_netnsid"] = two["link_netnsid"], one["link_netnsid"]

    topology = altered(version, swap)
    assert not container(topology, "vitrine").endpoints[0].verified
    assert not container(topology, "cachee").endpoints[0].verified


def test_a_cable_plugged_into_another_bridge_does_not_confirm_the_network(version: str) -> None:
    cave = scene(version).network("cave")
    assert cave is not None
    topology = altered(version, lambda s: host_link(s, scene(version), "vitrine").update(master=cave.bridge))
    assert not container(topology, "vitrine").endpoints[0].verified


def test_an_address_removed_by_hand_is_still_found_by_its_mac(version: str) -> None:
    def strip(spaces: dict[str, Json]) -> None:
        for link in spaces[sandbox(version, "vitrine")]["links"]:
            link["addresses"] = []

    assert container(altered(version, strip), "vitrine").endpoints[0].interface == "eth0"


def test_a_container_whose_namespace_is_gone_died_during_the_reading(version: str) -> None:
    topology = altered(version, lambda spaces: spaces.pop(sandbox(version, "vitrine")))
    assert ("gone-during-reading", "vitrine") in {(d.code, d.about) for d in topology.warnings}
    assert not container(topology, "vitrine").endpoints[0].verified
    assert not any("container:vitrine/" in link.a + link.b for link in topology.links)


def test_without_the_kernel_nothing_is_confirmed(version: str) -> None:
    topology = build(replace(recorded(version), kernel=(), kernel_problem="la boîte à outils manque."))
    assert not topology.kernel
    assert (topology.interfaces, topology.links) == ((), ())
    assert not any(e.verified for c in topology.containers for e in c.endpoints)
    assert container(topology, "locataire").namespace == "container:vitrine"
    assert container(topology, "perimee").namespace == "container:perimee", "relancee a démarré après elle"
    assert any("boîte à outils" in d.text for d in topology.warnings)


def test_a_subject_shows_of_the_machine_only_what_holds_it(version: str) -> None:
    reading = recorded(version)
    kept = tuple(c for c in reading.containers if c["Name"] == "/vitrine")
    networks = tuple(n for n in reading.networks if n["Name"] == "rue")
    topology = build(Snapshot(0, version, kept, networks, kernel=reading.kernel))
    rue = topology.network("rue")
    assert rue is not None
    kinds = {i.name: i.kind for i in topology.interfaces_of(HOST)}
    assert [name for name, kind in kinds.items() if kind == "bridge"] == [rue.bridge]
    assert [name for name, kind in kinds.items() if kind == "veth" and name.startswith("veth")] == [
        far_end(topology, "container:vitrine/eth0").partition("/")[2]
    ]
    assert {"lo", "eth0"} <= kinds.keys()


# La machine et ses doutes


@pytest.mark.parametrize("code", ["missing-network", "ineffective-publication", "duplicate-name"])
def test_a_doubt_about_what_the_engine_says_is_raised(version: str, code: str) -> None:
    reading = recorded(version)
    containers = copy.deepcopy(reading.containers)
    networks = list(reading.networks)
    if code == "missing-network":
        networks = [n for n in networks if n["Name"] != "rue"]
    elif code == "ineffective-publication":
        next(c for c in containers if c["Name"] == "/vitrine")["NetworkSettings"]["Ports"] = {}
    else:
        networks.append({**next(n for n in networks if n["Name"] == "rue"), "Id": "f" * 64})
    topology = build(replace(reading, containers=containers, networks=tuple(networks)))
    assert code in {d.code for d in topology.warnings}
    if code == "duplicate-name":
        rue = topology.network_of(container(topology, "vitrine").endpoints[0])
        assert rue is not None
        assert rue.id != "f" * 64

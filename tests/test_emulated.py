"""Ce que ce noyau-ci n'a pas : ipvlan, VLAN, overlay, lus sur une Debian 13 émulée (cgroup v2, AppArmor actif).

La scène est tests/machine/inside/scene.sh ; tests/machine/run la rejoue et récrit la lecture.
"""

from __future__ import annotations

import pytest
from recordings import RECORDED

from dockerlab.drawing.figure import Figure
from dockerlab.model.building import build
from dockerlab.model.objects import Link
from dockerlab.snapshot.snapshot import Snapshot

TOPOLOGY = build(Snapshot.load(RECORDED / "emulee-26.1.json"))


def test_every_endpoint_is_confirmed_whatever_its_driver() -> None:
    drivers = set()
    for container in TOPOLOGY.containers:
        for endpoint in container.endpoints:
            network = TOPOLOGY.network_of(endpoint)
            assert network is not None
            drivers.add(network.driver)
            assert endpoint.verified, (container.name, endpoint.network)
    assert drivers == {"bridge", "ipvlan", "macvlan", "overlay"}
    assert TOPOLOGY.warnings == ()


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [
        ("ipvlan", "container:i1/eth0", "host/dum1"),
        ("ipvlan", "container:iv1/eth0", "host/lan0"),
        ("macvlan", "container:mv/eth0", "host/dum2.10"),
        ("veth", "container:o1/eth0", "overlay:nuage/veth1"),
        ("bridge-port", "overlay:nuage/vxlan0", "overlay:nuage/br0"),
        ("veth", "balancer:nuage/eth0", "overlay:nuage/veth0"),
    ],
)
def test_each_driver_has_its_own_link(kind: str, a: str, b: str) -> None:
    assert Link(kind, a, b, True) in TOPOLOGY.links


def test_the_balancer_of_the_mesh_has_its_cable_to_the_machine() -> None:
    """Le nom du bout qui est sur la machine est tiré au hasard par Docker."""
    (cable,) = [link for link in TOPOLOGY.links if link.a == "balancer:ingress/eth1"]
    assert (cable.kind, cable.b.startswith("host/veth"), cable.verified) == ("veth", True, True)


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("i1", "i2", "same-network"), ("host", "i2", "parent-isolated"), ("host", "i1", "host-bridge"), ("o1", "o3", "same-network"),
        ("host", "o1", "host-gateway"), ("o3", "host", "host-gateway"), ("m1", "mv", "no-common-network"),
    ],
)  # fmt: skip
def test_who_reaches_whom(a: str, b: str, code: str) -> None:
    assert TOPOLOGY.reachable(a, b).code == code


def test_a_path_to_an_overlay_container_goes_through_the_gateway_bridge() -> None:
    path = TOPOLOGY.path("host", "o1")
    assert path is not None
    assert (path.hops[0], path.hops[-1], path.verified) == ("host/docker_gwbridge", "container:o1/eth1", True)
    between = TOPOLOGY.path("o1", "o3")
    assert between is not None
    assert between.hops[2] == "overlay:nuage/br0"


def test_a_vxlan_without_an_interface_below_has_no_link_to_one() -> None:
    assert not [link for link in TOPOLOGY.links if link.kind == "vxlan"]


@pytest.mark.parametrize("view", ["simple", "ports", "cables"])
def test_it_draws(view: str) -> None:
    assert "<svg" in Figure(TOPOLOGY, view).svg()


def test_the_balancer_of_each_overlay_is_drawn_with_its_cables() -> None:
    shown = Figure(TOPOLOGY, "cables").scene
    assert {box.key for box in shown.boxes} >= {f"balancer:{name}" for name in ("nuage", "chiffre", "ingress")}
    assert {edge.confirmed for edge in shown.edges if "balancer:" in f"{edge.a}{edge.b}"} == {True}
    assert "du répartiteur de charge du réseau nuage" in Figure(TOPOLOGY, "cables").describe()

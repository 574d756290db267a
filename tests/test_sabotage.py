"""Ce qui a trompé une version de la lecture : chaque cas fut trouvé par quelqu'un qui cherchait à la prendre en défaut."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from recordings import recorded

from dockerlab.drawing.figure import Figure
from dockerlab.engine import Json
from dockerlab.model.building import build
from dockerlab.model.objects import Link
from dockerlab.model.topology import Topology
from dockerlab.snapshot.namespaces import needs_numbers
from dockerlab.snapshot.snapshot import Snapshot

VERSION = "26.1"


def changed(change: Callable[[dict[str, Json], dict[str, Json]], object], **fields: Any) -> Topology:
    """La scène, dont les conteneurs (par nom) et les espaces de noms (par fichier) ont été changés."""
    reading = recorded(VERSION)
    containers = {c["Name"].lstrip("/"): copy.deepcopy(c) for c in reading.containers}
    spaces = {s["name"]: copy.deepcopy(s) for s in reading.kernel}
    change(containers, spaces)
    return build(replace(reading, containers=tuple(containers.values()), kernel=tuple(spaces.values()), **fields))


def file_of(name: str) -> str:
    [entry] = [c for c in recorded(VERSION).containers if c["Name"] == f"/{name}"]
    return str(entry["NetworkSettings"]["SandboxKey"].rpartition("/")[2])


def far_name(name: str) -> str:
    [link] = [
        link for link in build(recorded(VERSION)).links if link.kind == "veth" and f"container:{name}/eth0" in (link.a, link.b)
    ]  # fmt: skip
    return (link.b if "container:" in link.a else link.a).partition("/")[2]


def host_link(spaces: dict[str, Json], ifname: str) -> Json:
    return next(link for link in spaces["default"]["links"] if link["ifname"] == ifname)  # type: ignore[no-any-return]


# Les ports


def test_a_port_opened_without_one_on_the_machine_is_no_publication() -> None:
    """Un réseau routé (28) donne « HostPort » vide : il n'y a pas de port sur la machine."""

    def route(containers: dict[str, Json], _: dict[str, Json]) -> None:
        containers["vitrine"]["NetworkSettings"]["Ports"] = {
            "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": ""}, {"HostIp": "::", "HostPort": "9102"}]
        }

    found = [p for p in changed(route).publications if p.container == "vitrine"]
    assert [(p.host_ip, p.host_port) for p in found] == [("::", 9102)]


def test_an_engine_without_docker_proxy_is_told_by_its_bridge() -> None:
    """`userland-proxy: false` : dockerd tient lui-même la socket, et met les ports du pont en mode hairpin."""
    proxied = Figure(build(recorded(VERSION)), "ports").describe()
    assert (
        "127.0.0.1:8240/tcp (la machine elle-même seulement) mène à vitrine, port 80/tcp, par le mandataire docker-proxy"
        in proxied
    )
    topology = changed(lambda _, spaces: host_link(spaces, far_name("vitrine")).update(hairpin=True))
    said = Figure(topology, "ports").describe()
    assert "mène à vitrine, port 80/tcp, par DNAT" in said
    assert "mène à ouverte, port 80/tcp, par DNAT" in said


# L'espace de noms d'un autre


def test_a_borrower_whose_owner_is_out_of_the_subject_is_not_stale() -> None:
    reading = recorded(VERSION)
    owner = next(c for c in reading.containers if c["Name"] == "/vitrine")
    listed = {"Id": owner["Id"], "Names": ["/vitrine"], "State": "running", "Labels": {}}
    topology = changed(lambda containers, _: containers.pop("vitrine"), others=(listed,))
    tenant = topology.container("locataire")
    assert tenant is not None
    assert (tenant.stale, tenant.owner, tenant.namespace) == (False, "vitrine", "container:vitrine")
    assert "eth0" in {i.name for i in topology.interfaces_of("container:vitrine")}
    assert "stale-namespace" not in {d.code for d in topology.warnings if d.about == "locataire"}
    assert "il partage l'espace de noms de vitrine" in Figure(topology).describe()


@pytest.mark.parametrize(
    ("fate", "said"), [("stopped", "qui ne tourne plus"), ("removed", "un conteneur qui n'existe plus")]
)
def test_what_became_of_the_owner_is_said_as_it_is(fate: str, said: str) -> None:
    def part(containers: dict[str, Json], spaces: dict[str, Json]) -> None:
        if fate == "removed":
            containers.pop("relancee")
        else:
            containers["relancee"]["State"] |= {"Status": "exited", "Running": False}
        spaces.pop(file_of("relancee"))

    [doubt] = [d for d in changed(part).warnings if d.about == "perimee"]
    assert said in doubt.text
    assert "relancé" not in doubt.text


def test_two_borrowers_left_behind_are_in_one_place_whatever_the_order() -> None:
    def second(containers: dict[str, Json], spaces: dict[str, Json]) -> None:
        [id] = [c["Id"] for c in containers.values() if c["Name"] == "/perimee"]
        other, space = copy.deepcopy(containers["perimee"]), copy.deepcopy(spaces[id])
        other["Id"], other["Name"], space["name"] = "f" * 64, "/abandonnee", "f" * 64
        containers["abandonnee"], spaces["f" * 64] = other, space

    topology = changed(second)
    places = {name: topology.container(name) for name in ("perimee", "abandonnee")}
    assert {c.namespace for c in places.values() if c} == {"container:abandonnee"}
    assert all(c.stale for c in places.values() if c)
    assert {d.about for d in topology.warnings if d.code == "stale-namespace"} == {"perimee", "abandonnee"}


def test_a_container_that_restarts_over_and_over_has_no_namespace() -> None:
    def loop(containers: dict[str, Json], _: dict[str, Json]) -> None:
        containers["vitrine"]["State"] |= {"Status": "restarting", "Restarting": True}

    vitrine = changed(loop).container("vitrine")
    assert vitrine is not None
    assert (vitrine.namespace, vitrine.alive) == ("", False)


# Un réseau refait sous le même nom


def test_a_network_made_again_under_the_same_name_is_another() -> None:
    def remade(containers: dict[str, Json], _: dict[str, Json]) -> None:
        containers["arretee"]["NetworkSettings"]["Networks"]["rue"]["NetworkID"] = "a" * 64

    topology = changed(remade)
    stopped = topology.container("arretee")
    assert stopped is not None
    assert topology.network_of(stopped.endpoints[0]) is None
    assert ("missing-network", "arretee") in {(d.code, d.about) for d in topology.warnings}
    rue = topology.network("rue")
    assert rue is not None
    assert "arretee" not in {
        e.tip.split()[0] for e in Figure(topology).scene.edges if f"network:{rue.name}" in str(e.b)
    }


# Ce que le noyau dit contre Docker


def test_a_cable_plugged_elsewhere_by_hand_takes_reachability_away() -> None:
    cave = next(n for n in build(recorded(VERSION)).networks if n.name == "cave")
    topology = changed(lambda _, spaces: host_link(spaces, far_name("vitrine")).update(master=cave.bridge))
    assert topology.reachable("vitrine", "ouverte").code == "unconfirmed"
    assert topology.path("vitrine", "ouverte") is None


@pytest.mark.parametrize("what", ["veth", "bridge", "eth0"])
def test_nothing_passes_through_what_is_down(what: str) -> None:
    rue = next(n for n in build(recorded(VERSION)).networks if n.name == "rue")

    def down(_: dict[str, Json], spaces: dict[str, Json]) -> None:
        link = {
            "veth": lambda: host_link(spaces, far_name("vitrine")),
            "bridge": lambda: host_link(spaces, rue.bridge),
            "eth0": lambda: next(each for each in spaces[file_of("vitrine")]["links"] if each["ifname"] == "eth0"),
        }[what]()
        link["flags"] = ["BROADCAST", "MULTICAST"]

    topology = changed(down)
    assert topology.reachable("vitrine", "ouverte").code == "link-down"
    assert topology.reachable("host", "vitrine").code == "link-down"
    assert topology.path("vitrine", "ouverte") is None


def test_a_private_macvlan_and_a_routed_network_are_told_apart() -> None:
    reading = recorded(VERSION)

    def with_option(name: str, option: str, value: str) -> Topology:
        networks = tuple(
            {**n, "Options": {**(n.get("Options") or {}), option: value}} if n["Name"] == name else n for n in reading.networks
        )  # fmt: skip
        twin = copy.deepcopy(next(c for c in reading.containers if c["Name"] == "/sur-le-lan"))
        twin["Id"], twin["Name"] = "e" * 64, "/jumelle"
        return build(Snapshot(0, VERSION, (*reading.containers, twin), networks))

    assert with_option("lan", "macvlan_mode", "private").reachable("sur-le-lan", "jumelle").code == "macvlan-isolated"
    assert with_option("lan", "macvlan_mode", "bridge").reachable("sur-le-lan", "jumelle").code == "same-network"
    routed = with_option("rue", "com.docker.network.bridge.gateway_mode_ipv4", "routed")
    assert routed.reachable("defaut", "vitrine").code == "routed"


def test_an_address_changed_by_hand_is_said() -> None:
    def move(_: dict[str, Json], spaces: dict[str, Json]) -> None:
        next(each for each in spaces[file_of("vitrine")]["links"] if each["ifname"] == "eth0")["addresses"] = [
            "10.212.1.99/24"
        ]

    [doubt] = [d for d in changed(move).warnings if d.code == "address-changed"]
    assert "10.203.240.2/24" in doubt.text
    assert "10.212.1.99/24" in doubt.text


# Des câbles posés à la main


def test_a_cable_between_two_containers_is_drawn() -> None:
    def plug(_: dict[str, Json], spaces: dict[str, Json]) -> None:
        ends = (("vitrine", 70, 71, "cachee"), ("cachee", 71, 70, "vitrine"))
        for name, index, far, other in ends:
            space = spaces[file_of(name)]
            model = next(link for link in space["links"] if link["kind"] == "veth")
            space["links"].append(
                {**model, "ifname": "fil", "ifindex": index, "link_index": far, "link_netnsid": 5, "addresses": []}
            )
            space["ids"] = {**space["ids"], "5": file_of(other), str(model["link_netnsid"]): "default"}

    topology = changed(plug)
    assert Link("veth", "container:cachee/fil", "container:vitrine/fil", True) in topology.links


def test_the_helper_asks_for_numbers_only_when_the_far_end_is_not_plainly_in_the_machine() -> None:
    ordinary = {"kind": "veth", "ifindex": 2, "link_index": 40, "link_netnsid": 0}
    assert not needs_numbers(ordinary, {(40, 2)})
    assert needs_numbers(ordinary, {(41, 2)})
    assert not needs_numbers({"kind": "veth", "ifindex": 2, "link": "v1"}, set())
    assert needs_numbers({"kind": "macvlan", "ifindex": 2}, set())

"""Plusieurs hôtes : chaque trait plein est ce que disent les noyaux aux deux bouts ; un fait ôté, et le trait n'est plus plein.

Les lectures sont celles de `record_several.py` : deux hôtes en Swarm sur trois versions du moteur, quatre sur une.
"""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from recordings import (
    RECORDED,
    SEVERAL_VIEW,
    VERSIONS,
    VIEWS,
    golden_several,
    path_of_several,
    recorded_several,
    scene,
    two_hosts,
)

from dockerlab.drawing.dot import Ids
from dockerlab.drawing.figure import Figure
from dockerlab.drawing.svg import as_page_part
from dockerlab.drawing.told import Told
from dockerlab.engine import Json
from dockerlab.errors import UsageError
from dockerlab.model.objects import HOST, Link, Network, on
from dockerlab.model.several import build_several, load_several
from dockerlab.model.topology import Topology
from dockerlab.snapshot.several import Several

VERSION = "26.1"
every_version = pytest.mark.parametrize("version", VERSIONS)

Readings = dict[
    str, Any
]  # `outer`, et chaque hôte par son nom : containers, networks, kernel, en documents modifiables


def sabotaged(change: Callable[[Readings], object], version: str = VERSION) -> Topology:
    """La topologie de la lecture, dont une copie a été changée."""
    several = copy.deepcopy(recorded_several(version))
    readings = {"outer": several.outer, **dict(several.hosts)}
    change(readings)
    hosts = tuple((name, readings[name]) for name, _ in several.hosts if name in readings)
    silent = tuple((name, "il est en pause") for name, _ in several.hosts if name not in readings)
    return build_several(Several(readings["outer"], hosts, silent))


def space(readings: Readings, host: str, name: str) -> Json:
    """Un espace de noms d'un hôte, par le début de son fichier ou le réseau overlay dont il est le pont."""
    ids = {n["Name"]: n["Id"] for n in readings[host].networks}
    wanted = f"1-{ids[name][:10]}" if name in ids else name
    return next(s for s in readings[host].kernel if s["name"] == wanted)  # type: ignore[no-any-return]


def interface(space: Json, name: str) -> Json:
    return next(link for link in space["links"] if link["ifname"] == name)  # type: ignore[no-any-return]


def links(topology: Topology, kind: str) -> dict[tuple[str, str], bool]:
    return {(link.a, link.b): link.verified for link in topology.links if link.kind == kind}


TUNNEL = ("quai-1!overlay:nuage/vxlan0", "quai-2!overlay:nuage/vxlan0")
EXIT = ("quai-1!overlay:nuage/vxlan0", "quai-1!host/eth0")


def plug(topology: Topology, host: str) -> bool | None:
    """Le fil d'un hôte jusqu'à l'underlay : confirmé ou non ; rien s'il n'est pas dit."""
    found = [
        v for (a, b), v in links(topology, "underlay").items() if a == f"{host}!host/eth0" and b.startswith("host/")
    ]
    return found[0] if found else None


# Ce que dit la lecture


@every_version
def test_every_link_is_confirmed_by_the_kernels_of_the_hosts(version: str) -> None:
    topology = two_hosts(version)
    assert [link for link in topology.links if not link.verified] == []
    assert topology.warnings == ()
    assert topology.kernel
    assert set(links(topology, "vxlan")) == {TUNNEL, tuple(end.replace("nuage", "ingress") for end in TUNNEL)}
    assert EXIT in links(topology, "underlay")
    assert [plug(topology, host) for host in ("quai-1", "quai-2")] == [True, True]


@every_version
def test_a_tunnel_is_what_both_tables_say_in_the_raw_reading(version: str) -> None:
    """La preuve, refaite ici à la main : chaque table nomme la MAC d'une interface qui vit chez l'autre, et son adresse."""
    readings = dict(recorded_several(version).hosts)
    for here, there, address in (("quai-1", "quai-2", "10.203.208.12"), ("quai-2", "quai-1", "10.203.208.11")):
        table = space(readings, here, "nuage")["forwarding"]
        macs = {k["address"] for s in readings[there].kernel if s["name"] != "default" for k in s["links"]}
        assert {entry["dst"] for entry in table} == {address}
        assert {entry["mac"] for entry in table} & macs
        assert interface(space(readings, here, "nuage"), "vxlan0")["vni"] == 4097


@every_version
def test_the_namespaces_of_swarm_have_a_name_and_both_their_cables(version: str) -> None:
    topology = two_hosts(version)
    spaces = {i.namespace for i in topology.interfaces}
    assert {f"quai-1!{kind}:{net}" for kind in ("overlay", "balancer") for net in ("nuage", "ingress")} <= spaces
    cables = links(topology, "veth")
    assert ("quai-1!balancer:nuage/eth0", "quai-1!overlay:nuage/veth0") in cables
    [gateway] = [b for a, b in cables if a == "quai-1!balancer:ingress/eth1"]
    assert (gateway, "quai-1!host/docker_gwbridge") in links(topology, "bridge-port")


@every_version
def test_the_path_crosses_the_underlay_inside_another_packet(version: str) -> None:
    topology = two_hosts(version)
    [underlay] = {b for _, b in links(topology, "underlay") if b.startswith("host/")}
    path = topology.path("quai-2!cliente", "quai-1!serveur")
    assert path is not None
    assert path.verified
    assert path.hops == (
        "quai-2!container:cliente/eth0", "quai-2!overlay:nuage/veth1", "quai-2!overlay:nuage/br0", "quai-2!overlay:nuage/vxlan0",
        "quai-2!host/eth0", underlay, "quai-1!host/eth0",
        "quai-1!overlay:nuage/vxlan0", "quai-1!overlay:nuage/br0", "quai-1!overlay:nuage/veth1", "quai-1!container:serveur/eth0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("quai-1!serveur", "quai-2!cliente", "same-overlay"),
        ("quai-1!locataire", "quai-2!cliente", "same-overlay"),
        ("quai-1!serveur", "quai-2!solitaire", "unknown"),
        ("quai-1!host", "quai-2!host", "unknown"),
        ("quai-1!serveur", "quai-2!arretee", "stopped"),
        ("quai-1!serveur", "quai-1!host", "host-gateway"),
        ("quai-1!serveur", "quai-1!locataire", "same-namespace"),
        ("quai-2!solitaire", "quai-2!cliente", "no-common-network"),
    ],
)
def test_who_reaches_whom(a: str, b: str, code: str) -> None:
    assert two_hosts(VERSION).reachable(a, b).code == code


def test_neighbours_are_on_both_hosts() -> None:
    topology = two_hosts(VERSION)
    assert topology.neighbours("quai-1!serveur") == ("quai-1!locataire", "quai-2!arretee", "quai-2!cliente")
    assert set(topology.neighbours("quai-1!nuage")) == {"quai-1!serveur", "quai-2!arretee", "quai-2!cliente"}
    for name in ("serveur", "quai-3!host", "quai-1!cliente"):
        with pytest.raises(UsageError, match="n'est pas dans cette topologie"):
            topology.reachable(name, "quai-2!cliente")


@every_version
def test_the_document_keeps_the_contract(version: str) -> None:
    document = two_hosts(version).to_json()
    prefix = re.compile(r"quai-[12]!")
    assert all(prefix.match(c["name"]) for c in document["containers"])
    assert all(prefix.match(c["namespace"]) for c in document["containers"] if c["namespace"])
    assert [n["name"] for n in document["networks"] if not prefix.match(n["name"])] == ["quais"]
    assert {link["kind"] for link in document["links"]} == {"veth", "bridge-port", "vxlan", "underlay"}
    assert {i["vni"] for i in document["interfaces"]} == {0, 4096, 4097}
    assert [h["swarm"] for h in document["hosts"]] == ["manager", "worker"]
    json.dumps(document)


# Un fait ôté, et le trait n'est plus plein


def no_table(r: Readings) -> None:
    space(r, "quai-1", "nuage")["forwarding"] = []


def table_to_nobody(r: Readings) -> None:
    for entry in space(r, "quai-1", "nuage")["forwarding"]:
        entry["dst"] = "10.203.208.99"


def table_of_an_unknown_mac(r: Readings) -> None:
    for entry in space(r, "quai-1", "nuage")["forwarding"]:
        entry["mac"] = "02:00:00:00:00:99"


def table_of_another_interface(r: Readings) -> None:
    for entry in space(r, "quai-1", "nuage")["forwarding"]:
        entry["ifname"] = "vxlan9"


def another_vni(r: Readings) -> None:
    interface(space(r, "quai-2", "nuage"), "vxlan0")["vni"] = 5000


def vxlan_down(r: Readings) -> None:
    interface(space(r, "quai-2", "nuage"), "vxlan0")["flags"] = []


def vxlan_out_of_its_bridge(r: Readings) -> None:
    del interface(space(r, "quai-1", "nuage"), "vxlan0")["master"]


def vxlan_that_its_bridge_denies(r: Readings) -> None:
    interface(space(r, "quai-1", "nuage"), "vxlan0")["slave"] = ""


def cables_cut_on_the_other_side(r: Readings) -> None:
    for link in space(r, "quai-2", "nuage")["links"]:
        if link["kind"] == "veth":
            link["link_index"] = 9999


def address_held_by_two(r: Readings) -> None:
    interface(space(r, "quai-1", "default"), "eth0")["addresses"].append("10.203.208.12/24")


@every_version
@pytest.mark.parametrize(
    "sabotage",
    [
        no_table, table_to_nobody, table_of_an_unknown_mac, table_of_another_interface, another_vni, vxlan_down,
        vxlan_out_of_its_bridge, vxlan_that_its_bridge_denies, cables_cut_on_the_other_side, address_held_by_two,
    ],
)  # fmt: skip
def test_a_tunnel_that_one_kernel_denies_is_dashed(sabotage: Callable[[Readings], None], version: str) -> None:
    topology = sabotaged(sabotage, version)
    assert links(topology, "vxlan")[TUNNEL] is False
    assert links(topology, "vxlan")[tuple(end.replace("nuage", "ingress") for end in TUNNEL)] is (
        sabotage is not address_held_by_two
    )
    assert "tunnel-unconfirmed" in {doubt.code for doubt in topology.warnings}
    assert drawn(topology, "tunnel", "nuage") == {False}
    assert "non confirmé par le noyau" in Figure(topology, SEVERAL_VIEW).describe()
    reach = topology.reachable("quai-1!serveur", "quai-2!cliente")
    assert (reach.ok, reach.code) == (False, "unconfirmed")
    assert topology.path("quai-1!serveur", "quai-2!cliente") is None


def another_namespace(r: Readings) -> None:
    space(r, "quai-1", "default")["inode"] += 1


def another_address(r: Readings) -> None:
    interface(space(r, "quai-1", "default"), "eth0")["addresses"] = ["10.203.208.77/24"]


def cable_unplugged_outside(r: Readings) -> None:
    for link in next(s for s in r["outer"].kernel if s["name"] == "default")["links"]:
        link.pop("master", None)


def outside_unread(r: Readings) -> None:
    r["outer"] = replace(r["outer"], kernel=(), kernel_problem="essai")


@every_version
@pytest.mark.parametrize("sabotage", [another_namespace, another_address, cable_unplugged_outside, outside_unread])
def test_an_underlay_that_the_kernel_denies_is_dashed(sabotage: Callable[[Readings], None], version: str) -> None:
    topology = sabotaged(sabotage, version)
    assert plug(topology, "quai-1") is False
    assert topology.warnings
    assert False in drawn(topology, "underlay", "underlay:")
    assert not topology.reachable("quai-1!serveur", "quai-2!cliente") or not topology.kernel
    path = topology.path("quai-1!serveur", "quai-2!cliente")
    assert path is None or not path.verified


def no_route(r: Readings) -> None:
    space(r, "quai-1", "default")["routes"] = {}


def interface_down(r: Readings) -> None:
    interface(space(r, "quai-1", "default"), "eth0")["flags"] = []


def vxlan_born_elsewhere(r: Readings) -> None:
    interface(space(r, "quai-1", "nuage"), "vxlan0")["link_netnsid"] = 77


@pytest.mark.parametrize("sabotage", [no_route, interface_down, vxlan_born_elsewhere])
def test_a_packet_that_cannot_leave_its_host_is_not_drawn_as_leaving(sabotage: Callable[[Readings], None]) -> None:
    topology = sabotaged(sabotage)
    assert not links(topology, "underlay").get(EXIT, False)
    assert topology.reachable("quai-1!serveur", "quai-2!cliente").code == "underlay-unconfirmed"


def test_a_host_cut_off_is_said_and_its_line_is_gone() -> None:
    """Débranché de l'underlay (`docker network disconnect`), il garde sa table : le tunnel n'est plus plein pour autant."""

    def cut(r: Readings) -> None:
        machine = space(r, "quai-2", "default")
        machine["links"] = [link for link in machine["links"] if link["ifname"] != "eth0"]
        [outside] = [c for c in r["outer"].containers if c["Name"] == "/quai-2"]
        del outside["NetworkSettings"]["Networks"]["quais"]

    topology = sabotaged(cut)
    assert (plug(topology, "quai-1"), plug(topology, "quai-2")) == (True, None)
    assert links(topology, "vxlan")[TUNNEL] is False
    assert not topology.reachable("quai-1!serveur", "quai-2!cliente")
    assert "Hôte quai-2 : exécutant du Swarm, hors de l'underlay." in Figure(topology, SEVERAL_VIEW).describe()
    changed = Figure.difference(two_hosts(VERSION), topology, SEVERAL_VIEW)
    assert "L'hôte quai-2 a changé : adresse sur l'underlay 10.203.208.12/24 → rien" in changed.describe()
    assert "<svg" in changed.svg()


def test_a_host_that_does_not_answer_is_drawn_and_nothing_about_it_is_solid() -> None:
    topology = sabotaged(lambda r: r.pop("quai-2"))
    assert [(host.name, host.problem) for host in topology.hosts] == [("quai-1", ""), ("quai-2", "il est en pause")]
    assert plug(topology, "quai-2") is False
    assert links(topology, "vxlan") == {}
    figure = Figure(topology, SEVERAL_VIEW)
    assert "quai-2 n'a pas été lu : il est en pause." in figure.describe()
    [box] = [box for box in figure.scene.boxes if box.key == "quai-2!host"]
    assert box.faint
    assert all(not e.confirmed for e in figure.scene.edges if "quai-2!" in f"{e.a}{e.b}")
    with pytest.raises(UsageError):
        topology.path("quai-1!serveur", "quai-2!cliente")


def test_hosts_in_no_swarm_are_drawn_on_their_underlay() -> None:
    def before(r: Readings) -> None:
        for host in ("quai-1", "quai-2"):
            kept = [s for s in r[host].kernel if s["name"] == "default"]
            networks = [n for n in r[host].networks if n["Driver"] != "overlay" and n["Name"] != "docker_gwbridge"]
            r[host] = replace(r[host], kernel=tuple(kept), networks=tuple(networks), containers=(), swarm={})

    topology = sabotaged(before)
    assert {link.kind for link in topology.links} == {"underlay", "bridge-port"}
    figure = Figure(topology, SEVERAL_VIEW)
    assert "Hôte quai-2 : hors de tout Swarm, 10.203.208.12/24 sur l'underlay." in figure.describe()
    assert [edge.kind for edge in figure.scene.edges] == ["underlay", "underlay"]
    assert "<svg" in figure.svg()


def test_without_the_kernels_nothing_is_solid() -> None:
    def blind(r: Readings) -> None:
        for name in r:
            r[name] = replace(r[name], kernel=(), kernel_problem="essai")

    topology = sabotaged(blind)
    assert not [link for link in topology.links if link.verified]
    figure = Figure(topology, SEVERAL_VIEW)
    assert all(not edge.confirmed for edge in figure.scene.edges)
    assert "serveur" in figure.describe()
    assert topology.reachable("quai-1!serveur", "quai-2!cliente").reason.endswith("d'après les moteurs.")


# L'image


def drawn(topology: Topology, kind: str, part: str) -> set[bool]:
    """Comment sont dessinés les traits d'un genre dont un bout contient `part` : pleins, tiretés."""
    shown = Figure(topology, SEVERAL_VIEW)
    names = {f"segment:{n.id}": n.name for n in topology.networks}
    return {e.confirmed for e in shown.scene.edges if e.kind == kind and part in f"{e.a}{e.b}{names.get(e.b[0], '')}"}


def test_every_solid_line_of_the_picture_is_a_verified_link() -> None:
    for version in VERSIONS:
        topology = two_hosts(version)
        shown = Figure(topology, SEVERAL_VIEW).scene
        verified = {link for link in topology.links if link.verified and link.kind != "bridge-port"}
        backed = [link for edge in shown.edges if edge.confirmed for link in behind(edge.tip, topology)]
        # Le câble d'un conteneur hors overlay mène à un pont que la vue ne dessine pas.
        left = {link for link in verified if "solitaire" in link.a}
        assert set(backed) == verified - left
        assert len(shown.edges) == len({edge.key for edge in shown.edges})


def behind(tip: str, topology: Topology) -> list[Link]:
    """Les liens que dit le survol d'un trait."""
    from dockerlab.drawing.naming import Naming
    from dockerlab.drawing.words_cables import describe_link

    found = [link for link in topology.links if describe_link(link, Naming.of(topology)) in tip]
    assert found, tip
    return found


@every_version
def test_the_drawing_is_the_expected_one(version: str) -> None:
    """Un écart voulu se garde par `python tests/record_several.py --dot`, après l'avoir relu."""
    assert Figure(two_hosts(version), SEVERAL_VIEW).dot == golden_several(version).read_text(encoding="utf-8")


@every_version
def test_the_order_of_the_reading_does_not_show(version: str) -> None:
    several = recorded_several(version)
    for seed in range(3):
        rank = random.Random(seed)

        def shuffled(snapshot: Any, rank: random.Random = rank) -> Any:
            parts = {name: list(getattr(snapshot, name)) for name in ("containers", "networks", "kernel")}
            for part in parts.values():
                rank.shuffle(part)
            return replace(snapshot, **{name: tuple(part) for name, part in parts.items()})

        other = Several(shuffled(several.outer), tuple((name, shuffled(s)) for name, s in several.hosts))
        assert Figure(build_several(other), SEVERAL_VIEW).dot == Figure(two_hosts(version), SEVERAL_VIEW).dot


@every_version
def test_underlay_and_overlay_are_told_apart_by_more_than_a_colour(version: str) -> None:
    figure = Figure(two_hosts(version), SEVERAL_VIEW)
    kinds = {edge.kind: edge for edge in figure.scene.edges if not edge.thin}
    dot = figure.dot.splitlines()
    lines = {kind: next(line for line in dot if f"id=e{figure.scene.edges.index(edge)} " in line or f"id=e{figure.scene.edges.index(edge)}]" in line) for kind, edge in kinds.items()}  # fmt: skip
    assert ":transparent:" in lines["tunnel"]  # un trait double
    assert "penwidth=3.5" in lines["underlay"]
    assert "penwidth" not in lines["inner"] + lines["veth"]
    for said in (
        "trait double",
        "trait épais",
        "VNI 4097",
        "UDP 4789",
        "les adresses de dedans",
        "les adresses de dehors",
    ):
        assert said in figure.dot.replace("&#160;", " "), said


@every_version
def test_the_words_say_what_the_picture_shows_and_nothing_that_varies(version: str) -> None:
    text = Figure(two_hosts(version), SEVERAL_VIEW).describe()
    for fact in (
        "Underlay quais : pilote bridge, 10.203.208.0/24",
        "Hôte quai-1 : gestionnaire du Swarm, 10.203.208.11/24 sur l'underlay.",
        "Réseau overlay nuage : 10.203.209.0/24, VNI 4097, non chiffré, présent sur quai-1 et quai-2.",
        "sur quai-2 : en marche, réseau nuage (overlay) à l'adresse 10.203.209.4/24.",
        "il partage l'espace de noms de serveur",
        "vers 10.203.208.12 (quai-2) : cliente.",
        "un tunnel VXLAN, VNI 4097, joint quai-1 et quai-2 pour le réseau nuage.",
        "ce que vxlan0 de quai-1 emballe pour le réseau nuage sort par eth0.",
        "eth1 de serveur à docker_gwbridge, sur quai-1",
    ):
        assert fact in text, fact
    assert not re.search(r"\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b|veth[0-9a-f]{7}|br-[0-9a-f]{12}", text)
    assert text == Figure(two_hosts(VERSION), SEVERAL_VIEW).describe()


@pytest.mark.parametrize(
    ("name", "bridge", "said"),
    [("rade", "br-0123456789ab", "bridge rade"), ("bridge", "docker0", "docker0"), ("quai", "pont-quai", "pont-quai")],
)
def test_a_bridge_named_after_an_identifier_is_told_by_its_network(name: str, bridge: str, said: str) -> None:
    options = (("com.docker.network.bridge.name", bridge),) if name != "rade" else ()
    network = Network(on("hote-1", name), "0123456789ab" * 5, "bridge", ("10.203.8.64/26",), ("",), False, options)
    inside, port = f"{on('hote-1', 'container:phare')}/eth0", f"{on('hote-1', HOST)}/veth0"
    cable = Link("veth", inside, port, True)
    plug = Link("bridge-port", port, f"{on('hote-1', HOST)}/{bridge}", True)
    assert Told(Topology((), (network,), (), "26.1", links=(cable, plug))).leads_to(inside) == said


def test_an_encrypted_overlay_is_said() -> None:
    def encrypt(r: Readings) -> None:
        for host in ("quai-1", "quai-2"):
            for network in r[host].networks:
                if network["Name"] == "nuage":
                    network["Options"]["encrypted"] = ""

    figure = Figure(sabotaged(encrypt), SEVERAL_VIEW)
    assert "Réseau overlay nuage : 10.203.209.0/24, VNI 4097, chiffré (option encrypted)" in figure.describe()
    assert "VNI 4097" in figure.dot
    assert "chiffré (option encrypted)" in figure.dot.replace("&#160;", " ").replace("<br/>", "")


HOSTILE = '<b>x</b>"\\&\n\u202e'


def test_hostile_names_stay_text() -> None:
    def rename(r: Readings) -> None:
        for host in ("quai-1", "quai-2"):
            r[host].containers[0]["Name"] = f"/{HOSTILE}{host}"
            for network in r[host].networks:
                if network["Name"] == "nuage":
                    network["Name"] = HOSTILE
        for network in r["outer"].networks:
            network["Name"] = f"{HOSTILE}{network['Name']}"

    topology = sabotaged(rename)
    figure = Figure(topology, SEVERAL_VIEW)
    root = ET.fromstring(figure.svg())
    assert not [element for element in root.iter() if element.tag.endswith("}b")]
    assert "‹U+202E›" in figure.dot
    assert "<b>x</b>" not in figure.html()
    assert links(topology, "vxlan")


def test_ids_are_unique_and_the_picture_suits_both_themes() -> None:
    figure = Figure(two_hosts(VERSION), SEVERAL_VIEW)
    picture = figure.svg()
    ids = re.findall(r' id="([^"]+)"', picture)
    assert len(ids) == len(set(ids))
    part = as_page_part(picture)
    assert 'fill="white"' not in part
    assert 'stroke="white"' not in part
    assert "currentColor" in part
    assert {"text/plain", "text/html", "image/svg+xml"} <= figure._repr_mimebundle_().keys()


@pytest.mark.parametrize("count", [2, 3, 4])
def test_hosts_are_drawn_from_top_to_bottom_in_their_order(count: int) -> None:
    four = Several.load(RECORDED / "quais-quatre.json")
    some = build_several(replace(four, hosts=four.hosts[:count]))
    assert [link for link in some.links if not link.verified] == []
    assert len(links(some, "vxlan")) == count * (count - 1)  # deux réseaux overlay
    figure = Figure(some, SEVERAL_VIEW)
    rendered = json.loads(subprocess.run(["dot", "-Tjson"], input=figure.dot.encode(), check=True, capture_output=True).stdout)  # fmt: skip
    heights = {o["name"]: float(o["pos"].split(",")[1]) for o in rendered["objects"] if "pos" in o}
    ids = Ids(figure.scene)
    tops = {h.name: max(heights[ids.box(b.key)] for b in figure.scene.boxes if b.frame == h.name) for h in some.hosts}
    assert sorted(tops, key=lambda name: -tops[name]) == [f"quai-{rank}" for rank in range(1, count + 1)]


# Ce qui se garde, et ce qui se refuse


@every_version
def test_readings_are_saved_and_replayed_as_one_file(version: str, tmp_path: Path) -> None:
    several = recorded_several(version)
    path = several.save(tmp_path / "deux.json")
    assert build_several(Several.load(path)) == two_hosts(version)
    assert path.read_text() == path_of_several(version).read_text()


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.pop("outer"), lambda d: d.update(hosts=[1]), lambda d: d["hosts"][0].pop("name"), lambda d: d.update(silent=[{}]),
        lambda d: d["hosts"][0]["reading"].update(kernel=[1]), lambda d: d.update(format=9), lambda d: d.update(outer=[]),
        lambda d: d["hosts"][0]["reading"]["kernel"][0].update(links=[{}]), lambda d: d.update(hosts=3),
    ],
)  # fmt: skip
def test_a_file_that_is_no_reading_is_refused(damage: Callable[[Json], object], tmp_path: Path) -> None:
    document = json.loads(path_of_several(VERSION).read_text())
    damage(document)
    path = tmp_path / "abime.json"
    path.write_text(json.dumps(document))
    with pytest.raises(UsageError, match="n'est pas une lecture"):
        load_several(path)


def test_a_view_says_which_topologies_it_shows() -> None:
    for view in VIEWS:
        with pytest.raises(UsageError, match="un seul moteur"):
            Figure(two_hosts(VERSION), view)
    with pytest.raises(UsageError, match="plusieurs hôtes") as caught:
        Figure(scene(VERSION), SEVERAL_VIEW)
    assert "dockerlab hosts up 2" in caught.value.remedy


def test_the_reading_keeps_nothing_of_the_rest_of_the_machine() -> None:
    for version in VERSIONS:
        outer = recorded_several(version).outer
        assert outer.others == ()
        assert {c["Name"] for c in outer.containers} == {"/quai-1", "/quai-2"}
        assert all("Mounts" not in c for c in outer.containers)
        assert len(outer.kernel) == 3

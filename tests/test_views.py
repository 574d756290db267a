"""Les vues sur tous les cas particuliers : ce que l'image montre, ce que les mots en disent, où finit chaque trait."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cases import CASES, ENGINE, RUE, WEB, attached, container, published, sixty, topology
from test_drawing import SVG, Tags, texts

from dockerlab.drawing import views, words
from dockerlab.drawing.dot import Ids
from dockerlab.drawing.figure import Figure
from dockerlab.drawing.legend import DASHED, SOLID
from dockerlab.drawing.ranges import FEW
from dockerlab.drawing.scene import Scene
from dockerlab.drawing.spreading import MANY
from dockerlab.drawing.text import named, visible
from dockerlab.drawing.views import VIEWS
from dockerlab.errors import UsageError
from dockerlab.model.objects import Publication
from dockerlab.model.topology import Topology

every_case = pytest.mark.parametrize("case", CASES)
every_view = pytest.mark.parametrize("view", VIEWS)


@cache
def svg(case: str, view: str) -> ET.Element:
    return ET.fromstring(Figure(CASES[case], view).svg())


def by_id(case: str, view: str) -> dict[str, ET.Element]:
    """Les groupes de l'image, par l'identifiant que leur a donné le DOT."""
    return {(g.get("id") or "").split("-", 2)[-1]: g for g in svg(case, view).iter(f"{SVG}g")}


OUTLINES = [f"{SVG}{tag}" for tag in ("polygon", "polyline", "path")]


def heights(shape: ET.Element) -> list[float]:
    """Les ordonnées des points d'un tracé."""
    return [float(y) for y in re.findall(r",(-?[\d.]+)", shape.get("d") or shape.get("points") or "")]


def scene(case: str, view: str) -> Scene:
    return Figure(CASES[case], view).scene


def squeezed(text: str) -> str:
    """Le texte sans ses espaces, que l'image peut changer en fins de ligne."""
    return re.sub(r"\s+", "", text)


def facts_of(case: Topology) -> Iterator[str]:
    """Chaque conteneur, réseau et adresse du document JSON, comme on les écrit."""
    document = case.to_json()
    for entry in document["containers"]:
        yield named(entry["name"])
        for endpoint in entry["endpoints"]:
            yield named(endpoint["network"])
            yield from endpoint["addresses"]
    for entry in document["networks"]:
        yield named(entry["name"])
        yield from (text for text in (*entry["subnets"], *entry["gateways"]) if text)


PUBLISHED = re.compile(
    r"(?P<address>\S+):(?P<host>\d+)(?:-(?P<last>\d+))?/(?P<protocol>\w+) \([^)]*\) mène à (?P<name>.+), "
    r"ports? (?P<inside>\d+)(?:-(?P<deepest>\d+))?/(?P=protocol)[,.]"
)


def publications_said(text: str) -> list[tuple[str, int, str, str, int]]:
    """Chaque port publié que disent les mots ; « 9200-9399 » vaut pour chacun de ceux qui y sont, dans l'ordre."""
    found = []
    for said in PUBLISHED.finditer(text):
        hosts = range(int(said["host"]), int(said["last"] or said["host"]) + 1)
        insides = range(int(said["inside"]), int(said["deepest"] or said["inside"]) + 1)
        found += [
            (said["address"].strip("[]"), host, said["protocol"], said["name"], inside)
            for host, inside in zip(hosts, insides, strict=True)
        ]
    return sorted(found)


def publications_of(case: Topology) -> list[tuple[str, int, str, str, int]]:
    return sorted(
        (p["host_ip"], p["host_port"], p["protocol"], named(p["container"]), p["container_port"])
        for p in case.to_json()["publications"]
    )


# Les mots


@every_case
@every_view
def test_the_words_say_every_container_network_address_and_publication(case: str, view: str) -> None:
    text = views.describe(CASES[case], view)
    for fact in facts_of(CASES[case]):
        assert fact in text, fact
    assert publications_said(text) == publications_of(CASES[case])
    for doubt in CASES[case].warnings:
        assert visible(doubt.text) in repr(Figure(CASES[case], view))


@every_case
def test_the_words_of_the_cables_say_every_interface_and_every_link(case: str) -> None:
    text = views.describe(CASES[case], "cables")
    for interface in CASES[case].interfaces:
        assert interface.name in text
        assert interface.mac in text or interface.kind == "loopback"
        assert f"MTU {interface.mtu}" in text
        assert all(address in text for address in interface.addresses)
    assert text.count("\nLien\u00a0: ") == len(CASES[case].links)
    for entry in CASES[case].containers:
        assert all(endpoint.mac in text for endpoint in entry.endpoints)


@every_case
def test_the_words_of_the_simple_view_hold_nothing_that_changes_from_a_machine_to_another(case: str) -> None:
    text = views.describe(CASES[case])
    assert not re.search(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|veth[0-9a-f]|\bbr-|192\.0\.2\.2/24", text)


@every_case
@every_view
def test_each_fact_is_one_line_whatever_the_names(case: str, view: str) -> None:
    figure = Figure(CASES[case], view)
    assert len(figure.describe().split("\n")) == max(1, len(figure.facts()))


def test_a_right_to_left_name_is_isolated_and_a_hidden_character_shown() -> None:
    text = views.describe(CASES["hostile"])
    assert "\u2068שלום-rue\u2069" in text
    assert "inversé‹U+202E›eur" in text
    assert "deux‹U+000A›lignes" in text


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("host", "sur le réseau host\u00a0: celui de la machine."),
        ("none", "sur le réseau none\u00a0: sa boucle locale seulement."),
        ("container", "il partage l'espace de noms de web."),
        ("container-relance", "il est resté dans l'ancien espace de noms de web."),
        ("container-arrete", "il a demandé l'espace de noms de web."),
        ("interne", "pilote bridge, interne"),
        ("icc", "échanges entre conteneurs coupés (icc)"),
        ("macvlan", "pilote macvlan, parent dent0"),
        ("noms-repetes", "Réseau double [000000000006]"),
    ],
)
def test_each_special_case_is_said_in_words(case: str, said: str) -> None:
    assert said in views.describe(CASES[case])


# L'image


@every_case
@every_view
def test_the_picture_shows_the_containers_the_doubts_and_what_it_rests_on(case: str, view: str) -> None:
    drawn = CASES[case]
    flat = squeezed(texts(svg(case, view)))
    for entry in drawn.containers:
        assert squeezed(named(entry.name)) in flat
    for text in (*words.doubts(drawn), words.caption(drawn)):
        assert squeezed(text) in flat
    if view != "ports":
        for network in drawn.networks:
            joined = network.driver not in ("host", "null") or view == "simple"
            assert squeezed(named(network.name)) in flat or not joined


@every_case
@every_view
def test_a_line_is_solid_only_if_the_kernel_confirmed_it_and_the_legend_says_which(case: str, view: str) -> None:
    drawn = scene(case, view)
    source = Figure(CASES[case], view).dot
    lines = [line for line in source.splitlines() if " -- " in line and "invis" not in line]
    assert len(lines) == len(drawn.edges)
    for edge, line in zip(drawn.edges, lines, strict=True):
        assert ("style=dashed" in line) is not edge.confirmed
    shown = squeezed(texts(svg(case, view)))
    assert (squeezed(SOLID) in shown) is any(edge.confirmed for edge in drawn.edges)
    assert (squeezed(DASHED) in shown) is any(not edge.confirmed for edge in drawn.edges)
    if not CASES[case].kernel:
        assert not any(edge.confirmed for edge in drawn.edges)


@every_case
@every_view
def test_every_end_of_a_line_lies_in_its_own_cell(case: str, view: str) -> None:
    drawn, groups = scene(case, view), by_id(case, view)
    ids = Ids(drawn)
    cells = {}
    for box in drawn.boxes:
        group = groups[ids.box(box.key)]
        corners = [y for shape in group.iter() if shape.tag in OUTLINES for y in heights(shape)]
        cells[box.key, ""] = (min(corners), max(corners))
        tops = [heights(groups[f"{ids.box(box.key)}{ids.port(box.key, row.key)}"][1])[0] for row in box.rows]
        for row, top, bottom in zip(box.rows, tops, [*tops[1:], max(corners)], strict=False):
            cells[box.key, row.key] = (top, bottom)
    columns = {box.key: box.column for box in drawn.boxes}
    for i, edge in enumerate(drawn.edges):
        [path] = groups[f"e{i}"].findall(f"{SVG}path")
        ends = [edge.a, edge.b] if columns[edge.a[0]] <= columns[edge.b[0]] else [edge.b, edge.a]
        first, *_, last = heights(path)
        if columns[edge.a[0]] == columns[edge.b[0]]:  # de haut en bas, dans l'un ou l'autre sens
            first, last = sorted((first, last), key=lambda y: abs(y - cells[ends[0]][1]))
        for y, end in zip((first, last), ends, strict=True):
            top, bottom = cells[end]
            assert top - 2 <= y <= bottom + 2, (edge, y, cells[end])


@every_case
@every_view
def test_the_keys_of_a_scene_are_unique_and_every_line_ends_somewhere(case: str, view: str) -> None:
    drawn = scene(case, view)
    keys = [box.key for box in drawn.boxes]
    assert len(keys) == len(set(keys))
    rows = [(box.key, row.key) for box in drawn.boxes for row in box.rows]
    assert len(rows) == len(set(rows))
    assert len({edge.key for edge in drawn.edges}) == len(drawn.edges)
    known = {*rows, *((key, "") for key in keys)}
    assert all(edge.a in known and edge.b in known for edge in drawn.edges)
    assert {box.frame for box in drawn.boxes if box.frame} == {frame.key for frame in drawn.frames}


@every_case
@every_view
def test_hovering_says_something_of_each_box_row_and_line(case: str, view: str) -> None:
    drawn, root = scene(case, view), svg(case, view)
    tips = Ids(drawn).tips(drawn)
    said = {
        (group.get("id") or "").partition("-")[2].partition("-")[2]: group.findtext(f"{SVG}title")
        for group in root.iter(f"{SVG}g")
    }
    for name, tip in tips.items():
        if tip:
            assert said[name] == visible(tip)
    assert all(tips[ids] for ids in tips if not ids.startswith("e"))
    assert all(edge.tip for edge in drawn.edges)
    assert not list(root.iter(f"{SVG}a"))


@every_view
def test_the_same_reading_in_any_order_gives_the_same_dot_bytes(view: str) -> None:
    for case in CASES.values():
        assert Figure(case, view).dot == Figure(replace(case), view).dot
    boxes = list(CASES["soixante"].containers)
    random.Random(0).shuffle(boxes)
    assert Figure(topology(boxes, [RUE]), view).dot == Figure(CASES["soixante"], view).dot


@every_view
def test_no_hostile_name_becomes_markup(view: str) -> None:
    bundle = Figure(CASES["hostile"], view)._repr_mimebundle_()
    page = Tags(bundle["text/html"])
    assert not page.tags & {"script", "b", "a", "font", "br"}
    assert bundle["text/html"].count("<svg") == 1
    ET.fromstring(bundle["image/svg+xml"])
    changed = Figure.difference(CASES["hostile"], CASES["soixante"], view)._repr_mimebundle_()
    assert not Tags(changed["text/html"]).tags & {"script", "b", "a", "font", "br"}


@every_view
def test_a_picture_reads_on_a_light_page_and_on_a_dark_one(view: str) -> None:
    bundle = Figure(CASES["toutes"], view)._repr_mimebundle_()
    page, file = bundle["text/html"], bundle["image/svg+xml"]
    assert 'fill="white"' not in page
    assert 'fill="white"' in file
    assert "#24292f" not in page  # l'encre de la page
    assert "color:#24292f" in file
    root = ET.fromstring(file)
    assert all(text.get("fill") == "currentColor" for text in root.iter(f"{SVG}text"))


# Ce que chaque vue montre


def edges(case: str, view: str) -> set[tuple[str, str, str, bool]]:
    return {(edge.kind, "/".join(edge.a), "/".join(edge.b), edge.confirmed) for edge in scene(case, view).edges}


def rows(case: str, view: str, box: str) -> list[str]:
    [found] = [b for b in scene(case, view).boxes if b.key == box]
    return [f"{row.text} {row.detail}".strip() for row in found.rows]


def test_simple_joins_a_container_to_its_networks_the_machine_or_its_owner() -> None:
    assert edges("deux-reseaux", "simple") == {
        ("endpoint", "container:deux/network:rue", "network:rue/", True),
        ("endpoint", "container:deux/network:cave", "network:cave/", True),
    }
    assert edges("host", "simple") == {("endpoint", "container:h/network:host", "machine/network:host", True)}
    assert ("space", "container:web/", "container:loc/", True) in edges("container", "simple")
    assert ("space", "container:h/", "container:loc/", True) in edges("container-host", "simple")
    assert ("space", "container:web/", "container:loc/", False) in edges("container-sans-noyau", "simple")


def test_simple_joins_nobody_by_none_nor_a_stale_namespace() -> None:
    assert edges("none", "simple") == set()
    assert rows("none", "simple", "container:n") == ["none\u00a0: aucun réseau boucle locale seulement"]
    assert not [edge for edge in edges("container-relance", "simple") if edge[0] == "space"]
    assert "resté dans l'ancien espace de noms de web" in rows("container-relance", "simple", "container:loc")[0]


def test_what_is_stopped_gone_or_unconfirmed_is_dashed() -> None:
    for view in ("simple", "cables"):
        assert {edge[3] for edge in edges("arrete", view) if "container:web" not in edge[1]} == {False}
        assert {edge[3] for edge in edges("disparu", view) if "fugace" in edge[1]} == {False}
        assert {edge[3] for edge in edges("non-confirme", view) if "douteux" in edge[1]} == {False}
        assert edges("reseau-disparu", view) == {
            ("endpoint", "container:orphelin/network:partie#000000000009", "network:partie#000000000009/", False)
        }


def test_duplicate_names_are_told_apart() -> None:
    assert {edge[2] for edge in edges("noms-repetes", "simple")} == {
        "network:double#000000000006/", "network:double#000000000007/",
    }  # fmt: skip


def test_ports_says_from_where_and_by_which_way() -> None:
    [local] = scene("boucle", "ports").boxes[:1]
    assert (local.title, local.rows[0].detail) == ("Depuis cette machine seulement", "par le mandataire docker-proxy")
    [everywhere] = scene("toutes", "ports").boxes[:1]
    assert everywhere.title == "Depuis les autres machines et celle-ci"
    assert [row.detail for row in everywhere.rows] == [
        "par DNAT\u00a0; depuis la boucle locale, par le mandataire docker-proxy", "par le mandataire docker-proxy",
    ]  # fmt: skip
    assert scene("une-adresse", "ports").boxes[0].rows[0].detail == "par DNAT"
    text = views.describe(CASES["toutes"], "ports")
    assert "Depuis les autres machines et celle-ci\u00a0: 0.0.0.0:8080/tcp" in text


def test_ports_claims_no_proxy_where_the_kernel_shows_no_socket_and_says_so() -> None:
    unseen = [replace(p, verified=False) for p in (published("127.0.0.1", 8080, "web"), published("0.0.0.0", 8081, "web"), published("::", 8081, "web"))]  # fmt: skip
    case = topology([WEB], [RUE], unseen)
    drawn = Figure(case, "ports").scene
    assert [row.detail for box in drawn.boxes for row in box.rows if row.key.startswith("socket")] == [
        "par DNAT\u00a0; depuis la boucle locale, par une voie que le noyau ne montre pas",
        "par une voie que le noyau ne montre pas",
        "par la boucle locale",
    ]
    assert {edge.confirmed for edge in drawn.edges} == {False}
    [note] = drawn.notes
    assert note.startswith(
        "Le noyau ne montre aucune socket à l'écoute sur 0.0.0.0:8081/tcp, 127.0.0.1:8080/tcp, [::]:8081/tcp"
    )
    text = views.describe(case, "ports")
    assert "mandataire" not in text
    assert f"Attention\u00a0: {note}" in text
    assert "mandataire" in views.describe(replace(case, kernel=False), "ports"), "sans lecture, rien ne le dément"
    assert Figure(case, "simple").scene.notes == ()


def test_ports_tells_tcp_from_udp_and_shows_what_is_exposed_only() -> None:
    assert [edge.b for edge in scene("udp", "ports").edges] == [
        ("container:web", "port:53/tcp"), ("container:web", "port:53/udp"),
    ]  # fmt: skip
    assert rows("expose", "ports", "container:web") == ["80/tcp exposé, non publié"]
    assert edges("expose", "ports") == set()
    assert rows("host", "ports", "container:h") == ["sur le réseau de la machine, ses ports sont ceux de la machine"]


def test_cables_joins_an_interface_to_the_port_of_its_bridge() -> None:
    drawn = scene("deux-reseaux", "cables")
    bridge = {box.title: box for box in drawn.boxes}["br-000000000001"]
    assert bridge.subtitle == "pont du réseau rue, pilote bridge"
    for edge in drawn.edges:
        assert edge.kind == "veth"
        assert edge.b[1].startswith("host/veth")
        assert edge.b[0] == ("network:rue" if edge.a[1].endswith("eth0") else "network:cave")
    assert bridge.rows[0].text == "10.203.1.1/24"
    assert [row.key for row in bridge.rows[1:]] == [edge.b[1] for edge in drawn.edges if edge.b[0] == "network:rue"]


@pytest.mark.parametrize("case", ["foule", "soixante", "deux-reseaux", "arrete", "foule-sans-noyau"])
def test_cables_puts_the_containers_in_the_order_of_what_they_hold_to(case: str) -> None:
    drawn = scene(case, "cables")
    places = {(box.key, row): rank for rank, (box, row) in enumerate(
        (box, row) for box in drawn.boxes for row in ("", *(row.key for row in box.rows))
    )}  # fmt: skip
    ends = sorted((places[edge.a], places[edge.b]) for edge in drawn.edges)
    assert [there for _, there in ends] == sorted(there for _, there in ends), "deux traits se croisent"


@pytest.mark.parametrize("case", ["foule", "deux-reseaux", "macvlan", "redemarre", "faits-main", "foule-sans-noyau"])
def test_dot_keeps_the_order_of_the_boxes_of_a_column(case: str) -> None:
    drawn, groups = scene(case, "cables"), by_id(case, "cables")
    ids = Ids(drawn)
    for column in {box.column for box in drawn.boxes}:
        tops = [
            min(y for shape in groups[ids.box(box.key)].iter() if shape.tag in OUTLINES for y in heights(shape))
            for box in drawn.boxes
            if box.column == column
        ]
        assert tops == sorted(tops)


def test_cables_says_in_its_rows_a_link_whose_two_ends_are_in_one_box() -> None:
    drawn = scene("faits-main", "cables")
    assert all(edge.a[0] != edge.b[0] for edge in drawn.edges)
    assert "mv0 10.203.1.77/24 MAC 02:00:00:00:00:32, MTU 1500, levée, macvlan sur eth0" in rows("faits-main", "cables", "container:web")  # fmt: skip
    machine = " / ".join(rows("faits-main", "cables", "host"))
    for said in ("macvlan sur eth0", "câble vers vd", "câble vers vc"):
        assert said in machine
    assert "une macvlan posée sur eth0 de web" in views.describe(CASES["faits-main"], "cables")


def test_a_link_between_two_boxes_of_a_column_goes_round_their_text() -> None:
    [line] = [line for line in Figure(CASES["faits-main"], "cables").dot.splitlines() if line.count(":e") == 2]
    [edge] = [e for e in scene("faits-main", "cables").edges if e.b[0] == "host" or e.a[0] == "host"]
    assert Ids(scene("faits-main", "cables")).end(*edge.a) in line


@every_view
def test_a_container_that_restarts_is_drawn_as_not_running(view: str) -> None:
    [box] = [box for box in scene("redemarre", view).boxes if box.key == "container:boucle"]
    assert box.faint
    assert "en train de redémarrer" in box.subtitle
    assert {edge.confirmed for edge in scene("redemarre", view).edges if "container:boucle" in edge.a} <= {False}


def test_cables_puts_those_who_share_a_namespace_in_one_box() -> None:
    titles = [box.title for box in scene("container", "cables").boxes]
    assert "web, loc" in titles
    apart = [box.title for box in scene("container-relance", "cables").boxes]
    assert {"web", "loc"} <= set(apart)


def test_cables_joins_a_macvlan_to_its_parent_and_puts_the_hosts_containers_in_the_machine() -> None:
    assert edges("macvlan", "cables") == {("macvlan", "container:m/container:m/eth0", "host/host/dent0", True)}
    assert any("parent du réseau mac" in row for row in rows("macvlan", "cables", "host"))
    assert "h vit ici sur le réseau de la machine" in rows("host", "cables", "host")


def test_without_the_kernel_cables_shows_the_engines_word_dashed() -> None:
    assert edges("deux-reseaux-sans-noyau", "cables") == {
        ("endpoint", "container:deux/network:rue", "network:rue/", False),
        ("endpoint", "container:deux/network:cave", "network:cave/", False),
    }
    assert "Le noyau n'a pas été lu" in texts(svg("deux-reseaux-sans-noyau", "cables"))


@every_view
def test_an_empty_network_or_nothing_at_all_is_drawn(view: str) -> None:
    assert svg("reseau-vide", view).tag == f"{SVG}svg"
    assert words.NOTHING in texts(svg("rien", view))


def test_beyond_a_few_lines_a_network_becomes_a_row_of_ports() -> None:
    drawn = scene("soixante", "simple")
    [box] = [b for b in drawn.boxes if b.key == "network:rue"]
    assert len(box.rows) == 61
    assert len({edge.b for edge in drawn.edges}) == 60
    few = Figure(sixty(MANY), "simple").scene
    assert {edge.b for edge in few.edges} == {("network:rue", "")}


@pytest.mark.parametrize("view", ["", "Simple", "overlay2", None, []])
def test_an_unknown_view_is_refused_and_the_known_ones_are_named(view: Any) -> None:
    with pytest.raises(UsageError) as caught:
        Figure(CASES["host"], view)
    assert all(f"«\u00a0{name}\u00a0»" in caught.value.remedy for name in VIEWS)
    with pytest.raises(UsageError):
        views.describe(CASES["host"], view)


@every_view
def test_the_json_is_the_topologys(view: str, tmp_path: Any) -> None:
    path = Figure(CASES["toutes"], view).save(tmp_path / "topo.json")
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(CASES["toutes"].to_json()))


def test_without_dot_the_json_and_the_dot_are_still_written(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for ending in ("json", "dot"):
        assert Figure(CASES["ipv6"], "cables").save(tmp_path / f"a.{ending}").stat().st_size > 100
    bundle = Figure(CASES["ipv6"], "cables")._repr_mimebundle_()
    assert f"moteur Docker {ENGINE}" in bundle["text/html"]


def test_a_picture_that_dot_spoils_leaves_the_words(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\ncat >/dev/null\necho '<svg'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    bundle = Figure(CASES["ipv6"])._repr_mimebundle_()
    assert "image/svg+xml" not in bundle
    assert any("L'image n'a pas pu être dessinée" in text for text in Tags(bundle["text/html"]).texts)
    assert "<table>" in bundle["text/html"]


def test_a_thousand_containers_are_described_without_a_quadratic_search() -> None:
    """Le nombre d'accès croît comme le nombre de conteneurs : compté, non chronométré."""
    counts = []
    for size in (50, 200):
        names = Counted(sixty(size).containers)
        for view in VIEWS:
            drawn = Topology(**{**_fields(sixty(size)), "containers": names})
            _ = Figure(drawn, view).scene, views.describe(drawn, view)
        counts.append(names.seen)
    assert counts[1] <= counts[0] * 5


class Counted(tuple):  # type: ignore[type-arg]
    """Un n-uplet qui compte ce qu'on y lit."""

    seen = 0

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.seen += 1
            yield item


def _fields(of: Topology) -> dict[str, Any]:
    return {name: getattr(of, name) for name in Topology.__dataclass_fields__}


def test_a_spread_difference_marks_only_what_changed() -> None:
    """Franchir le nombre où un réseau devient une rangée n'est pas un changement de chaque trait."""
    after = topology([*sixty(MANY).containers, container("neuf", attached(RUE, 99))], [RUE])
    changed = Figure.difference(sixty(MANY), after).scene
    assert [edge.a for edge in changed.edges if edge.mark.word] == [("container:neuf", "network:rue")]


# Beaucoup de ports


def test_published_ports_that_lead_to_one_port_keep_their_own_rows() -> None:
    many = topology([WEB], [RUE], [published("127.0.0.1", 9000 + i, "web") for i in range(12)])
    assert len(Figure(many, "ports").scene.edges) == 12


def ports(
    first: int, count: int, address: str = "127.0.0.1", offset: int = 0, protocol: str = "tcp"
) -> list[Publication]:
    return [published(address, first + i, "web", first + i - offset, protocol) for i in range(count)]


@pytest.mark.parametrize("view", ["simple", "ports"])
def test_two_hundred_ports_are_one_line_and_a_picture_that_fits_a_page(view: str) -> None:
    case = CASES["plage"]
    drawn = Figure(case, view).scene
    assert [(edge.a[1], edge.b[1]) for edge in drawn.edges if edge.kind == "publication"] == [
        ("socket:0.0.0.0:9200-9399/tcp", "port:9200-9399/tcp"),
        ("socket:[::]:9200-9399/tcp", "port:9200-9399/tcp"),
    ]
    shown = texts(svg("plage", view))
    assert "0.0.0.0:9200-9399/tcp" in shown
    assert shown.count("ports 9200-9399/tcp") == 1
    assert "9250" not in shown
    assert float((svg("plage", view).get("height") or "").removesuffix("pt")) < 600


@pytest.mark.parametrize("view", ["simple", "ports"])
@pytest.mark.parametrize(
    ("published_ports", "lines"),
    [
        (ports(9200, FEW - 1), FEW - 1),
        (ports(9200, FEW), 1),
        (ports(9200, FEW, offset=100), 1),
        (ports(9200, FEW - 1) + ports(9300, FEW - 1), 2 * FEW - 2),
        (ports(9200, 4) + ports(9204, 4, offset=1), 8),
        (ports(9200, FEW) + ports(9200, FEW, protocol="udp"), 2),
        (ports(9200, FEW) + ports(9200, FEW - 1, "::"), FEW),
        ([replace(p, verified=i < 4) for i, p in enumerate(ports(9200, FEW))], FEW),
    ],
)
def test_only_ports_that_follow_one_another_and_differ_in_nothing_else_are_one_line(
    published_ports: list[Publication], lines: int, view: str
) -> None:
    case = topology([WEB], [RUE], published_ports)
    drawn = Figure(case, view).scene
    assert len([edge for edge in drawn.edges if edge.kind == "publication"]) == lines
    known = [(box.key, row.key) for box in drawn.boxes for row in box.rows]
    assert len(known) == len(set(known))
    assert {end for edge in drawn.edges if edge.publication for end in (edge.a, edge.b)} <= set(known)
    assert publications_said(views.describe(case, view)) == publications_of(case)


def test_a_port_added_at_the_end_of_a_range_is_the_only_one_marked() -> None:
    for count in (FEW - 1, FEW, 50):
        before, after = (topology([WEB], [RUE], ports(9200, n)) for n in (count, count + 1))
        changed = Figure.difference(before, after)
        marked = [edge.a[1] for edge in changed.scene.edges if edge.mark.word]
        assert marked == [f"socket:127.0.0.1:{9200 + count}/tcp"]
        assert f"127.0.0.1:{9200 + count}/tcp" in changed.describe()
        assert len(changed.facts()) == 1


def test_ports_that_appear_together_are_one_sentence() -> None:
    without, full = topology([WEB], [RUE]), topology([WEB], [RUE], ports(9200, 200))
    said = "127.0.0.1:9200-9399/tcp (la machine elle-même seulement) mènent maintenant à web, ports 9200-9399/tcp."
    assert Figure.difference(without, full).describe() == f"+ Les ports {said}"
    gone = "Les ports 127.0.0.1:9200-9399/tcp ne mènent plus à web, ports 9200-9399/tcp."
    assert Figure.difference(full, without).describe() == f"− {gone}"

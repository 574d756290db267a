"""La différence de deux topologies : une image et des mots où l'ajouté, le retiré et le modifié se reconnaissent sans couleur."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from cases import CASES, MUTE, RUE, WEB, attached, container, engine_only, network, published, stopped, topology
from test_drawing import Tags, texts

from dockerlab.drawing.dot import Ids
from dockerlab.drawing.figure import Figure
from dockerlab.drawing.scene import Mark, Scene
from dockerlab.drawing.views import VIEWS
from dockerlab.drawing.words_difference import NOTHING, describe_difference
from dockerlab.errors import UsageError

BEFORE = topology(
    [WEB, container("loge", attached(MUTE, 3)), container("part", attached(RUE, 9))], [RUE, MUTE],
    [published("0.0.0.0", 8080, "part")],
)  # fmt: skip
AFTER = topology(
    [container("web", attached(RUE, 2), attached(MUTE, 7, "eth1")), stopped("loge", MUTE), container("neuf", attached(RUE, 4))],
    [RUE, MUTE, network("jeune", 8)], [published("127.0.0.1", 8081, "neuf")],
)  # fmt: skip
every_view = pytest.mark.parametrize("view", VIEWS)


def marked(drawn: Scene, mark: Mark) -> tuple[set[str], set[tuple[str, str]], set[str]]:
    """Les boîtes, les lignes et les traits qui portent cette marque."""
    return (
        {box.key for box in drawn.boxes if box.mark is mark},
        {(box.key, row.text) for box in drawn.boxes if box.mark is Mark.SAME for row in box.rows if row.mark is mark},
        {f"{edge.a[0]} {edge.b[0]}" for edge in drawn.edges if edge.mark is mark},
    )


def test_what_network_connect_changed_is_marked_and_the_rest_is_not() -> None:
    before, after = topology([WEB], [RUE, MUTE]), topology([AFTER.containers[2]], [RUE, MUTE])
    drawn = Figure.difference(before, after).scene
    assert marked(drawn, Mark.ADDED) == (set(), {("container:web", "10.203.3.7/24")}, {"container:web network:muette"})
    assert marked(drawn, Mark.REMOVED) == (set(), set(), set())
    assert marked(drawn, Mark.CHANGED) == (set(), set(), set())
    assert describe_difference(before.diff(after)) == "+ web est branché au réseau muette, à l'adresse 10.203.3.7/24."


def test_in_cables_it_is_a_new_interface_a_new_port_and_a_new_cable() -> None:
    before, after = topology([WEB], [RUE, MUTE]), topology([AFTER.containers[2]], [RUE, MUTE])
    drawn = Figure.difference(before, after, "cables").scene
    boxes, rows, edges = marked(drawn, Mark.ADDED)
    assert edges == {"container:web network:muette"}
    assert ("container:web", "eth1 10.203.3.7/24") in rows
    assert not boxes
    text = describe_difference(before.diff(after), "cables")
    assert "+ Nouvelle interface\u00a0: eth1 de web\u00a0: MAC 02:42:0a:cb:03:07" in text
    assert "+ Nouveau lien\u00a0: un câble veth va de eth1 de web à veth" in text
    assert "non confirmé" not in text


def test_each_kind_of_change_is_said_once() -> None:
    assert describe_difference(BEFORE.diff(AFTER)).split("\n") == [
        "+ Le réseau jeune\u00a0: pilote bridge, 10.203.8.0/24 (passerelle 10.203.8.1), est apparu.",
        "~ Le conteneur loge a changé\u00a0: état en marche → arrêté (code 137).",
        "+ Le conteneur neuf est apparu (nginx)\u00a0: en marche.",
        "− Le conteneur part a disparu.",
        "~ loge, sur le réseau muette, a changé\u00a0: adresse 10.203.3.3/24 → rien.",
        "+ neuf est branché au réseau rue, à l'adresse 10.203.1.4/24.",
        "− part n'est plus branché au réseau rue, où il avait 10.203.1.9/24.",
        "+ web est branché au réseau muette, à l'adresse 10.203.3.7/24.",
        "− Le port 0.0.0.0:8080/tcp ne mène plus à part, port 80/tcp.",
        "+ Le port 127.0.0.1:8081/tcp (la machine elle-même seulement) mène maintenant à neuf, port 80/tcp.",
    ]


@every_view
def test_every_mark_has_a_sign_a_word_a_shape_and_a_legend(view: str) -> None:
    figure = Figure.difference(BEFORE, AFTER, view)
    shown = texts(ET.fromstring(figure.svg()))
    for sign, word, name in (("+", "ajouté", "neuf"), ("−", "retiré", "part"), ("~", "modifié", "loge")):
        assert f"{sign} {name}" in shown
        assert word in shown
        assert f"{sign} \u00a0{word}\u00a0:" in shown
    drawn, source = figure.scene, figure.dot
    ids = Ids(drawn)
    for box in drawn.boxes:
        line = next(line for line in source.splitlines() if line.strip().startswith(f"{ids.box(box.key)} [label="))
        assert ('border="3"' in line) is (box.mark is not Mark.SAME)
        assert ("dotted" in line) is (box.mark is Mark.REMOVED)
    lines = [line for line in source.splitlines() if " -- " in line and "invis" not in line]
    for edge, line in zip(drawn.edges, lines, strict=True):
        assert ("penwidth" in line) is (edge.mark is not Mark.SAME)
        assert ("dotted" in line) is (edge.mark is Mark.REMOVED)


@every_view
def test_nothing_changed_is_said_and_nothing_is_marked(view: str) -> None:
    for case in CASES.values():
        drawn = Figure.difference(case, case, view).scene
        assert {box.mark for box in drawn.boxes} | {edge.mark for edge in drawn.edges} <= {Mark.SAME}
        assert drawn.boxes == Figure(case, view).scene.boxes
        assert describe_difference(case.diff(case), view).startswith(NOTHING)


@every_view
@pytest.mark.parametrize("case", CASES)
def test_any_case_can_appear_or_disappear(case: str, view: str) -> None:
    nothing = CASES["rien"]
    born, dead = Figure.difference(nothing, CASES[case], view), Figure.difference(CASES[case], nothing, view)
    assert Mark.REMOVED not in {box.mark for box in born.scene.boxes}
    assert Mark.ADDED not in {box.mark for box in dead.scene.boxes}
    assert {box.key for box in born.scene.boxes} == {box.key for box in dead.scene.boxes}
    ET.fromstring(born.svg())
    for figure in (born, dead):
        assert len(figure.describe().split("\n")) == len(figure.facts())


def test_what_the_kernel_confirms_is_no_change_and_the_two_readings_are_named() -> None:
    blind = engine_only(BEFORE)
    assert describe_difference(blind.diff(BEFORE)).startswith(NOTHING)
    assert {edge.mark for edge in Figure.difference(blind, BEFORE).scene.edges} == {Mark.SAME}
    said = Figure.difference(blind, BEFORE).caption()
    assert said.startswith("Avant\u00a0: ")
    assert "n'a pas été lu" in said
    assert "Après\u00a0: D'après le moteur Docker" in said


def test_a_container_made_again_is_said() -> None:
    again = replace(BEFORE, containers=tuple(replace(c, id=f"{c.id}-2") for c in BEFORE.containers))
    assert "~ Le conteneur web a été recréé." in describe_difference(BEFORE.diff(again)).split("\n")


def test_a_difference_shows_its_table_its_words_and_its_json(tmp_path: Path) -> None:
    figure = Figure.difference(BEFORE, AFTER, "cables")
    bundle = figure._repr_mimebundle_()
    assert "+ Le conteneur neuf est apparu" in bundle["text/plain"]
    page = Tags(bundle["text/html"])
    assert any("Le conteneur neuf est apparu" in text for text in page.texts)
    document = json.loads(figure.save(tmp_path / "d.json").read_text(encoding="utf-8"))
    assert document["containers"] == json.loads(json.dumps(AFTER.to_json()))["containers"]
    assert {"what": "removed", "kind": "container", "name": "part", "fields": []} in document["changes"]


def test_an_unknown_view_is_refused_for_a_difference_too() -> None:
    with pytest.raises(UsageError):
        describe_difference(BEFORE.diff(AFTER), "nulle")
    with pytest.raises(UsageError):
        Figure.difference(BEFORE, AFTER, "nulle")

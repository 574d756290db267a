"""Le schéma de Kubernetes : une image de la maison, qui ne se donne pas pour une lecture."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET

import pytest

from dockerlab.drawing.dot import to_dot
from dockerlab.drawing.kubernetes import CAPTION, FACTS, Sketch, scene

SVG = "{http://www.w3.org/2000/svg}"


def test_every_pod_is_joined_to_the_kernel_of_its_node() -> None:
    drawn = scene()
    frames = {box.key: box.frame for box in drawn.boxes}
    pods = [box.key for box in drawn.boxes if box.kind == "container"]
    assert len(pods) == 3
    for pod in pods:
        [edge] = [edge for edge in drawn.edges if edge.a[0] == pod]
        assert frames[edge.b[0]] == frames[pod]


def test_no_two_pods_have_one_address() -> None:
    addresses = [row.text for box in scene().boxes if box.kind == "container" for row in box.rows]
    assert len(set(addresses)) == len(addresses)


def test_it_claims_nothing_of_a_kernel() -> None:
    assert "confirmé" not in to_dot(scene()).source
    assert not scene().read


def test_who_does_not_see_it_reads_the_same_facts() -> None:
    sketch = Sketch()
    root = ET.fromstring(sketch.svg())
    [title], [description] = root.findall(f"{SVG}title"), root.findall(f"{SVG}desc")
    assert title.text
    assert description.text == repr(sketch)
    for said in (*FACTS, CAPTION):
        assert said in repr(sketch)
    for fact in FACTS:
        assert fact in sketch._repr_mimebundle_()["text/html"].replace("&#x27;", "'")


def test_without_graphviz_the_words_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    shown = Sketch()._repr_mimebundle_()
    assert "image/svg+xml" not in shown
    assert FACTS[0] in shown["text/html"]


def test_dot_draws_it() -> None:
    done = subprocess.run(["dot", "-Tjson"], input=to_dot(scene()).source, capture_output=True, text=True, check=True)
    assert not done.stderr

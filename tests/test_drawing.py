"""De quoi cela a l'air : les mêmes octets pour la même topologie, et aucun nom qui devienne du balisage."""

from __future__ import annotations

import random
import shutil
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_topology import RECORDED, snapshot
from test_workspace import in_child, limit_files

from dockerlab.drawing import views, words
from dockerlab.drawing.figure import FORMATS, INSTALL_DOT, Figure
from dockerlab.errors import DockerlabError, UsageError
from dockerlab.model.building import build
from dockerlab.model.objects import Container, Endpoint, Network, Publication
from dockerlab.model.topology import Topology

SVG = "{http://www.w3.org/2000/svg}"
TOPOLOGY = build(snapshot())
EMPTY = Topology((), (), (), "20.10.24")

HOSTILE = [
    "<script>alert(1)</script>", "</svg><b>x</b>", 'guillemet"double', "guillemet'simple", "finit-par-\\", "a:b", "fe80::1", "été-Œuvre-日本",
    "&amp;", "&lt;", "<b>x</b>", "a|b", "{a}", "\\n", "--", "-->", "]]>", "x" * 60, "%s", "$HOME", "n0", "host",
]  # fmt: skip


def hostile() -> Topology:
    """Une topologie dont chaque nom, image et réseau est un nom qui pourrait piéger."""
    containers = tuple(
        Container(name, f"id{i}", "running", 0, f"image {name}", ("80/tcp",), (Endpoint(f"réseau {name}", ("10.203.254.2/24",), "02:42:0a:00:00:02", ()),))
        for i, name in enumerate(HOSTILE)
    )  # fmt: skip
    networks = tuple(
        Network(f"réseau {name}", f"n{i}", name, ("10.203.254.0/24",), ("10.203.254.1",), False)
        for i, name in enumerate(HOSTILE)
    )
    publications = tuple(Publication("127.0.0.1", 8100 + i, "tcp", name, 80) for i, name in enumerate(HOSTILE))
    return Topology(containers, networks, publications, "<20.10>", 3)


class Tags(HTMLParser):
    """Les éléments et les textes d'une page, tels qu'un navigateur les lirait."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(topology: Topology) -> ET.Element:
    return ET.fromstring(Figure(topology).svg())


def texts(root: ET.Element) -> str:
    # Un nom long passe sur deux lignes, dont rien ne se perd.
    return "".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


# Les mêmes octets


def test_the_same_topology_gives_the_same_dot_bytes() -> None:
    shuffled = {**RECORDED, "containers": list(RECORDED["containers"]), "networks": list(RECORDED["networks"])}
    for seed in range(5):
        random.Random(seed).shuffle(shuffled["containers"])
        random.Random(seed).shuffle(shuffled["networks"])
        assert Figure(build(snapshot(shuffled))).dot == Figure(TOPOLOGY).dot


def test_there_is_one_edge_for_each_publication_and_each_endpoint() -> None:
    edges = [group for group in parsed(TOPOLOGY).iter(f"{SVG}g") if group.get("class") == "edge"]
    joined = [e for c in TOPOLOGY.containers for e in c.endpoints if e.network != "none"]  # none ne relie personne
    shared = [c for c in TOPOLOGY.containers if c.owner]
    assert len(edges) == len(TOPOLOGY.publications) + len(joined) + len(shared)


def test_an_edge_says_what_it_links() -> None:
    said = {
        (group.findtext(f"{SVG}title") or "") for group in parsed(TOPOLOGY).iter(f"{SVG}g") if group.get("class") == "edge"
    }  # fmt: skip
    assert "deux-reseaux, sur le réseau place à l'adresse 10.203.251.2/24, fd00:203:251::2/64" in said
    assert "[::1]:8192/tcp (la machine elle-même seulement) mène à vitrine, port 80/tcp." in said
    assert "locataire et vitrine\u00a0: même espace de noms" in said


def test_every_edge_that_ends_in_a_cell_has_a_compass_point_and_splines_stay_free() -> None:
    source = Figure(TOPOLOGY).dot
    assert "ortho" not in source
    for line in source.splitlines():
        if " -- " in line:
            ends = [end.split("[")[0].strip() for end in line.split(" -- ")]
            assert all(end.endswith((":w", ":e", ":n", ":s")) for end in ends), line


def test_what_is_stopped_is_dashed_and_said_so_in_words() -> None:
    source = Figure(TOPOLOGY).dot
    assert "dashed" in source
    assert "arrêté (code 0)" in texts(parsed(TOPOLOGY))


# Des noms hostiles


def test_a_hostile_name_stays_a_name_in_the_svg() -> None:
    root = parsed(hostile())
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "g", "title", "desc", "text", "path", "polygon", "polyline", "ellipse", "a")
    }
    shown = texts(root)
    for name in HOSTILE:
        assert name in shown, name
        assert f"réseau {name}" in shown, name


def test_a_hostile_name_never_becomes_markup_in_dot() -> None:
    source = Figure(hostile()).dot
    assert "<script" not in source
    assert "<b>x</b>" not in source
    for line in source.splitlines():
        if "<<table" in line:
            ET.fromstring(line[line.index("<<table") + 1 : line.rindex(">>") + 1])


def test_a_hostile_name_never_becomes_markup_in_html() -> None:
    bundle = Figure(hostile())._repr_mimebundle_()
    page = Tags(bundle["text/html"])
    assert "script" not in page.tags
    assert page.tags <= {
        "figure", "svg", "g", "title", "desc", "text", "path", "polygon", "polyline", "ellipse", "a", "figcaption", "details", "summary", "table",
        "tbody", "tr", "th", "td", "p",
    }  # fmt: skip
    assert "b" not in page.tags
    for name in HOSTILE:
        assert any(name in text for text in page.texts), name


def test_drawing_writes_nothing_on_the_error_output(capfd: pytest.CaptureFixture[str]) -> None:
    Figure(hostile()).svg()
    Figure(TOPOLOGY).svg()
    assert capfd.readouterr().err == ""


# Lisible sans la voir


@pytest.mark.parametrize("topology", [TOPOLOGY, hostile(), EMPTY], ids=["enregistrée", "hostile", "vide"])
def test_the_svg_has_a_role_a_title_and_a_description(topology: Topology) -> None:
    root = parsed(topology)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text
    assert description.text == repr(Figure(topology))
    assert description.text.startswith(views.describe(topology))
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_identifiers_are_unique_over_two_figures_of_one_page() -> None:
    seen: list[str] = []
    for figure in (Figure(TOPOLOGY), Figure(TOPOLOGY)):
        root = ET.fromstring(figure.svg())
        seen += [value for element in root.iter() if (value := element.get("id"))]
    assert len(seen) == len(set(seen))


def test_the_description_holds_every_name_address_and_publication() -> None:
    text = views.describe(TOPOLOGY)
    for network in TOPOLOGY.networks:
        assert network.name in text
        assert all(subnet in text for subnet in network.subnets)
        assert all(gateway in text for gateway in network.gateways)
    for container in TOPOLOGY.containers:
        assert container.name in text
        assert container.image in text
        assert words.state(container) in text
        for endpoint in container.endpoints:
            assert endpoint.network in text
            assert all(address in text for address in endpoint.addresses)
    for publication in TOPOLOGY.publications:
        assert publication.socket in text
        assert publication.inside in text


def test_the_picture_holds_every_name_address_and_publication() -> None:
    text = texts(parsed(TOPOLOGY))
    wanted = [network.name for network in TOPOLOGY.networks] + [container.name for container in TOPOLOGY.containers]
    wanted += [a for c in TOPOLOGY.containers for e in c.endpoints for a in e.addresses]
    wanted += [p.socket for p in TOPOLOGY.publications] + [subnet for n in TOPOLOGY.networks for subnet in n.subnets]
    for fact in wanted:
        assert fact in text


def test_the_words_say_what_each_address_means() -> None:
    text = views.describe(TOPOLOGY)
    assert "0.0.0.0:8191/tcp (toutes les adresses IPv4 de la machine)" in text
    assert "[::]:8191/tcp (toutes les adresses IPv6 de la machine)" in text
    assert "127.0.0.1:8190/tcp (la machine elle-même seulement)" in text
    assert "[::1]:8192/tcp (la machine elle-même seulement)" in text
    assert "cave\u00a0: pilote bridge, interne" in text
    borrowed = "il partage l'espace de noms de vitrine"
    assert f"locataire (dockerlab/outils)\u00a0: en marche, sur aucun réseau à lui\u00a0: {borrowed}." in text


def test_every_state_of_an_engine_has_its_french_word() -> None:
    for state in ("created", "running", "paused", "restarting", "removing", "exited", "dead"):
        assert state in words.STATES
        assert words.STATES[state] != state


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "Un conteneur"), (12, "12 conteneurs")])
def test_the_caption_counts_what_was_left_out_and_says_what_it_rests_on(count: int, said: str) -> None:
    text = words.caption(Topology((), (), (), "20.10.24", count))
    assert "moteur Docker 20.10.24" in text
    assert said in text
    assert ("étranger" in text) is bool(count)


def test_nothing_to_show_is_said() -> None:
    assert views.describe(EMPTY) == "Aucun conteneur ni réseau à montrer."
    assert "Aucun conteneur" in repr(Figure(EMPTY))


def test_a_notebook_receives_a_picture_the_same_facts_in_a_table_and_the_text() -> None:
    bundle = Figure(TOPOLOGY)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/svg+xml"}
    page = Tags(bundle["text/html"])
    assert {"svg", "table", "details", "figcaption"} <= page.tags
    assert "currentColor" in bundle["text/html"]
    assert bundle["text/plain"] == repr(Figure(TOPOLOGY))
    for publication in TOPOLOGY.publications:
        assert any(words.describe_publication(publication) in text for text in page.texts)


def test_the_representation_is_stable() -> None:
    assert repr(Figure(TOPOLOGY)) == repr(Figure(TOPOLOGY))
    assert " at 0x" not in repr(Figure(TOPOLOGY))


# Sans Graphviz, et dans un fichier


def test_without_dot_the_words_and_the_table_are_shown_and_what_to_install_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    bundle = Figure(TOPOLOGY)._repr_mimebundle_()
    page = Tags(bundle["text/html"])
    assert "image/svg+xml" not in bundle
    assert any(INSTALL_DOT in text for text in page.texts)
    assert "apt-get install graphviz" in INSTALL_DOT
    assert "table" in page.tags
    assert any("vitrine" in text for text in page.texts)
    assert "vitrine" in bundle["text/plain"]
    with pytest.raises(UsageError, match="graphviz"):
        Figure(TOPOLOGY).svg()


def test_without_dot_the_source_can_still_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert Figure(TOPOLOGY).save(tmp_path / "a.dot").read_text(encoding="utf-8") == Figure(TOPOLOGY).dot
    with pytest.raises(UsageError):
        Figure(TOPOLOGY).save(tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()


def test_a_dot_that_fails_is_one_of_our_errors_and_the_words_are_still_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graphviz installé à moitié : `dot` existe, et ne sait pas rendre ce format."""
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\necho 'Format: \"svg\" not recognized.' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert shutil.which("dot") == str(program)
    with pytest.raises(DockerlabError):
        Figure(TOPOLOGY).svg()
    bundle = Figure(TOPOLOGY)._repr_mimebundle_()
    assert any("vitrine" in text for text in Tags(bundle["text/html"]).texts)


def test_a_figure_is_saved_in_the_format_its_ending_names(tmp_path: Path) -> None:
    saved = {ending: Figure(TOPOLOGY).save(str(tmp_path / f"a{ending}")).read_bytes() for ending in FORMATS}
    assert ET.fromstring(saved[".svg"]).tag == f"{SVG}svg"
    assert saved[".png"].startswith(b"\x89PNG")
    assert saved[".dot"].decode() == Figure(TOPOLOGY).dot


@pytest.mark.parametrize("name", ["a.gif", "a", "svg", "a.svg.txt", ""])
def test_an_unknown_ending_is_refused_and_the_known_ones_are_given(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Figure(TOPOLOGY).save(tmp_path / name)
    assert ".svg" in caught.value.remedy


def test_a_path_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "dossier.svg").mkdir()
    (tmp_path / "plein.svg").symlink_to("/dev/full")
    for name in ("absent/a.svg", "dossier.svg", "plein.svg"):
        with pytest.raises(UsageError) as caught:
            Figure(EMPTY).save(tmp_path / name)
        assert caught.value.cause
    assert Path("/dev/full").is_char_device()


def test_an_ending_in_capitals_is_the_same_format(tmp_path: Path) -> None:
    assert Figure(EMPTY).save(tmp_path / "A.PNG").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "A.PNG").exists()


def test_a_disk_that_fills_up_leaves_the_previous_picture_whole_and_nothing_else(tmp_path: Path) -> None:
    path = Figure(EMPTY).save(tmp_path / "a.svg")
    before = path.read_bytes()
    assert len(before) < 10_000 < len(Figure(TOPOLOGY).svg())
    text = in_child(lambda: print(Figure(TOPOLOGY).save(path)), limit_files)
    assert text.startswith("UsageError\n")
    assert "Pourquoi" in text
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_replaces_the_file_at_the_end_of_a_link_and_not_the_link(tmp_path: Path) -> None:
    (tmp_path / "a.dot").write_text("ancien")
    (tmp_path / "lien.dot").symlink_to("a.dot")
    Figure(EMPTY).save(tmp_path / "lien.dot")
    assert (tmp_path / "lien.dot").is_symlink()
    assert (tmp_path / "a.dot").read_text(encoding="utf-8") == Figure(EMPTY).dot

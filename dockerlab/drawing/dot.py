"""Une scène en DOT, quelle que soit la vue, et rien qui dépende du moment : une même scène donne les mêmes octets.

Identifiants de nœud engendrés et textes échappés : le nom d'un conteneur ne devient jamais du balisage. Les encres sont
opaques et de valeur moyenne, les fonds translucides : l'image se lit sur un fond clair comme sur un fond sombre.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise

import graphviz

from .legend import legend
from .scene import INLINE, Box, Edge, Mark, Row, Scene
from .text import folded, visible

INK = "#24292f"  # remplacée par la couleur du texte de la page, voir svg.py
PAPER = "white"  # le fond d'un fichier ; retiré dans une page
FONT = "DejaVu Sans"
COLORS = {
    "container": "#2f81c7", "network": "#3d9a6a", "bridge": "#3d9a6a", "machine": "#b8862f", "namespace": "#b8862f",
    "parent": "#3d9a6a", "endpoint": "#3d9a6a", "veth": "#3d9a6a", "publication": "#b8862f", "space": "#2f81c7",
    "macvlan": "#8a63c9", "ipvlan": "#8a63c9", "vxlan": "#8a63c9", "overlay": "#8a63c9", "inner": "#8a63c9", "tunnel": "#8a63c9",
    "underlay": "#b8862f",
}  # fmt: skip
FAINT = "#868e96"
THICK = {"underlay": "3.5", "tunnel": "1.8"}
MARKS = {
    Mark.ADDED: "#2da44e", Mark.REMOVED: "#d1434b", Mark.CHANGED: "#bf8700",
    Mark.EXTRA: "#d1434b", Mark.MISSING: "#d1434b", Mark.OTHER: "#bf8700",
}  # fmt: skip
FRAMED = 300  # au-delà, dot prend un temps quadratique pour les cadres et pour l'ordre
BOX = "box"  # la cellule qui est toute la boîte
TITLE, LINE = 34, 52  # caractères par ligne
ROUNDED = ("network", "bridge", "parent")


class Ids:
    """Les identifiants engendrés d'une scène : `box("container:web")`, `end("container:web", "network:rue")`."""

    def __init__(self, scene: Scene) -> None:
        self._boxes = {box.key: f"b{i}" for i, box in enumerate(scene.boxes)}
        self._rows = {(box.key, row.key): f"r{i}" for box in scene.boxes for i, row in enumerate(box.rows)}

    def box(self, key: str) -> str:
        return self._boxes[key]

    def port(self, box: str, row: str) -> str:
        """Le nom de la cellule d'une ligne dans sa boîte ; `BOX` pour la boîte entière."""
        return self._rows[box, row] if row else BOX

    def end(self, box: str, row: str) -> str:
        """Où finit un trait, sans le point de la rose des vents : « b3:r0 », ou « b3:box » pour la boîte entière."""
        return f"{self._boxes[box]}:{self.port(box, row)}"

    def tips(self, scene: Scene) -> dict[str, str]:
        """Ce que dit le survol de chaque élément de l'image, par l'identifiant que `dot` lui donne."""
        tips = {self.box(box.key): box.tip or box.title for box in scene.boxes}
        for box in scene.boxes:
            tips |= {f"{self.box(box.key)}{self.port(box.key, row.key)}": row.tip or _said(row) for row in box.rows}
        tips |= {f"f{i}": frame.title for i, frame in enumerate(scene.frames)}
        return tips | {f"e{i}": edge.tip or edge.label for i, edge in enumerate(scene.edges)}


def to_dot(scene: Scene) -> graphviz.Graph:
    """Le graphe d'une scène."""
    ids = Ids(scene)
    graph = graphviz.Graph(
        graph_attr={
            "rankdir": "LR", "bgcolor": PAPER, "nodesep": "0.25", "ranksep": str(scene.gap), "pad": "0.15", "fontname": FONT,
            "fontsize": "10", "fontcolor": INK, "labeljust": "l", "label": _html(legend(scene)),
        },
        node_attr={"shape": "plain", "fontname": FONT, "fontsize": "11", "fontcolor": INK},
        edge_attr={"fontname": FONT, "fontsize": "9", "fontcolor": INK, "color": INK},
    )  # fmt: skip
    for column in sorted({box.column for box in scene.boxes}):
        _column(graph, scene, column, ids)
    columns = {box.key: box.column for box in scene.boxes}
    marks = {(box.key, row.key): row.mark for box in scene.boxes for row in box.rows}
    for i, edge in enumerate(scene.edges):
        # Le mot est déjà écrit là où le trait finit ; sur le trait, il en gênerait d'autres.
        said = edge.mark in (Mark.SAME, marks.get(edge.a), marks.get(edge.b))
        _edge(graph, edge, i, ids, columns, label=_said_of(edge, word=not said))
    _keep_order(graph, scene, ids, columns)
    if scene.ordered and len(scene.boxes) <= FRAMED:
        # Entre deux boîtes d'un même rang, le premier bout d'un trait se place au-dessus du second. Dans un cadre, `dot` 2.43
        # s'y perd ; l'ordre où elles sont déclarées lui suffit.
        for column in sorted(set(columns.values())):
            for above, below in pairwise(box for box in scene.boxes if box.column == column and not box.frame):
                graph.edge(ids.box(above.key), ids.box(below.key), style="invis")
    return graph


def _column(graph: graphviz.Graph, scene: Scene, column: int, ids: Ids) -> None:
    """Les boîtes d'une colonne, cadre par cadre, même celles que rien ne relie."""
    frames = scene.frames if len(scene.boxes) <= FRAMED else ()
    keys = {frame.key for frame in frames}
    free = [box for box in scene.boxes if box.column == column and box.frame not in keys]
    with graph.subgraph() as same:
        same.attr(rank="same")
        _boxes(same, reversed(free), ids)
    for i, frame in enumerate(frames):
        inside = [box for box in scene.boxes if box.column == column and box.frame == frame.key]
        if not inside:
            continue
        with graph.subgraph(name=f"cluster_{i}") as cluster:
            cluster.attr(
                label=_html([frame.title]), id=f"f{i}", labeljust="l", margin="10", style="rounded", bgcolor="transparent", color=FAINT,
                fontname=FONT, fontsize="10", fontcolor=INK,
            )  # fmt: skip
            with cluster.subgraph() as same:
                same.attr(rank="same")
                _boxes(same, inside if scene.ordered else reversed(inside), ids)


def _boxes(graph: graphviz.Graph, boxes: Iterable[Box], ids: Ids) -> None:
    for box in boxes:
        name = ids.box(box.key)
        graph.node(name, _table(box, name, ids), id=name)


def _edge(graph: graphviz.Graph, edge: Edge, index: int, ids: Ids, columns: dict[str, int], *, label: str) -> None:
    left, right = edge.a, edge.b
    swapped = columns[left[0]] > columns[right[0]]
    if swapped:
        left, right = right, left
    sides = ("e", "w")
    if columns[left[0]] == columns[right[0]]:
        # Deux boîtes d'une même colonne se joignent par le bas de l'une et le haut de l'autre ; deux lignes, par leur côté
        # libre, sans quoi le trait passerait sur le texte.
        outer = "w" if columns[left[0]] == min(columns.values()) else "e"
        sides = (outer, outer) if left[1] and right[1] else ("s", "n")
    color = MARKS.get(edge.mark, COLORS.get(edge.kind, INK))
    # Un tunnel se dessine comme un tube, en trait double ; l'underlay, en trait épais.
    attributes = {
        "id": f"e{index}",
        "color": f"{color}:transparent:transparent:{color}" if edge.kind == "tunnel" else color,
    }
    if edge.kind in THICK and not edge.thin:
        attributes["penwidth"] = THICK[edge.kind]
    if not edge.confirmed:
        attributes["style"] = "dashed"
    if edge.directed:
        attributes |= {"dir": "back" if swapped else "forward", "arrowsize": "0.7"}
    if edge.mark is not Mark.SAME:
        attributes["penwidth"] = "2.2"
    if edge.mark.absent:
        attributes["style"] = "dotted"
    if label:
        attributes["label"] = _html([label])
    graph.edge(f"{ids.end(*left)}:{sides[0]}", f"{ids.end(*right)}:{sides[1]}", **attributes)


def _keep_order(graph: graphviz.Graph, scene: Scene, ids: Ids, columns: dict[str, int]) -> None:
    """Un trait invisible entre deux colonnes qu'aucun trait ne joint : elles restent de gauche à droite."""
    joined = {tuple(sorted((columns[e.a[0]], columns[e.b[0]]))) for e in scene.edges}
    first = {box.column: box.key for box in reversed(scene.boxes)}
    for left, right in pairwise(sorted(first)):
        if (left, right) not in joined:
            graph.edge(ids.box(first[left]), ids.box(first[right]), style="invis")
    if scene.framed:
        _keep_frames(graph, scene, ids, columns)


def _keep_frames(graph: graphviz.Graph, scene: Scene, ids: Ids, columns: dict[str, int]) -> None:
    """Le même, dans chaque cadre qui tient sur plusieurs colonnes : celles de l'un restent en face de celles de l'autre."""
    frames = {box.key: box.frame for box in scene.boxes}
    joined = {
        (frames[e.a[0]], *sorted((columns[e.a[0]], columns[e.b[0]])))
        for e in scene.edges
        if frames[e.a[0]] == frames[e.b[0]]
    }
    for frame in scene.frames:
        first = {box.column: box.key for box in reversed(scene.boxes) if box.frame == frame.key}
        for left, right in pairwise(sorted(first)):
            if (frame.key, left, right) not in joined:
                graph.edge(ids.box(first[left]), ids.box(first[right]), style="invis")


def _table(box: Box, name: str, ids: Ids) -> str:
    color = MARKS.get(box.mark) or (FAINT if box.faint else COLORS[box.kind])
    style = ",".join(
        word
        for word, wanted in (
            # Le fond d'une ligne marquée dépasserait d'un coin rond.
            ("rounded", box.kind in ROUNDED and all(row.mark is Mark.SAME for row in box.rows)),
            ("dotted", box.mark.absent),
            ("dashed", box.faint and not box.mark.absent),
        )
        if wanted
    )
    border = "1" if box.mark is Mark.SAME else "3"
    said = ", ".join(part for part in (box.mark.word, box.subtitle) if part)
    subtitle = f'<br/><font point-size="9">{_folded(said, LINE)}</font>' if said else ""
    cells = "".join(_cell(row, name, ids.port(box.key, row.key), color) for row in box.rows)
    return (
        f'<<table port="{BOX}" border="{border}" cellborder="0" cellspacing="0" cellpadding="4" color="{color}" bgcolor="{color}22"'
        f"{f' style={chr(34)}{style}{chr(34)}' if style else ''}>"
        f"<tr><td><b>{_folded(_signed(box.mark, box.title), TITLE)}</b>{subtitle}</td></tr>{cells}</table>>"
    )


def _cell(row: Row, box: str, port: str, color: str) -> str:
    text = _folded(_signed(row.mark, row.text), LINE)
    if row.mark is not Mark.SAME:
        color = MARKS[row.mark]
        text = f"<b>{text}</b>"
    detail = ", ".join(part for part in (row.mark.word, row.detail) if part)
    # Un détail un peu long passe dessous : la boîte reste étroite.
    gap = "<br/>" if row.text and len(row.text) + len(detail) > INLINE else " "
    small = f'{gap}<font point-size="9">{_folded(detail, LINE)}</font>' if detail else ""
    side = "right" if row.right else "left"
    tall = f'height="{row.height}" ' if row.height else ""
    shade = f' bgcolor="{color}33"' if row.mark is not Mark.SAME else ""
    # Le lien n'est qu'un repère : svg.py le remplace par ce que dit le survol.
    return (
        f'<tr><td border="1" sides="t" color="{color}"{shade} port="{port}" href="#{box}{port}" title="{box}{port}" '
        f'{tall}align="{side}" balign="{side}">{f"<i>{text}</i>" if row.faint else text}{small}</td></tr>'
    )


def _said_of(edge: Edge, *, word: bool) -> str:
    return " ".join(part for part in (f"{edge.mark.sign} {edge.mark.word}" if word else "", edge.label) if part)


def _said(row: Row) -> str:
    return " ".join(part for part in (_signed(row.mark, row.text), row.mark.word, row.detail) if part)


def _signed(mark: Mark, text: str) -> str:
    return f"{mark.sign} {text}" if mark.sign else text


def _text(text: str) -> str:
    return escape(visible(text))


def _folded(text: str, width: int) -> str:
    return "<br/>".join(escape(line) for line in folded(visible(text), width))


def _html(lines: Iterable[str]) -> str:
    rows = "".join(f'<tr><td align="left">{_text(line)}</td></tr>' for line in lines)
    return f'<<table border="0" cellspacing="0" cellpadding="1">{rows}</table>>'

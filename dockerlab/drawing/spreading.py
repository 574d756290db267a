"""Une boîte où beaucoup de traits arrivent au même point devient une rangée de prises : un trait par ligne, lisible."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from .scene import INLINE, Box, Edge, End, Row, Scene

MANY = 8  # au-delà, les traits qui finissent ensemble ne se distinguent plus
SEVERAL = 4  # de même, là où l'ordre des boîtes est donné : l'écart des lignes suffit alors à redresser les traits
GAP, TITLE, ONE_LINE, TWO_LINES, TALLEST = 18, 31, 22, 30, 120  # en points


def spread(scene: Scene) -> Scene:
    """La même scène ; chaque boîte où finissent plus de `MANY` traits les reçoit chacun à sa ligne, en face de son autre bout."""
    return _aired(_sockets(scene))


def _sockets(scene: Scene) -> Scene:
    """Une ligne par trait, là où plus de `MANY` finissent sur la boîte entière."""
    count = Counter(end[0] for edge in scene.edges for end in (edge.a, edge.b) if not end[1])
    crowded = {box for box, times in count.items() if times > MANY}
    if not crowded:
        return scene
    titles = {box.key: box.title for box in scene.boxes}
    rows: dict[str, list[Row]] = {}
    edges = []
    for edge in scene.edges:
        a, b = edge.a, edge.b
        if not b[1] and b[0] in crowded:
            b = _socket(rows, b[0], a, edge, titles)
        elif not a[1] and a[0] in crowded:
            a = _socket(rows, a[0], b, edge, titles)
        edges.append(replace(edge, a=a, b=b))
    return replace(scene, boxes=tuple(_with(box, rows.get(box.key, [])) for box in scene.boxes), edges=tuple(edges))


def _aired(scene: Scene) -> Scene:
    """Les lignes d'une longue rangée s'écartent comme les boîtes d'en face : les traits restent presque droits."""
    columns = {box.key: box.column for box in scene.boxes}
    facing: dict[str, Counter[str]] = {}
    outgoing: Counter[tuple[str, int]] = Counter()  # les traits d'une boîte vers une colonne
    used: dict[str, set[str]] = {}
    for edge in scene.edges:
        for here, there in ((edge.a, edge.b), (edge.b, edge.a)):
            facing.setdefault(here[0], Counter())[there[0]] += 1
            outgoing[here[0], columns[there[0]]] += 1
            used.setdefault(here[0], set()).add(here[1])
    heights = {box.key: _height(box) for box in scene.boxes}
    many = SEVERAL if scene.ordered else MANY
    boxes = []
    for box in scene.boxes:
        rows = used.get(box.key, set())
        if len(rows) > many:
            # Une boîte reliée à deux rangées ne compte pour chacune qu'à sa part.
            tall = sum(heights[key] * times / outgoing[key, box.column] for key, times in facing[box.key].items())
            pitch = min(TALLEST, int(tall) // len(rows))
            box = replace(box, rows=tuple(replace(r, height=pitch if r.key in rows else 0) for r in box.rows))
        boxes.append(box)
    return replace(scene, boxes=tuple(boxes))


def _height(box: Box) -> int:
    """La place qu'une boîte prend dans sa colonne, à peu près, en points."""
    return GAP + TITLE + sum(TWO_LINES if len(row.text) + len(row.detail) > INLINE else ONE_LINE for row in box.rows)


def _socket(rows: dict[str, list[Row]], box: str, other: End, edge: Edge, titles: dict[str, str]) -> End:
    row = Row(f"socket:{other[0]}:{other[1]}", titles[other[0]], tip=edge.tip, mark=edge.mark)
    rows.setdefault(box, []).append(row)
    return box, row.key


def _with(box: Box, rows: list[Row]) -> Box:
    return replace(box, rows=(*box.rows, *rows)) if rows else box

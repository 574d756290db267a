"""Des ports publiés qui se suivent : une ligne et une flèche pour tous, au lieu d'une image plus haute que la page.

Cela se fait sur la scène achevée, une fois les différences marquées : un port ajouté au bout d'une plage n'y touche pas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace

from ..model.objects import Publication
from . import words
from .ranges import Span, spans
from .scene import Box, Edge, End, Row, Scene


def fold(scene: Scene) -> Scene:
    """La même scène ; les flèches de publication qui se suivent et ne diffèrent en rien d'autre n'en font qu'une."""
    edges = {edge.publication: edge for edge in scene.edges if edge.publication}
    rows = {(box.key, row.key): row for box in scene.boxes for row in box.rows}
    shared = Counter(edge.a for edge in edges.values())

    def alike(publication: Publication) -> Hashable:
        edge = edges[publication]
        here, there = rows[edge.a], rows[edge.b]
        return edge.a[0], edge.confirmed, edge.mark, here.detail, here.mark, there.mark, shared[edge.a] > 1 and edge.a

    wide = [span for span in spans(edges, alike) if span.wide]
    folded = {edges[p].key for span in wide for p in span.publications}
    needed = {end for edge in scene.edges if edge.key not in folded for end in (edge.a, edge.b)}
    placed: dict[End, list[Row]] = {}  # à la place de chaque ligne repliée : celle de sa plage, ou rien
    drawn: dict[Hashable, Edge] = {}
    for span in wide:
        members = [edges[p] for p in span.publications]
        edge, here, there = _folded(span, members[0], rows)
        drawn[members[0].key] = edge
        for member in members:
            for end in (member.a, member.b):
                placed.setdefault(end, [rows[end]] if end in needed else [])
        for end, row in ((members[0].a, here), (members[0].b, there)):
            if row not in placed[end]:
                placed[end].insert(0, row)
    return replace(
        scene,
        boxes=tuple(_with(box, placed) for box in scene.boxes),
        edges=tuple(drawn.get(e.key, e) for e in scene.edges if e.key in drawn or e.key not in folded),
    )


def _folded(span: Span, edge: Edge, rows: dict[End, Row]) -> tuple[Edge, Row, Row]:
    """La flèche d'une plage, et les deux lignes où elle finit."""
    said = words.describe_span(span)
    here = replace(rows[edge.a], key=f"socket:{span.socket}", text=span.socket)
    here = replace(here, tip=f"{said.removesuffix('.')}{f', {here.detail}' if here.detail else ''}.")
    there = replace(rows[edge.b], key=f"port:{span.inside.partition(' ')[2]}", text=span.inside)
    ends = ((edge.a[0], here.key), (edge.b[0], there.key))
    return replace(edge, a=ends[0], b=ends[1], tip=said), here, there


def _with(box: Box, placed: dict[End, list[Row]]) -> Box:
    return replace(box, rows=tuple(row for old in box.rows for row in placed.get((box.key, old.key), [old])))

"""La différence de deux scènes d'une même vue : une seule image, où ce qui est ajouté, retiré ou modifié est marqué."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from .scene import Box, Edge, Frame, Mark, Row, Scene
from .voice import CHANGE, Voice

LASTING = ("machine",)  # ne vont ni ne viennent : seules leurs lignes changent

T = TypeVar("T", Box, Row, Edge, Frame)


def merge(before: Scene, after: Scene, voice: Voice = CHANGE) -> Scene:
    """Les deux scènes en une. Ce que le noyau confirme de plus ou de moins n'est pas un changement du réseau."""
    return replace(
        after,
        title=f"{after.title} : {voice.title}",
        boxes=tuple(_merged(before.boxes, after.boxes, partial(_box, voice))),
        edges=tuple(_merged(before.edges, after.edges, partial(_edge, voice))),
        frames=tuple(_merged(before.frames, after.frames, lambda one, two: two or one)),
        read=voice.read,
    )


def _merged(before: Iterable[T], after: Iterable[T], join: Callable[[T | None, T | None], T | None]) -> list[T]:
    """Chaque chose une fois, dans l'ordre d'après ; ce qui a disparu reste derrière ce qui le précédait."""
    old: dict[Any, T] = {thing.key: thing for thing in before}
    new: dict[Any, T] = {thing.key: thing for thing in after}
    gone: dict[Any, list[Any]] = {}
    previous: Any = None
    for key in old:
        if key in new:
            previous = key
        else:
            gone.setdefault(previous, []).append(key)
    order = [*gone.get(None, []), *(name for kept in new for name in (kept, *gone.get(kept, [])))]
    joined = (join(old.get(name), new.get(name)) for name in order)
    return [thing for thing in joined if thing is not None]


def _box(voice: Voice, before: Box | None, after: Box | None) -> Box | None:
    kept = after or before
    if kept is None:
        return None
    rows = tuple(_merged(before.rows if before else (), after.rows if after else (), partial(_row, voice)))
    if before and after:
        changed = before.subtitle != after.subtitle or before.title != after.title
        return replace(
            kept, rows=rows, mark=voice.mark("changed") if changed else Mark.SAME,
            title=_both(before.title, after.title), subtitle=_both(before.subtitle, after.subtitle),
        )  # fmt: skip
    if kept.kind in LASTING:
        return replace(kept, rows=rows)
    return replace(kept, rows=rows, mark=_gone_or_new(voice, after))


def _row(voice: Voice, before: Row | None, after: Row | None) -> Row | None:
    kept = after or before
    if kept is None:
        return None
    if before and after:
        changed = (before.text, before.detail) != (after.text, after.detail)
        return replace(
            kept, mark=voice.mark("changed") if changed else Mark.SAME,
            text=_both(before.text, after.text), detail=_both(before.detail, after.detail),
        )  # fmt: skip
    return replace(kept, mark=_gone_or_new(voice, after))


def _edge(voice: Voice, before: Edge | None, after: Edge | None) -> Edge | None:
    kept = after or before
    if kept is None or (before and after):
        return kept
    return replace(kept, mark=_gone_or_new(voice, after))


def _gone_or_new(voice: Voice, after: Box | Row | Edge | None) -> Mark:
    return voice.mark("added" if after else "removed")


def _both(before: str, after: str) -> str:
    """« nginx, en marche → arrêté » : de ce qui se lit entre deux virgules, ce qui diffère seulement."""
    if before == after:
        return after
    old, new = before.split(", "), after.split(", ")
    if len(old) != len(new):
        return f"{before or 'rien'} → {after or 'rien'}"
    return ", ".join(
        one if one == two else f"{one or 'rien'} → {two or 'rien'}" for one, two in zip(old, new, strict=True)
    )

"""La même lecture donne le même DOT, octet pour octet, sur trois versions du moteur."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from recordings import VERSIONS, VIEWS, golden, recorded, scene

from dockerlab.drawing.figure import Figure
from dockerlab.model.building import build

pytestmark = [pytest.mark.parametrize("version", VERSIONS), pytest.mark.parametrize("view", VIEWS)]


def test_the_drawing_is_the_expected_one(version: str, view: str) -> None:
    """Un écart voulu se garde par `python tests/record_snapshots.py --dot`, après l'avoir relu."""
    assert Figure(scene(version), view).dot == golden(version, view).read_text(encoding="utf-8")


def test_the_order_of_the_reading_does_not_show(version: str, view: str) -> None:
    shuffled = recorded(version)
    for seed in range(3):
        draw = random.Random(seed)
        parts = {name: list(getattr(shuffled, name)) for name in ("containers", "networks", "kernel")}
        for part in parts.values():
            draw.shuffle(part)
        other = replace(shuffled, **{name: tuple(part) for name, part in parts.items()})  # type: ignore[arg-type]
        assert Figure(build(other), view).dot == Figure(scene(version), view).dot

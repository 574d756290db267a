"""Attendre qu'une chose arrive, avec un délai : aucun test ne dort."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T | None], seconds: float, otherwise: str) -> T:
    """La première valeur vraie de `condition` ; lève `AssertionError` passé le délai, en secondes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)

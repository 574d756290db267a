"""dockerlab : le cours interactif sur les réseaux Docker.

Ce que les carnets importent. Rien n'est chargé avant d'être demandé : ni ipywidgets, ni graphviz, ni le SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .lab import Lab
    from .notebook import (
        capture,
        check,
        clean,
        describe,
        diff,
        doctor,
        draw,
        hint,
        hosts,
        lesson,
        quiz,
        read_capture,
        start,
        topology,
    )

_HOMES = {"Lab": "lab"} | dict.fromkeys(
    (
        "capture", "check", "clean", "describe", "diff", "doctor", "draw", "hint", "hosts", "lesson", "quiz", "read_capture",
        "start", "topology",
    ),
    "notebook",
)  # fmt: skip

__all__ = [
    "Lab",
    "capture",
    "check",
    "clean",
    "describe",
    "diff",
    "doctor",
    "draw",
    "hint",
    "hosts",
    "lesson",
    "quiz",
    "read_capture",
    "start",
    "topology",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"dockerlab n'a pas de « {name} »")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__

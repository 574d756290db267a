"""De quoi mesurer : un rapport à un pair, dans un même passage, mesures alternées."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Une mesure : ce qui est comparé, les deux médianes en secondes, et la borne du rapport s'il y en a une."""

    title: str
    ours: float
    peer: float
    bound: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def held(self) -> bool:
        return (self.bound is None or self.ratio <= self.bound) and "DÉPASSÉ" not in self.note

    def __str__(self) -> str:
        bound = f" (au plus {self.bound:g} : {'tenu' if self.ratio <= self.bound else 'DÉPASSÉ'})" if self.bound else ""
        note = f" ; {self.note}" if self.note else ""
        return f"{self.title} : {self.ours:.3f} s contre {self.peer:.3f} s, rapport {self.ratio:.2f}{bound}{note}"


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Les médianes de deux mesures alternées : une machine qui ralentit les ralentit toutes deux."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)

"""Comment se dit une différence : d'un moment à l'autre, ou du but à ce qui est. Les signes sont les mêmes, non les mots."""

from __future__ import annotations

from dataclasses import dataclass

from .scene import Mark


@dataclass(frozen=True, slots=True)
class Voice:
    """Une façon de dire. `title` suit le titre de la vue ; `nothing` : ce qui se dit quand rien ne diffère.

    `read` : les deux topologies sont des lectures. Un but n'en est pas une : rien n'y est confirmé par le noyau.
    """

    title: str
    nothing: str
    marks: tuple[tuple[str, Mark], ...]
    read: bool = True

    def mark(self, what: str) -> Mark:
        """La marque de ce qui est « added », « removed » ou « changed »."""
        return dict(self.marks)[what]


CHANGE = Voice(
    "ce qui a changé",
    "Rien n'a changé.",
    (("added", Mark.ADDED), ("removed", Mark.REMOVED), ("changed", Mark.CHANGED)),
)
GOAL = Voice(
    "le but et ce qui est",
    "L'image ne montre rien qui s'écarte du but.",
    (("added", Mark.EXTRA), ("removed", Mark.MISSING), ("changed", Mark.OTHER)),
    read=False,
)

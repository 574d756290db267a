"""Le bureau : le cours, son dossier et son moteur, réunis pour tout ce qui s'y fait."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..engine import Engine
from ..ownership import Openings
from ..snapshot.reading import Scope
from ..workspace import Store, course_root


@dataclass(frozen=True, slots=True)
class Desk:
    """Le dossier du cours, ses documents (`.dockerlab/`) et le moteur Docker."""

    root: Path
    store: Store
    engine: Engine

    @classmethod
    def here(cls, *, inside: bool = False) -> Desk:
        """Le bureau du dossier courant. Lève `UsageError` hors du cours, `EngineError` sans moteur."""
        root = course_root(inside=inside)
        return cls(root, Store(root), Engine.connect())

    def openings(self) -> Openings:
        return Openings(self.store, self.engine)

    def scopes(self) -> list[Scope]:
        """Ce qui est ouvert sur ce moteur, leçons et exercices."""
        return [Scope(opening.id, opening.declared) for opening in self.openings().all()]

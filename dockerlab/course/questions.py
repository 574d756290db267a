"""Les questions des leçons, gardées hors des carnets : la réponse ne s'y lit pas avant d'avoir répondu."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError


@dataclass(frozen=True, slots=True)
class Question:
    """Une question à choix ; `correct` est le rang de la bonne réponse, à partir de 1."""

    text: str
    choices: tuple[str, ...]
    correct: int
    because: str


def questions(root: Path) -> dict[str, Question]:
    """Toutes les questions du cours, par nom. Lève `ValueError` si l'une n'a pas de bonne réponse parmi ses choix."""
    entries = tomllib.loads((root / "notebooks" / "questions.toml").read_text(encoding="utf-8"))
    found = {
        name: Question(entry["question"], tuple(entry["choix"]), entry["juste"], entry["parce"])
        for name, entry in entries.items()
    }
    for name, asked in found.items():
        if not 1 <= asked.correct <= len(asked.choices):
            raise ValueError(f"{name} : le rang {asked.correct} n'est pas celui d'un choix")
    return found


def question(root: Path, name: str) -> Question:
    """La question `name`. Lève `UsageError`, avec les noms les plus proches."""
    known = questions(root)
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3) or sorted(known)
        raise UsageError(f"Aucune question ne s'appelle « {name} ».", remedy=f"les plus proches : {', '.join(close)}.")
    return known[name]

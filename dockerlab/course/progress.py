"""La carte du cours : chapitre par chapitre, ce qui est réussi, ce qui vient ensuite, ce qui a été aidé.

Elle se lit dans les essais gardés (`.dockerlab/attempts.json`). Les perdre ne perd rien d'autre : la carte repart de zéro.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from ..grading.exercise import Exercise, exercise_ids, load_exercise
from ..workspace import Store
from .attempts import kept
from .copies import STATEMENT_LINK

EVERYWHERE = "tous"  # le chapitre d'un exercice qui porte sur tout le cours
TO_DO, STARTED, DONE = "à faire", "en cours", "réussi"
SIGNS = {TO_DO: "–", STARTED: "…", DONE: "✔"}
NEXT = "→"


@dataclass(frozen=True, slots=True)
class Progress:
    """Où l'on en est d'un exercice : meilleur score, nombre d'essais, indices montrés ; `next` : c'est le suivant à faire."""

    exercise: Exercise
    best: int
    attempts: int
    help: int
    next: bool = False

    @property
    def state(self) -> str:
        if self.attempts == 0:
            return TO_DO
        return DONE if self.best == self.exercise.max else STARTED

    @property
    def helped(self) -> str:
        """L'aide reçue, en mots ; rien si aucune."""
        if self.help > len(self.exercise.hints):
            return "corrigé ouvert"
        return f"{self.help} indice{'s' if self.help > 1 else ''}" if self.help else ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Un chapitre de la carte, et ses exercices dans l'ordre où sa leçon les donne."""

    title: str
    rows: tuple[Progress, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CourseMap:
    """La carte du cours : du texte partout, un tableau dans un carnet."""

    chapters: tuple[Chapter, ...]

    @property
    def rows(self) -> list[Progress]:
        return [row for chapter in self.chapters for row in chapter.rows]

    @property
    def summary(self) -> str:
        """« 3 exercices réussis sur 12 ; le suivant : segmentation. »"""
        done = sum(row.state == DONE for row in self.rows)
        text = f"{done} exercice{'s' if done > 1 else ''} réussi{'s' if done > 1 else ''} sur {len(self.rows)}"
        following = [row.exercise.id for row in self.rows if row.next]
        return f"{text} ; le suivant : {following[0]}." if following else f"{text}."

    def __repr__(self) -> str:
        lines = [line for chapter in self.chapters for line in (chapter.title, *map(_line, chapter.rows))]
        return "\n".join([*lines, self.summary])

    def html(self, link: str = "") -> str:
        """La même en tableau. `link` : où mène chaque exercice, « {id}.ipynb » ; rien, il n'y a pas de lien."""
        body = "".join(
            f"<tr><th colspan='5' scope='rowgroup' style='text-align:left'>{escape(chapter.title)}</th></tr>"
            + "".join(_row(row, link) for row in chapter.rows)
            for chapter in self.chapters
        )
        head = "".join(
            f"<th scope='col' style='text-align:left'>{title}</th>"
            for title in ("", "Exercice", "État", "Points", "Aide reçue")
        )
        return f"<table><caption style='text-align:left'>{escape(self.summary)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def course_map(root: Path) -> CourseMap:
    """La carte du cours de ce dossier, d'après les essais gardés. Lève `WorkspaceError` si un exercice ne se charge pas."""
    store = Store(root)
    rows = [_progress(store, load_exercise(root, id)) for id in exercise_ids(root)]
    lessons = {row.exercise.chapter: _lesson(root, row.exercise.chapter) for row in rows}
    rows.sort(key=lambda row: _rank(row.exercise, lessons[row.exercise.chapter]))
    following = next((row for row in rows if row.state != DONE), None)
    marked = [replace(row, next=row is following) for row in rows]
    chapters = groupby(marked, key=lambda row: row.exercise.chapter)
    return CourseMap(tuple(Chapter(lessons[number].title, tuple(found)) for number, found in chapters))


def progress(root: Path) -> list[Progress]:
    """Un état par exercice, dans l'ordre du cours."""
    return course_map(root).rows


def _progress(store: Store, exercise: Exercise) -> Progress:
    record = kept(store, exercise.id)
    scores = [attempt["score"] for attempt in record["attempts"] if attempt.get("gradable")]
    return Progress(exercise, max(scores, default=0), len(record["attempts"]), record["help"])


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Le titre d'un chapitre, et les exercices où sa leçon renvoie, dans l'ordre."""

    title: str
    exercises: tuple[str, ...] = ()


def _rank(exercise: Exercise, lesson: _Lesson) -> tuple[bool, str, int, str]:
    """La place d'un exercice : son chapitre, puis l'ordre où la leçon y renvoie."""
    links = lesson.exercises
    place = links.index(exercise.id) if exercise.id in links else len(links)
    return exercise.chapter in ("", EVERYWHERE), exercise.chapter, place, exercise.id


def _lesson(root: Path, chapter: str) -> _Lesson:
    """La leçon d'un chapitre ; si elle n'est pas écrite, il n'a qu'un numéro."""
    if not chapter.isdigit():
        return _Lesson("Tout le cours" if chapter == EVERYWHERE else "Hors chapitre")
    text = "\n".join(
        line for path in sorted((root / "notebooks").glob(f"{chapter}-*.ipynb"))[:1] for line in _prose(path)
    )
    title = next((line.removeprefix("# ").strip() for line in text.splitlines() if line.startswith("# ")), "")
    return _Lesson(title or f"Chapitre {chapter}", tuple(dict.fromkeys(STATEMENT_LINK.findall(text))))


def _prose(path: Path) -> Iterator[str]:
    """Les textes d'un carnet ; aucun s'il est abîmé : la carte n'en dépend pas."""
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "markdown":
                yield cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return


def _line(row: Progress) -> str:
    helped = f", {row.helped}" if row.helped else ""
    score = f"{row.best}/{row.exercise.max}"
    return f" {NEXT if row.next else ' '} {SIGNS[row.state]} {row.exercise.id:<22} {row.state}{helped}, {score}  {row.exercise.title}"


def _row(row: Progress, link: str) -> str:
    name = f"<code>{escape(row.exercise.id)}</code>"
    if link:
        name = f"<a href='{escape(link.format(id=row.exercise.id))}'>{name}</a>"
    state = f"{SIGNS[row.state]} {row.state}" + (" (le suivant)" if row.next else "")
    cells = (
        NEXT if row.next else "",
        f"{name} {escape(row.exercise.title)}",
        state,
        f"{row.best} / {row.exercise.max}",
        row.helped,
    )
    return "<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells) + "</tr>"

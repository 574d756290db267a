"""Ce qu'un carnet appelle. Chaque fonction assemble les étages du dessous, et n'a pas de logique à elle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from .course import attempts, opening
from .course.desk import Desk
from .course.questions import question
from .diagnosis import Diagnosis, diagnose
from .drawing import words
from .drawing.figure import Figure
from .engine import Engine
from .errors import DockerlabError, UsageError
from .images import split
from .model.building import build
from .model.topology import Topology
from .ownership import Declared
from .snapshot.reading import read
from .widgets.display import View, exercise_panel, quiz_panel
from .workspace import course_root


def lesson(
    id: str,
    *,
    containers: Iterable[str] = (),
    networks: Iterable[str] = (),
    volumes: Iterable[str] = (),
    projects: Iterable[str] = (),
    images: Iterable[str] = (),
    ports: Iterable[str] = (),
    etabli: bool = False,
) -> View:
    """Ouvre une leçon : c'est la première cellule de chaque carnet.

    Nomme ce que la leçon fera, enlève ce qu'un passage précédent a laissé, se procure les images, met en place l'établi
    si la leçon s'en sert. Lève `ForeignObject` si un nom ou un port est à quelqu'un d'autre.
    """
    desk = Desk.here(inside=True)
    needed, built = split(images)
    declared = Declared.of(
        containers=containers, networks=networks, volumes=volumes, projects=projects, images=built, ports=ports
    )
    opened = opening.open_lesson(desk, id, declared, needed, etabli=etabli, tell=print)
    lines = [f"Leçon {id} : ouverte."]
    lines += [f"Image obtenue, {text}" for text in opened.obtained]
    lines += [f"Reste d'un passage précédent, enlevé : {thing}." for thing in opened.removed]
    return View("\n".join(lines))


def start(id: str) -> View:
    """Ouvre un exercice et affiche le bouton « Vérifier ». Lève `UsageError` si l'exercice n'existe pas."""
    desk = Desk.here(inside=True)
    exercise, opened = opening.start_exercise(desk, id, print)
    lines = [
        f"{exercise.title} : {'exercice ouvert' if opened.first else 'exercice déjà ouvert, votre travail est resté'}."
    ]
    lines += [f"{warning}." for warning in opened.warnings]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return View("\n".join(lines), html, _panel(desk.root, id, html))


def check(exercise: str, **answers: str) -> View:
    """Vérifie un exercice et montre le compte rendu. Ne lève jamais : ce qui empêche de vérifier s'affiche."""
    try:
        root = course_root(inside=True)
        print("Vérification : l'état, puis le comportement ; jusqu'à 3 s de plus si un conteneur vient de démarrer.")
        report = attempts.check_exercise(
            root, exercise, {key: str(value) for key, value in answers.items()}, lambda _: None
        )
    except DockerlabError as error:
        return View(str(error))
    return View(repr(report), report.html(), _panel(root, exercise, report.html()))


def hint(exercise: str) -> View:
    """L'indice suivant. Après le troisième, ouvre le corrigé."""
    return View(attempts.next_hint(course_root(inside=True), exercise))


def clean() -> opening.Cleaned:
    """Enlève tout ce qui est au cours, dit ce qui l'a été, et ne touche à rien d'autre."""
    return opening.clean_all(Desk.here())


def doctor() -> Diagnosis:
    """Dit ce que cette machine peut faire, ce qui lui manque, et le remède."""
    return diagnose()


def _topology(*, all: bool = False) -> Topology:
    scope = None if all else opening.current_scope()
    return build(read(Engine.connect(), [scope] if scope else None))


def draw(view: str = "simple", *, all: bool = False) -> Figure:
    """Dessine ce qui est : la leçon ou l'exercice ouvert en dernier, ou tout avec `all=True`."""
    if view != "simple":
        raise UsageError(f"La vue « {view} » n'existe pas.", remedy="la vue connue est « simple ».")
    return Figure(_topology(all=all))


def describe(*, all: bool = False) -> str:
    """La même chose en mots, une phrase par ligne, triées."""
    return words.describe(_topology(all=all))


def quiz(name: str) -> View:
    """Une question de `notebooks/questions.toml`. Lève `UsageError` si elle n'existe pas."""
    asked = question(course_root(inside=True), name)
    lines = [asked.text, *(f"  {rank}. {choice}" for rank, choice in enumerate(asked.choices, 1))]
    return View("\n".join(lines), panel=quiz_panel(asked.text, asked.choices, asked.correct - 1, asked.because))


def _panel(root: Path, id: str, html: str) -> object:
    def verify() -> str:
        return _shown(lambda: attempts.check_exercise(root, id, {}, lambda _: None).html())

    def next_hint() -> str:
        return _shown(lambda: f"<p style='white-space:pre-wrap'>{escape(attempts.next_hint(root, id))}</p>")

    return exercise_panel(html, verify, next_hint)


def _shown(action: Callable[[], str]) -> str:
    try:
        return action()
    except DockerlabError as error:
        return f"<p style='white-space:pre-wrap'>{escape(str(error))}</p>"

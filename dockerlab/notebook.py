"""Ce qu'un carnet appelle. Chaque fonction assemble les étages du dessous, et n'a pas de logique à elle."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from .course import attempts, opening
from .course.copies import FOLDER
from .course.desk import Desk
from .course.progress import course_map
from .course.questions import question
from .course.subject import Subject
from .diagnosis import Diagnosis, diagnose
from .dockerhosts import FLEET_IMAGES, Fleet, Plan
from .drawing.figure import Figure
from .engine import Engine
from .errors import DockerlabError
from .images import split
from .model.topology import Topology
from .ownership import Declared
from .tapping import capture, read_capture
from .widgets.display import Drawing, View, exercise_panel, quiz_panel
from .workspace import course_root

__all__ = [
    "capture", "check", "clean", "describe", "diff", "doctor", "draw", "hint", "hosts", "lesson", "quiz", "read_capture",
    "start", "topology",
]  # fmt: skip


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
    hosts: int = 0,
) -> View:
    """Ouvre une leçon : c'est la première cellule de chaque carnet.

    Nomme ce que la leçon fera, enlève ce qu'un passage précédent a laissé, se procure les images, met en place l'établi
    si la leçon s'en sert, démarre `hosts` hôtes Docker, neufs, qui ont ces images. Lève `ForeignObject` si un nom ou un port
    est à quelqu'un d'autre.
    """
    desk = Desk.here(inside=True)
    needed, built = split(images)
    plan = Plan.numbered(hosts) if hosts else None
    if plan:
        containers, networks = [*containers, *plan.names], [*networks, plan.network]
    declared = Declared.of(
        containers=containers, networks=networks, volumes=volumes, projects=projects, images=built, ports=ports
    )
    opened = opening.open_lesson(desk, id, declared, needed, etabli=etabli, hosts=plan, tell=print)
    lines = [f"Leçon {id} : ouverte."]
    lines += [f"Image obtenue, {text}" for text in opened.obtained]
    lines += [f"Reste d'un passage précédent, enlevé : {thing}." for thing in opened.removed]
    return View("\n".join([*lines, *_settled(opened.hosts)]))


def hosts(count: int = 2, *, images: str | Iterable[str] = FLEET_IMAGES) -> Fleet:
    """Des hôtes Docker sur cette machine, de 1 à 4 : hote-1, hote-2… sur un même réseau, chacun avec son moteur et `images`.

    Ceux qui sont déjà là et répondent restent, avec ce qu'ils contiennent. Une cellule `%%bash` leur parle par
    `docker -H $HOTE_1 ps` ; `hosts(2)["hote-1"].engine` est leur moteur. `clean()` les enlève.
    Un hôte protège des erreurs ; il n'est pas un mur contre une attaque.
    Lève `UsageError`, `ForeignObject` (un nom ou le sous-réseau est à quelqu'un d'autre), `NotReady`.
    """
    wanted = (images,) if isinstance(images, str) else tuple(images)
    found = opening.settle(Engine.connect(), Plan.numbered(count), wanted, print)
    _settled(found)
    return found


def start(id: str) -> View:
    """Ouvre un exercice et affiche le bouton « Vérifier ». Lève `UsageError` si l'exercice n'existe pas."""
    desk = Desk.here(inside=True)
    exercise, opened = opening.start_exercise(desk, id, print)
    lines = [
        f"{exercise.title} : {'exercice ouvert' if opened.first else 'exercice déjà ouvert, votre travail est resté'}."
    ]
    lines += [f"{warning}." for warning in opened.warnings]
    lines += _settled(opened.hosts)
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return View("\n".join(lines), html, _panel(desk.root, id, html))


def check(exercise: str | None = None, **answers: str) -> View:
    """Vérifie un exercice et montre le compte rendu ; sans exercice, la carte du cours et où l'on en est.

    Ne lève jamais : ce qui empêche de vérifier s'affiche.
    """
    try:
        root = course_root(inside=True)
        if exercise is None:
            return _map(root)
        print("Vérification : l'état, puis le comportement ; jusqu'à 3 s de plus si un conteneur vient de démarrer.")
        report = attempts.check_exercise(
            root, exercise, {key: str(value) for key, value in answers.items()}, lambda _: None
        )
    except DockerlabError as error:
        return View(str(error))
    html = report.html()
    return View(repr(report), html, _panel(root, exercise, html))


def _settled(fleet: Fleet | None) -> list[str]:
    """Ce que le carnet dit de ses hôtes ; leurs adresses vont dans l'environnement, où les cellules `%%bash` les trouvent."""
    if fleet is None:
        return []
    os.environ.update(fleet.environment())
    return repr(fleet).splitlines()


def _map(root: Path) -> View:
    """La carte du cours. Dans le dossier de travail, chaque exercice y mène à son énoncé."""
    found = course_map(root)
    return View(repr(found), found.html("{id}.ipynb" if Path.cwd() == root / FOLDER else ""))


def hint(exercise: str) -> View:
    """L'indice suivant. Après le troisième, ouvre le corrigé."""
    return View(attempts.next_hint(course_root(inside=True), exercise))


def clean() -> opening.Cleaned:
    """Enlève tout ce qui est au cours, dit ce qui l'a été, et ne touche à rien d'autre."""
    return opening.clean_all(Desk.here())


def doctor() -> Diagnosis:
    """Dit ce que cette machine peut faire, ce qui lui manque, et le remède."""
    return diagnose()


def topology(view: str = "simple", *, lab: str | None = None, names: Iterable[str] = (), all: bool = False) -> Topology:
    """Ce qui est relié à quoi en ce moment : le moteur et le noyau, lus à l'instant.

    Le sujet : la leçon ou l'exercice ouvert en dernier ; ou `lab` (un autre), ou les conteneurs et réseaux de `names`, ou
    tout avec `all=True`. `topology("overlay")` : les hôtes Docker, et ce qui les joint. `topology().path(a, b)`, `.reachable(a, b)`, `.neighbours(x)`, `.diff(autre)` répondent.
    Lève `UsageError` si rien ne porte un des noms ou n'est à ce lab, `EngineError` sans moteur.
    """
    return _read(_subject(lab, names, all), view)


def draw(view: str = "simple", *, lab: str | None = None, names: Iterable[str] = (), all: bool = False) -> Drawing:
    """Dessine ce qui est. `view` : « simple » (conteneurs, réseaux), « ports » (qui, du dehors, atteint quoi), « cables »
    (interfaces, paires veth, ponts), « overlay » (les hôtes Docker, l'underlay, les tunnels). Le sujet est celui de `topology`. Le bouton « Redessiner » montre ce qui a changé.
    """
    subject = _subject(lab, names, all)
    figure = Figure(_read(subject, view), view)
    last = [figure.topology]

    def redraw() -> str:
        before, now = last[0], _read(subject, view)
        last[0] = now
        if before.diff(now):
            return Figure.difference(before, now, view).html()
        return f"<p>Rien n'a changé depuis la lecture précédente.</p>{Figure(now, view).html()}"

    return Drawing(figure, lambda: _shown(redraw))


def describe(view: str = "simple", *, lab: str | None = None, names: Iterable[str] = (), all: bool = False) -> str:
    """La même chose en mots, une phrase par ligne."""
    return Figure(topology(view, lab=lab, names=names, all=all), view).describe()


def diff(before: Topology, after: Topology, view: str = "simple") -> Figure:
    """Ce qui a changé de `before` à `after`, en une image : « + » ajouté, « − » retiré, « ~ » modifié."""
    return Figure.difference(before, after, view)


def _read(subject: Subject, view: str) -> Topology:
    with Engine.connect() as engine:
        return subject.shown(engine, view)


def _subject(lab: str | None, names: Iterable[str], all: bool) -> Subject:
    """Sans choix, ce que ce carnet a ouvert en dernier ; un lab, lui, peut être ouvert ailleurs."""
    opened = opening.opened_here()
    known = opened[-1:] if lab is None else [*Desk.here().scopes(), *opened]
    return Subject.choose(known, lab=lab, names=names, everything=all)


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

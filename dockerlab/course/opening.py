"""Ouvrir une leçon ou un exercice, le recommencer, tout ranger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..dockerhosts import BY_HAND, Fleet, Plan, living, must_be_free, sweep
from ..engine import Engine
from ..errors import ForeignObject, WorkspaceError
from ..grading.exercise import Exercise, load_exercise
from ..images import TOOLBOX, Tell, ensure
from ..lab import Lab, workbench
from ..ownership import (
    HELPER,
    LAB,
    Declared,
    Opening,
    Thing,
    course_things,
    inventory,
    ours,
    remove,
    stale_helpers,
)
from ..ports import port_holders
from ..snapshot.reading import Scope, read
from ..workspace import Store, say
from .copies import make_copy, reset_copy
from .desk import Desk

# Ce que ce processus a ouvert en dernier : c'est le sujet de draw() et de describe(). Un carnet est un processus.
_last_opened: list[Scope] = []


def opened_here() -> list[Scope]:
    """Ce que ce processus a ouvert, dans l'ordre."""
    return list(_last_opened)


@dataclass(frozen=True, slots=True)
class Opened:
    """Ce qu'a fait une ouverture. `warnings` : ce qui n'est pas au cours et peut gêner."""

    id: str
    first: bool
    removed: tuple[Thing, ...]
    obtained: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    copy: Path | None = None
    hosts: Fleet | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Ce qu'un rangement a enlevé, ce qu'il a dû laisser, et les leçons qu'il a refermées."""

    removed: tuple[Thing, ...]
    kept: tuple[tuple[Thing, str], ...]
    closed: tuple[str, ...]

    def __repr__(self) -> str:
        lines = [f"Enlevé : {thing}." for thing in self.removed]
        lines += [f"Laissé : {thing} ({reason})." for thing, reason in self.kept]
        return "\n".join(
            [
                *lines,
                "Il ne reste ni conteneur, ni réseau, ni volume du cours ; ses images sont gardées."
                if not self.kept
                else "Le reste demande votre aide.",
            ]
        )


def open_lesson(
    desk: Desk,
    id: str,
    declared: Declared,
    images: tuple[str, ...],
    *,
    etabli: bool,
    hosts: Plan | None = None,
    tell: Tell,
) -> Opened:
    """Ouvre une leçon : images, restes d'un passage précédent enlevés, noms et ports libres, hôtes neufs si elle en veut.

    Lève `ForeignObject` quand un nom ou un port déclaré est à quelqu'un d'autre.
    """
    obtained = ensure(desk.engine, [*images, TOOLBOX], tell)
    if etabli:
        workbench(desk.engine)
    opening, first = _open(desk, id, declared)
    removed = _remove_owned(desk, opening)
    if hosts:
        must_be_free(desk.engine, hosts, id)
    obstacles = _obstacles(desk, declared, opening)
    if obstacles:
        raise ForeignObject(
            f"La leçon {id} a besoin de noms ou de ports qui sont déjà pris.", cause=" ; ".join(obstacles) + ".",
            remedy="le cours ne touche pas à ce qui n'est pas à lui. Regardez ce que c'est (« docker ps -a », « docker network ls ») : un "
            "conteneur qui tient un nom se renomme (« docker rename »), un programme qui tient un port s'arrête. Puis exécutez de nouveau cette cellule.",
        )  # fmt: skip
    fleet = _fleet(desk, hosts, opening, images, tell) if hosts else None
    _last_opened.append(Scope(id, declared))
    return Opened(id, first, removed, tuple(obtained), hosts=fleet)


def start_exercise(desk: Desk, id: str, tell: Tell) -> tuple[Exercise, Opened]:
    """Ouvre un exercice ; ce que l'étudiant y a déjà fait reste. La situation de départ n'est préparée qu'une fois."""
    exercise = load_exercise(desk.root, id)
    obtained = ensure(desk.engine, [*exercise.images, TOOLBOX], tell)
    known = desk.openings().get(id)
    obstacles = [] if known else _obstacles(desk, exercise.declared, None)
    opening, first = _open(desk, id, exercise.declared)
    warnings = [
        f"{text}. Ce n'est pas au cours : il sera vu par la vérification, mais jamais enlevé" for text in obstacles
    ]
    fleet = None
    if exercise.hosts:
        before = {host.id for host in living(desk.engine, id)}
        fleet = _fleet(desk, exercise.hosts, opening, exercise.images, tell)
        renewed = [] if first else [host.name for host in fleet if host.id not in before]
        warnings += [f"L'hôte {name} ne répondait plus : il est neuf, et vide" for name in renewed]
    if exercise.prepare:
        warnings += _prepare(desk, exercise, opening, first=first, tell=tell)
    _last_opened.append(Scope(id, exercise.declared))
    return exercise, Opened(
        id, first, (), tuple(obtained), tuple(warnings), make_copy(desk.root, desk.store, id), fleet
    )


def _prepare(desk: Desk, exercise: Exercise, opening: Opening, *, first: bool, tell: Tell) -> list[str]:
    """Fait la situation de départ, une fois ; ensuite, dit si elle n'est plus entière."""
    made = desk.store.read("prepared").get(exercise.id)
    if exercise.prepare and (first or made is None):
        exercise.prepare(Lab(exercise.id, engine=desk.engine, session=opening.session, tell=tell))
        with desk.store.change("prepared") as document:
            document[exercise.id] = _running(desk, exercise)
        read(desk.engine, [Scope(exercise.id, exercise.declared)]).save(opening_file(desk.store, exercise.id))
        return []
    if made == _running(desk, exercise):
        return []
    return [
        "La situation de départ n'est plus entière (redémarrage, nettoyage) : "
        f"« dockerlab reset {exercise.id} » la refait"
    ]


def opening_file(store: Store, id: str) -> Path:
    """La lecture faite juste après la préparation : ce à quoi « intact » se compare."""
    return store.path(f"ouverture-{id}")


def _running(desk: Desk, exercise: Exercise) -> list[str]:
    """Les conteneurs préparés qui tournent, par leurs noms, sans ceux que le but est de voir disparaître."""
    entries = desk.engine.containers(label=f"{LAB}={exercise.id}")
    names = sorted(entry["Names"][0].lstrip("/") for entry in entries if entry["State"] == "running")
    return [name for name in names if name not in exercise.doomed]


def reset_exercise(desk: Desk, id: str, tell: Tell) -> tuple[Exercise, Opened, Path | None]:
    """Recommence : l'ancienne copie est archivée, ce que l'exercice avait fait est enlevé, l'ouverture est neuve.

    Rend aussi le chemin de l'archive, s'il y en a une.
    """
    load_exercise(desk.root, id)
    opening = desk.openings().get(id)
    removed = _remove_owned(desk, opening) if opening else ()
    desk.openings().close([id])
    archive = reset_copy(desk.root, desk.store, id)
    exercise, opened = start_exercise(desk, id, tell)
    return exercise, Opened(id, True, removed, opened.obtained, opened.warnings, opened.copy, opened.hosts), archive


def to_clean(desk: Desk) -> list[Thing]:
    """Ce qu'enlèverait `clean`, dans l'ordre des noms."""
    found = ours(inventory(desk.engine), desk.openings().all())
    return sorted((thing for thing in found if HELPER not in thing.labels), key=lambda thing: (thing.kind, thing.name))


def clean_all(desk: Desk) -> Cleaned:
    """Enlève tout ce qui est au cours ; referme les ouvertures dont il ne reste rien, et l'établi avec la dernière."""
    openings = desk.openings()
    done = remove(desk.engine, to_clean(desk))
    left = inventory(desk.engine)
    remove(desk.engine, stale_helpers(left, openings.now))
    sweep(desk.engine)
    closed = [opening.id for opening in openings.all() if not any(opening.owns(thing) for thing in left)]
    try:
        openings.close(closed)
    except WorkspaceError as error:
        # Ce qui est enlevé l'est : cela se dit, et le défaut du dossier aussi.
        say(str(error))
    removed = done.removed
    if not openings.all():
        removed += remove(desk.engine, course_things(left)).removed
    return Cleaned(removed, done.kept, tuple(closed))


def _remove_owned(desk: Desk, opening: Opening) -> tuple[Thing, ...]:
    """Enlève ce qui est à cette ouverture ; un hôte, avec le dossier de sa socket."""
    removed = remove(desk.engine, [thing for thing in inventory(desk.engine) if opening.owns(thing)]).removed
    sweep(desk.engine)
    return removed


def _fleet(desk: Desk, plan: Plan, opening: Opening, images: tuple[str, ...], tell: Tell) -> Fleet:
    """Les hôtes d'une leçon ou d'un exercice, qui ont aussi ses images."""
    wanted = dict.fromkeys([*images, TOOLBOX])
    return Fleet.up(desk.engine, plan, lab=opening.id, session=opening.session, images=wanted, tell=tell)


def settle(engine: Engine, plan: Plan, images: tuple[str, ...], tell: Tell) -> Fleet:
    """Les hôtes que demande un carnet : ceux qui sont là restent, les nouveaux sont à ce qu'il a ouvert en dernier."""
    scope = _last_opened[-1:]
    opening = Desk.here().openings().get(scope[0].lab) if scope else None
    lab, session = (opening.id, opening.session) if opening else (BY_HAND, "")
    return Fleet.join(engine, plan, lab=lab, session=session, images=images, tell=tell)


def _open(desk: Desk, id: str, declared: Declared) -> tuple[Opening, bool]:
    openings = desk.openings()
    first = openings.get(id) is None
    return openings.open(id, declared, inventory(desk.engine) if first else ()), first


def _obstacles(desk: Desk, declared: Declared, opening: Opening | None) -> list[str]:
    """Ce qui tient un nom ou un port déclaré sans être à cette ouverture."""
    things = [
        thing
        for thing in inventory(desk.engine)
        if thing.kind != "image" and thing.name in declared.names(thing.kind) and not (opening and opening.owns(thing))
    ]
    named = {f"le {thing}" for thing in things}
    held = port_holders(desk.engine, declared.ports) if declared.ports else {}
    return [f"un {thing} existe déjà" for thing in things] + [
        f"le port {port} est tenu par {' et '.join(holders)}"
        for port, holders in held.items()
        if not named & set(holders)
    ]

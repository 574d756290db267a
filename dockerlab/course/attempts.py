"""Vérifier un exercice, garder l'essai ; les indices montrés. Perdre ces fichiers ne perd rien d'autre."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..engine import Engine
from ..errors import DockerlabError
from ..grading.exercise import exercise_ids, load_exercise
from ..grading.report import Report, unjudged
from ..grading.runner import run_checks
from ..images import Tell
from ..ownership import Openings
from ..snapshot.snapshot import Snapshot
from ..workspace import Store, say
from .copies import copy_solution
from .opening import opening_file


def check_exercise(
    root: Path, id: str, answers: Mapping[str, str], tell: Tell, *, address: str | None = None
) -> Report:
    """Vérifie, et garde l'essai. Sans moteur le compte rendu existe quand même, chaque vérification à `error`.

    `address` : celle du moteur à juger, comme `unix:///…`, à la place des réglages de Docker.
    Lève `UsageError` si l'exercice n'existe pas.
    """
    store, exercise = Store(root), load_exercise(root, id)
    helped = kept(store, id)["help"]
    started = False
    try:
        with Engine.connect(address) as engine:
            started = Openings(store, engine).get(id) is not None
            typed = _answers(store, id, answers)
            report = run_checks(
                exercise,
                engine,
                store,
                answers=typed,
                opening=_opening(store, id),
                started=started,
                help=helped,
                tell=tell,
            )
    except DockerlabError as error:
        report = unjudged(
            exercise,
            started=started,
            help=helped,
            cause=error.on_one_line(),
        )
    attempt = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "score": report.score,
        "max": report.max,
        "gradable": report.gradable,
    }
    _keep(
        store, "attempts", id, lambda record: record.update(attempts=[*_valid(record)["attempts"], attempt]),
        otherwise="Le verdict est rendu, mais cet essai n'a pas été gardé.",
    )  # fmt: skip
    return report


def check_all(root: Path, tell: Tell) -> list[Report]:
    """Un compte rendu par exercice du cours ; ceux qui ne sont pas commencés n'ont pas de vérification.

    Sans moteur, chaque vérification est à `error`, et aucun essai n'est gardé : rien ne fut essayé.
    """
    store = Store(root)
    try:
        with Engine.connect() as engine:
            started = {opening.id for opening in Openings(store, engine).all()}
    except DockerlabError as error:
        exercises = [load_exercise(root, id) for id in exercise_ids(root)]
        return [
            unjudged(e, started=False, help=kept(store, e.id)["help"], cause=error.on_one_line()) for e in exercises
        ]
    reports = []
    for id in exercise_ids(root):
        if id in started:
            tell(f"Vérification de {id}")
            reports.append(check_exercise(root, id, {}, tell))
        else:
            exercise = load_exercise(root, id)
            reports.append(Report(id, exercise.title, False, kept(store, id)["help"], exercise.max, ()))
    return reports


def next_hint(root: Path, id: str) -> str:
    """L'indice suivant ; après le troisième, le corrigé est posé dans `travail/`. Ce qui est montré est compté."""
    store, exercise = Store(root), load_exercise(root, id)
    shown = int(kept(store, id)["help"])
    rank = min(shown, len(exercise.hints))
    if rank < len(exercise.hints):
        text = f"Indice {rank + 1} sur {len(exercise.hints)} : {exercise.hints[rank]}"
        if rank == len(exercise.hints) - 1:
            text += "\nC'était le dernier : redemander un indice ouvre le corrigé."
    else:
        text = f"Le corrigé est dans votre dossier : {copy_solution(root, store, id)}"
    _keep(
        store, "attempts", id, lambda record: record.update(help=min(shown + 1, len(exercise.hints) + 1)),
        otherwise="L'indice est montré, mais il n'a pas été compté.",
    )  # fmt: skip
    return text


def _opening(store: Store, id: str) -> Snapshot | None:
    """La lecture faite à l'ouverture ; illisible ou perdue, l'exercice se juge sans elle, et le dit."""
    path = opening_file(store, id)
    try:
        return Snapshot.load(path) if path.exists() else None
    except DockerlabError as error:
        say(str(error))
        return None


def kept(store: Store, id: str) -> dict[str, Any]:
    """Ce qui est gardé d'un exercice : ses essais, et le nombre d'indices montrés."""
    return _valid(_read(store, "attempts").get(id))


def _read(store: Store, document: str) -> dict[str, Any]:
    """Un document, ou rien : juger n'a pas besoin de lui, son défaut se dit et n'arrête pas."""
    try:
        return store.read(document)
    except DockerlabError as error:
        say(str(error))
        return {}


def _valid(record: Any) -> dict[str, Any]:
    """L'essai tel qu'il doit être : un fichier retouché à la main ne fait pas tomber la vérification."""
    record = record if isinstance(record, dict) else {}
    attempts, help = record.get("attempts"), record.get("help")
    return {
        "attempts": [a for a in attempts if isinstance(a, dict) and type(a.get("score")) is int]
        if isinstance(attempts, list)
        else [],
        "help": max(0, help) if type(help) is int else 0,
    }


def _answers(store: Store, id: str, new: Mapping[str, str]) -> dict[str, str]:
    if new:
        _keep(
            store, "answers", id, lambda record: record.update(new),
            otherwise="La réponse est jugée, mais elle ne sera pas retenue pour la fois suivante.",
        )  # fmt: skip
    kept = _read(store, "answers").get(id)
    return {**(kept if isinstance(kept, dict) else {}), **new}


def _keep(store: Store, document: str, id: str, change: Any, *, otherwise: str) -> None:
    """Écrit dans un document ; un disque plein n'empêche pas de juger, et se dit par `otherwise`, puis par sa raison."""
    try:
        with store.change(document) as content:
            if not isinstance(content.get(id), dict):
                content[id] = {}
            change(content[id])
    except DockerlabError as error:
        say(f"{otherwise} {error}")

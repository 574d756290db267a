"""Vérifier : lire, laisser se poser ce qui vient de démarrer, puis interroger chaque vérification à son tour."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ..drawing.figure import Figure
from ..engine import Engine
from ..errors import DockerlabError
from ..images import Tell
from ..snapshot.reading import Scope, read
from ..snapshot.snapshot import Snapshot
from ..workspace import Store, say
from .exercise import Check, Exercise
from .goal import gap, read_goal
from .lodging import read_hosts
from .probes import Probes
from .report import Report, Result
from .situation import Situation
from .stability import STABLE
from .verdict import Status, Verdict, error


def run_checks(
    exercise: Exercise,
    engine: Engine,
    store: Store,
    *,
    answers: Mapping[str, str],
    opening: Snapshot | None = None,
    started: bool,
    help: int,
    tell: Tell = lambda _: None,
) -> Report:
    """Le compte rendu de `exercise` sur `engine`. Ne lève que si la lecture elle-même est impossible (`EngineError`)."""
    hosts = read_hosts(exercise.hosts, engine, lambda each: settled(each, None, tell))
    situation = Situation(settled(engine, Scope(exercise.id, exercise.declared), tell), answers, opening, hosts)
    probes = Probes(engine, store)
    results: list[Result] = []
    passed: set[str] = set()
    for check in exercise.checks:
        verdict = (
            _judge(check, situation, probes)
            if check.after is None or check.after in passed
            else Verdict(Status.SKIPPED)
        )
        if verdict.status is Status.PASSED:
            passed.add(check.id)
        results.append(Result(check, verdict))
    figure = _gap(exercise, situation.now) if any(_is_drawn(result) for result in results) else None
    return Report(exercise.id, exercise.title, started, help, exercise.max, tuple(results), figure)


def settled(engine: Engine, scope: Scope | None, tell: Tell) -> Snapshot:
    """Une lecture où ce qui tourne a eu le temps de montrer s'il tient : on attend au plus STABLE secondes, une fois.

    `scope` : le sujet ; sans lui, tout ce qui est sur ce moteur.
    """
    scopes = [scope] if scope else None
    snapshot = read(engine, scopes)
    situation = Situation(snapshot, {})
    uptimes = [situation.container(entry["Name"].lstrip("/")).uptime() for entry in snapshot.containers]
    young = [uptime for uptime in uptimes if uptime is not None and uptime < STABLE]
    if not young:
        return snapshot
    tell(f"Un conteneur vient de démarrer : {STABLE:g} s d'observation.")
    time.sleep(STABLE - min(young) + 0.05)
    return read(engine, scopes)


def _is_drawn(result: Result) -> bool:
    return result.check.drawn and result.verdict.status is Status.FAILED


def _gap(exercise: Exercise, now: Snapshot) -> Figure | None:
    """L'image du but et de ce qui est, ou rien : un but abîmé se dit, et ne change pas un verdict."""
    try:
        goal = read_goal(exercise.folder)
        return gap(goal, now) if goal else None
    except Exception as problem:
        say(f"Le but de « {exercise.id} » n'a pas pu être dessiné : {problem}")
        return None


def _judge(check: Check, situation: Situation, probes: Probes) -> Verdict:
    try:
        verdict = check.function(situation, probes) if check.wants_probes else check.function(situation)
    except DockerlabError as problem:
        return error(f"{problem.what} {problem.cause}".strip())
    except Exception as problem:
        # Une faute de la vérification n'est pas celle de l'étudiant : elle se dit, et ne coûte ni ne donne rien.
        return error(f"la vérification « {check.id} » est elle-même en défaut ({type(problem).__name__} : {problem}).")
    if not isinstance(verdict, Verdict):
        return error(f"la vérification « {check.id} » n'a pas rendu de verdict.")
    return verdict

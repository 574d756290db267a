"""Vérifier : lire, laisser se poser ce qui vient de démarrer, puis interroger chaque vérification à son tour."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ..drawing.figure import Figure
from ..engine import Engine
from ..helpers import sweep
from ..images import Tell
from ..snapshot.reading import Scope, read
from ..snapshot.snapshot import Snapshot
from ..workspace import Store, say
from .exercise import Check, Exercise
from .gathering import gathered
from .goal import gap, read_goal
from .judging import judge_all
from .lodging import read_hosts
from .probes import Probes
from .report import Report, Result
from .situation import Situation
from .stability import STABLE
from .verdict import Status, Verdict, error
from .watch import Watch

Judged = tuple[Situation, dict[str, Verdict]]
PASSES = 2  # un moteur revenu à lui pendant la vérification : elle est refaite une fois


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
    sweep(engine)
    situation, verdicts = _watched(engine, lambda: _judged(exercise, engine, store, answers, opening, tell))
    results = tuple(Result(check, verdicts[check.id]) for check in exercise.checks)
    figure = _gap(exercise, situation) if any(_is_drawn(result) for result in results) else None
    return Report(exercise.id, exercise.title, started, help, exercise.max, results, figure)


def _judged(
    exercise: Exercise,
    engine: Engine,
    store: Store,
    answers: Mapping[str, str],
    opening: Snapshot | None,
    tell: Tell,
) -> Judged:
    hosts = read_hosts(exercise.hosts, engine, lambda each: settled(each, None, tell))
    situation = Situation(settled(engine, Scope(exercise.id, exercise.declared), tell), answers, opening, hosts)
    probes = Probes(engine, store)

    def judge(check: Check) -> Verdict:
        return check.function(situation, probes) if check.wants_probes else check.function(situation)

    return situation, judge_all(exercise.checks, judge)


def _watched(engine: Engine, judge: Callable[[], Judged]) -> Judged:
    """Juge, et recommence une fois si le moteur a défailli pendant ce temps ; ce qui reste douteux est `error`.

    Une machine très chargée tarde sans s'arrêter : deux passes en retard qui disent la même chose sont crues.
    """
    late: list[dict[str, Verdict]] = []
    for _ in range(PASSES):
        with Watch(engine) as watch:
            situation, verdicts = judge()
        if not watch.disturbance:
            return situation, verdicts
        if watch.silent:
            break
        late += [verdicts] if watch.slow else []
    agreed = {
        id
        for id, verdict in verdicts.items()
        if len(late) == PASSES and all(earlier[id].status is verdict.status for earlier in late)
    }
    return situation, {
        id: verdict if id in agreed else _doubted(verdict, watch.disturbance) for id, verdict in verdicts.items()
    }


def _doubted(verdict: Verdict, disturbance: str) -> Verdict:
    """Ce qui fut jugé pendant que le moteur défaillait ne vaut rien ; une erreur garde sa propre cause."""
    if verdict.status is Status.ERROR:
        return verdict
    return error(f"{disturbance} pendant la vérification : ce qu'elle a vu ne prouve rien, et elle est à refaire.")


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


def _gap(exercise: Exercise, situation: Situation) -> Figure | None:
    """L'image du but et de ce qui est, ou rien : un but abîmé se dit, et ne change pas un verdict."""
    try:
        goal = read_goal(exercise.folder)
        now = gathered(situation.hosts) if exercise.hosts else situation.now
        return gap(goal, now) if goal else None
    except Exception as problem:
        say(f"Le but de « {exercise.id} » n'a pas pu être dessiné : {problem}")
        return None

"""Poser les vérifications : chacune dès que celle dont elle dépend est réussie, et celles qui s'ignorent en même temps."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..errors import DockerlabError
from .exercise import Check
from .verdict import Status, Verdict, error, skipped

LIMIT = 30.0  # secondes pour une vérification : la plus longue en demande moins de dix sur une machine chargée
Judge = Callable[[Check], Verdict]


def judge_all(checks: Sequence[Check], judge: Judge) -> dict[str, Verdict]:
    """Le verdict de chaque vérification, dans leur ordre. Une vérification `alone` attend les précédentes et retient les suivantes."""
    verdicts: dict[str, Verdict] = {}
    for group in _groups(checks):
        _judge_group(group, judge, verdicts)
    return {check.id: verdicts[check.id] for check in checks}


def _judged(check: Check, judge: Judge) -> Verdict:
    """Le verdict que rend `judge`. Ne lève rien : ce qui se casse est `error`, avec sa cause et son remède, et ne coûte ni ne donne de point."""
    try:
        verdict = judge(check)
    except DockerlabError as problem:
        return error(problem.on_one_line())
    except (Exception, SystemExit) as problem:
        # Une faute de la vérification n'est pas celle de l'étudiant : elle se dit, avec l'endroit où la chercher.
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        what = f"{type(problem).__name__} : {problem} ; {Path(frame.filename).name}, ligne {frame.lineno}"
        return error(f"la vérification « {check.id} » est elle-même en défaut ({what}).")
    if not isinstance(verdict, Verdict):
        return error(f"la vérification « {check.id} » n'a pas rendu de verdict.")
    return verdict


def _groups(checks: Sequence[Check]) -> Iterator[list[Check]]:
    group: list[Check] = []
    for check in checks:
        if check.alone:
            yield group
            yield [check]
            group = []
        else:
            group.append(check)
    yield group


def _judge_group(group: Sequence[Check], judge: Judge, verdicts: dict[str, Verdict]) -> None:
    """Juge `group` en ajoutant à `verdicts`. Passé LIMIT, une vérification est abandonnée : son fil ne retient pas Python."""
    finished: queue.SimpleQueue[tuple[str, Verdict]] = queue.SimpleQueue()
    started: dict[str, float] = {}

    def work(check: Check) -> None:
        finished.put((check.id, _judged(check, judge)))

    while waited := [check for check in group if check.id not in verdicts]:
        for check in waited:
            if check.after in verdicts and verdicts[check.after].status is not Status.PASSED:
                verdicts[check.id] = skipped()
            elif check.id not in started and (check.after is None or check.after in verdicts):
                started[check.id] = time.monotonic()
                threading.Thread(target=work, args=(check,), daemon=True).start()
        pending = [id for id in started if id not in verdicts]
        if not pending:
            continue
        oldest = min(pending, key=started.__getitem__)
        try:
            id, verdict = finished.get(timeout=max(0.0, started[oldest] + LIMIT - time.monotonic()))
        except queue.Empty:
            verdicts[oldest] = error(f"la vérification « {oldest} » n'a rien rendu en {LIMIT:g} s.")
        else:
            verdicts.setdefault(id, verdict)  # abandonnée, puis rendue quand même : trop tard

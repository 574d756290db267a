"""Le témoin qui veille sur le moteur : ce qu'il remarque, ce que deviennent les verdicts. Sans Docker."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEngine
from polling import until

from dockerlab.errors import EngineGone
from dockerlab.grading import Exercise, watch
from dockerlab.grading.report import Report
from dockerlab.grading.runner import PASSES, run_checks
from dockerlab.grading.situation import Situation
from dockerlab.grading.verdict import Verdict, failed, passed
from dockerlab.grading.watch import Watch
from dockerlab.workspace import Store

GONE = EngineGone("Le moteur Docker ne répond plus.", cause="il s'est arrêté.")


class Ailing(FakeEngine):
    """Un moteur auquel on fait ce que l'on veut pendant qu'il est interrogé."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.pings, self.lost, self.delay = 1, 0, False, 0.0

    def ping(self) -> None:
        self.pings += 1
        time.sleep(self.delay)
        if self.lost:
            raise GONE

    def run(self) -> str:
        if self.lost:
            raise GONE
        return f"démarrage-{self.started}"

    def wait_for_pings(self, count: int) -> None:
        wanted = self.pings + count
        until(lambda: self.pings >= wanted, 10, "le témoin n'interroge pas le moteur")


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SILENCE", 0.4)
    monkeypatch.setattr(watch, "PERIOD", 0.01)


def healthy(engine: Ailing) -> None:
    engine.wait_for_pings(3)


def restarts(engine: Ailing) -> None:
    engine.started += 1


def stops(engine: Ailing) -> None:
    engine.lost = True
    engine.wait_for_pings(2)


def freezes(engine: Ailing) -> None:
    engine.wait_for_pings(1)
    engine.delay = 1.5
    engine.wait_for_pings(1)
    time.sleep(0.5)


def freezes_a_moment(engine: Ailing) -> None:
    engine.wait_for_pings(1)
    engine.delay = 0.6
    engine.wait_for_pings(1)
    engine.delay = 0.0
    engine.wait_for_pings(2)


def stops_a_moment(engine: Ailing) -> None:
    stops(engine)
    engine.lost = False
    engine.wait_for_pings(2)


Fault = Callable[[Ailing], None]
FAULTS: list[tuple[Fault, str, bool]] = [
    (restarts, "a redémarré", False),
    (stops, "ne répond plus", True),
    (freezes, "n'a rien répondu", True),
    (freezes_a_moment, "n'a rien répondu", False),
    (stops_a_moment, "ne répond plus", False),
]


def test_an_engine_that_answers_disturbs_nothing() -> None:
    engine = Ailing()
    with Watch(engine) as seen:  # type: ignore[arg-type]
        healthy(engine)
    assert (seen.disturbance, seen.silent) == ("", False)
    pings = engine.pings
    time.sleep(0.1)
    assert engine.pings == pings


@pytest.mark.parametrize(("fault", "said", "silent"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_happens_to_the_engine_is_noticed(fault: Fault, said: str, silent: bool) -> None:
    engine = Ailing()
    with Watch(engine) as seen:  # type: ignore[arg-type]
        fault(engine)
    assert said in seen.disturbance
    assert seen.silent is silent


def test_the_failure_of_what_is_watched_is_raised_as_it_is() -> None:
    def lose(engine: Ailing) -> None:
        with Watch(engine):  # type: ignore[arg-type]
            stops(engine)
            raise GONE

    with pytest.raises(EngineGone) as caught:
        lose(Ailing())
    assert caught.value is GONE


def judge(engine: Ailing, faults: list[Fault], folder: Path) -> Report:
    """Une vérification réussie et une manquée ; à chaque passe, la panne suivante arrive au milieu de la première."""
    exercise = Exercise(title="Essai", goal="but", hints=["1", "2", "3"])
    exercise.id = "essai"
    left = iter(faults)

    def juste(situation: Situation) -> Verdict:
        """Juste."""
        next(left, healthy)(engine)
        return passed("attendu", "observé")

    def fausse(situation: Situation) -> Verdict:
        """Fausse."""
        return failed("attendu", "observé", "à savoir")

    exercise.check(points=1)(juste)
    exercise.check(points=1)(fausse)
    return run_checks(exercise, engine, Store(folder), answers={}, started=True, help=0)  # type: ignore[arg-type]


def statuses(report: Report) -> list[str]:
    return [result.verdict.status.value for result in report.results]


@pytest.mark.parametrize("fault", [restarts, freezes_a_moment, stops_a_moment])
def test_an_engine_that_came_back_is_judged_again(fault: Fault, tmp_path: Path) -> None:
    assert statuses(judge(Ailing(), [fault], tmp_path)) == ["passed", "failed"]


def test_a_machine_that_is_only_late_is_believed_when_it_says_the_same_twice(tmp_path: Path) -> None:
    assert statuses(judge(Ailing(), [freezes_a_moment] * PASSES, tmp_path)) == ["passed", "failed"]


def test_a_machine_that_is_late_and_says_two_things_proves_nothing(tmp_path: Path) -> None:
    engine = Ailing()

    def freezes_then_fails(engine: Ailing) -> None:
        freezes_a_moment(engine)
        raise GONE

    first, second = statuses(judge(engine, [freezes_then_fails, freezes_a_moment], tmp_path))
    assert (first, second) == ("error", "failed")


def test_late_then_restarted_proves_nothing(tmp_path: Path) -> None:
    assert statuses(judge(Ailing(), [freezes_a_moment, restarts], tmp_path)) == ["error", "error"]


@pytest.mark.parametrize(
    ("fault", "said", "silent"),
    [fault for fault in FAULTS if fault[0] is not freezes_a_moment],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_seen_of_an_ailing_engine_is_never_a_verdict(
    fault: Fault, said: str, silent: bool, tmp_path: Path
) -> None:
    report = judge(Ailing(), [fault] * PASSES, tmp_path)
    assert statuses(report) == ["error", "error"]
    assert report.score == 0
    assert all(said in (result.verdict.cause or "") for result in report.results)

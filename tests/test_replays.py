"""Les règles que la CI tient sur chaque exercice, rejouées sur de vrais moteurs.

`DOCKERLAB_HOTES=20.10 ./cours test -m replay` les rejoue sur un autre moteur que celui par défaut.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import copy_course
from hosts import remove_abandoned
from paths import ROOT
from replaying import Answer, Replays, answers, verdicts

from dockerlab.course.goals import route
from dockerlab.dockerhosts import default_version
from dockerlab.engine import Engine
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.grading.goal import FILE

EXERCISES = exercise_ids(ROOT)
RIGHT, WRONG = answers("ok-"), answers("ko-")


@pytest.fixture(scope="session")
def replays(
    request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replays]:
    """Joue d'emblée les réponses des tests choisis, et seulement elles."""

    def copy() -> Path:
        return copy_course(tmp_path_factory.mktemp("rejeu") / "cours")

    asked: list[tuple[str, Answer | None]] = []
    orders: list[tuple[str, ...]] = []
    for item in request.session.items:
        if "replays" in getattr(item, "fixturenames", ()):
            parameters = item.callspec.params  # type: ignore[attr-defined]
            if "order" in parameters:
                orders.append(parameters["order"])
                continue
            answer = parameters.get("answer")
            asked.append((answer.exercise, answer) if answer else (parameters["id"], None))
    remove_abandoned(engine)
    replays = Replays(engine, asked, copy, default_version(), orders)
    yield replays
    replays.close()


@pytest.mark.engine
@pytest.mark.replay
@pytest.mark.parametrize("id", EXERCISES)
def test_started_and_untouched_it_is_neither_passed_nor_in_error(id: str, replays: Replays) -> None:
    [report] = replays.outcome(id).reports
    assert report.score < report.max
    assert report.gradable


@pytest.mark.engine
@pytest.mark.replay
@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_route_gets_full_marks_twice(answer: Answer, replays: Replays) -> None:
    outcome = replays.outcome(answer.exercise, answer)
    assert outcome.code == 0, outcome.written
    assert len(outcome.reports) == 2
    for report in outcome.reports:
        assert report.score == report.max, repr(report)


@pytest.mark.engine
@pytest.mark.replay
@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_gets_exactly_its_verdicts(answer: Answer, replays: Replays) -> None:
    outcome = replays.outcome(answer.exercise, answer)
    [report] = outcome.reports
    seen = f"{report!r}\n{outcome.written}"
    found, expected = verdicts(report), answer.expected
    assert {id: status for id, (status, _) in found.items()} == {id: status for id, (status, _) in expected.items()}, (
        seen
    )
    for id, (_, fragment) in expected.items():
        assert fragment in found[id][1], seen


@pytest.mark.engine
@pytest.mark.replay
@pytest.mark.parametrize("answer", [Answer(id, path) for id in EXERCISES if (path := route(ROOT, id))], ids=str)
def test_the_kept_goal_is_what_its_route_reaches(answer: Answer, replays: Replays, tmp_path: Path) -> None:
    """Pour les refaire : python -m dockerlab.course.goals."""
    reached = replays.outcome(answer.exercise, answer).goal.save(tmp_path / FILE)
    assert reached.read_text(encoding="utf-8") == (ROOT / "exercises" / answer.exercise / FILE).read_text(
        encoding="utf-8"
    )


@pytest.mark.engine
@pytest.mark.replay
@pytest.mark.parametrize("order", [tuple(EXERCISES), tuple(reversed(EXERCISES))], ids=["dans-l-ordre", "a-rebours"])
def test_solving_one_exercise_gives_nothing_to_another_and_takes_nothing(
    order: tuple[str, ...], replays: Replays
) -> None:
    """Les deux ordres font toutes les paires : chacun est vérifié intact quand tous les autres ont été, une fois, résolus."""
    seen = replays.side_by_side(order)
    for id in order:
        untouched, alone_left, solved = seen.untouched[id], seen.others_solved[id], seen.all_solved[id]
        assert untouched.score < untouched.max, repr(untouched)
        assert verdicts(alone_left) == verdicts(untouched), f"{alone_left!r}\n{untouched!r}"
        assert solved.score == solved.max, repr(solved)


@pytest.mark.parametrize("id", EXERCISES)
def test_the_corpus_is_large_enough_and_every_check_catches_something_alone(id: str) -> None:
    exercise = load_exercise(ROOT, id)
    right = [a for a in RIGHT if a.exercise == id]
    wrong = [a for a in WRONG if a.exercise == id]
    assert len(right) >= 2
    assert len(wrong) >= 6
    assert all(answer.expected for answer in wrong)
    for check in exercise.checks:
        alone = [a for a in wrong if {i for i, (status, _) in a.expected.items() if status == "failed"} == {check.id}]
        assert alone, f"aucune mauvaise réponse n'échoue sur {check.id} seulement"
    messages = {observed for answer in wrong for status, observed in answer.expected.values() if status == "failed"}
    assert len(messages) >= 3

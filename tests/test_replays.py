"""Les règles que la CI tient sur chaque exercice, rejouées sur un vrai moteur."""

from __future__ import annotations

import pytest
from paths import ROOT
from replaying import Answer, answers, replay, verdicts

from dockerlab.course.attempts import check_exercise
from dockerlab.course.desk import Desk
from dockerlab.course.opening import start_exercise
from dockerlab.grading.exercise import exercise_ids, load_exercise

pytestmark = [pytest.mark.engine, pytest.mark.replay]

EXERCISES = exercise_ids(ROOT)
RIGHT, WRONG = answers("ok-"), answers("ko-")


@pytest.mark.parametrize("id", EXERCISES)
def test_started_and_untouched_it_is_neither_passed_nor_in_error(id: str, desk: Desk, bystander: str) -> None:
    start_exercise(desk, id, lambda _: None)
    report = check_exercise(desk.root, id, {}, lambda _: None)
    assert report.score < report.max
    assert report.gradable


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_route_gets_full_marks_twice(answer: Answer, desk: Desk, bystander: str) -> None:
    code, reports = replay(answer, desk)
    assert code == 0
    for report in reports:
        assert report.score == report.max, repr(report)


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_gets_exactly_its_verdicts(answer: Answer, desk: Desk, bystander: str) -> None:
    _, [report] = replay(answer, desk)
    found, expected = verdicts(report), answer.expected
    assert {id: status for id, (status, _) in found.items()} == {id: status for id, (status, _) in expected.items()}, (
        repr(report)
    )
    for id, (_, fragment) in expected.items():
        assert fragment in found[id][1], repr(report)


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

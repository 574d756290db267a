"""Poser les vérifications : ensemble ou chacune à son tour, dans un temps borné, sans jamais retenir Python."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from polling import until

from dockerlab.errors import NotReady
from dockerlab.grading import judging
from dockerlab.grading.at_once import at_once
from dockerlab.grading.exercise import Check
from dockerlab.grading.judging import judge_all
from dockerlab.grading.verdict import Status, Verdict, failed, passed

Action = Callable[[], Verdict]


def good() -> Verdict:
    return passed("attendu", "observé")


def bad() -> Verdict:
    return failed("attendu", "observé", "à savoir")


def check(id: str, action: Action = good, *, after: str | None = None, alone: bool = False) -> Check:
    return Check(id, id, 1, after, action, False, alone=alone)


def statuses(*checks: Check) -> dict[str, str]:
    return {id: verdict.status.value for id, verdict in judge_all(checks, lambda each: each.function()).items()}


def test_checks_that_do_not_rest_on_each_other_are_asked_at_the_same_time() -> None:
    meeting = threading.Barrier(3)

    def meets() -> Verdict:
        meeting.wait(10)
        return good()

    assert statuses(check("a", meets), check("b", meets), check("c", meets)) == dict.fromkeys("abc", "passed")


def test_verdicts_come_in_the_order_of_the_file_whatever_the_order_of_the_answers() -> None:
    last_has_answered = threading.Event()

    def waits() -> Verdict:
        last_has_answered.wait(10)
        return good()

    def answers() -> Verdict:
        last_has_answered.set()
        return bad()

    assert list(statuses(check("premiere", waits), check("derniere", answers)).items()) == [
        ("premiere", "passed"),
        ("derniere", "failed"),
    ]


def test_a_check_never_starts_before_the_one_it_rests_on_has_passed() -> None:
    seen: list[str] = []

    def noted(id: str, verdict: Action = good) -> Action:
        def act() -> Verdict:
            seen.append(id)
            return verdict()

        return act

    found = statuses(
        check("a", noted("a")),
        check("b", noted("b"), after="a"),
        check("c", noted("c", bad), after="b"),
        check("d", noted("d"), after="c"),
        check("e", noted("e"), after="d"),
    )
    assert seen == ["a", "b", "c"]
    assert found == {"a": "passed", "b": "passed", "c": "failed", "d": "skipped", "e": "skipped"}


def test_a_check_alone_waits_for_those_before_and_keeps_those_after() -> None:
    running: set[str] = set()
    together: dict[str, set[str]] = {}

    def slow(id: str) -> Action:
        def act() -> Verdict:
            running.add(id)
            time.sleep(0.05)
            together[id] = set(running)
            running.discard(id)
            return good()

        return act

    statuses(
        check("a", slow("a")),
        check("b", slow("b")),
        check("visite", slow("visite"), after="a", alone=True),
        check("c", slow("c"), after="a"),
        check("d", slow("d")),
    )
    assert together["visite"] == {"visite"}
    assert list(together)[2] == "visite"


def never_ends() -> Verdict:
    threading.Event().wait()
    return good()


def loops() -> Verdict:
    while True:
        pass


def test_a_check_that_never_ends_is_an_error_that_names_the_limit_and_the_others_are_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judging, "LIMIT", 0.3)
    checks = [check("sans_fin", never_ends), check("apres", after="sans_fin"), check("autre"), check("fausse", bad)]
    verdicts = judge_all(checks, lambda each: each.function())
    assert [verdict.status.value for verdict in verdicts.values()] == ["error", "skipped", "passed", "failed"]
    cause = verdicts["sans_fin"].cause or ""
    assert "sans_fin" in cause
    assert "0.3 s" in cause


def test_two_checks_that_never_end_cost_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LIMIT", 1.0)
    start = time.monotonic()
    assert set(statuses(*(check(id, never_ends) for id in "abcd")).values()) == {"error"}
    assert time.monotonic() - start < 2.5


def test_a_check_that_loops_for_ever_does_not_keep_python_from_ending() -> None:
    """Un processus à part : s'il restait, ce test échouerait par son délai."""
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from dockerlab.grading import judging\n"
        "from test_judging import check, loops, statuses\n"
        "judging.LIMIT = 0.3\n"
        "print(statuses(check('boucle', loops), check('autre')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "{'boucle': 'error', 'autre': 'passed'}"
    assert done.stderr == ""


def test_a_verdict_that_comes_after_the_limit_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LIMIT", 0.2)
    released, answered = threading.Event(), threading.Event()

    def late() -> Verdict:
        released.wait(10)
        answered.set()
        return good()

    def last() -> Verdict:
        released.set()
        until(answered.is_set, 10, "la vérification en retard n'a pas répondu")
        return good()

    assert statuses(check("tardive", late), check("suivante", last, alone=True)) == {
        "tardive": "error",
        "suivante": "passed",
    }


def leaves() -> Verdict:
    raise SystemExit(3)


def divides() -> Verdict:
    return passed("attendu", str(1 // 0))


@pytest.mark.parametrize(("action", "name"), [(leaves, "SystemExit"), (divides, "ZeroDivisionError")])
def test_a_check_that_raises_is_an_error_that_says_what_and_where(action: Action, name: str) -> None:
    verdict = judge_all([check("fautive", action)], lambda each: each.function())["fautive"]
    assert verdict.status is Status.ERROR
    for fragment in ("fautive", name, "test_judging.py, ligne "):
        assert fragment in (verdict.cause or "")


def is_down() -> Verdict:
    raise NotReady("L'hôte ne répond pas.", cause="il est en pause.", remedy="rouvrez l'exercice.")


def test_a_check_that_the_course_could_not_do_is_an_error_that_says_why_and_what_to_do_on_one_line() -> None:
    verdict = judge_all([check("loin", is_down)], lambda each: each.function())["loin"]
    assert verdict.status is Status.ERROR
    said = "L'hôte ne répond pas. Pourquoi\u00a0: il est en pause. Que faire\u00a0: rouvrez l'exercice."
    assert verdict.cause == said


def test_things_done_at_once_give_their_results_in_order_and_raise_the_first_failure() -> None:
    meeting = threading.Barrier(2)

    def meets(value: int) -> int:
        meeting.wait(10)
        return value

    assert at_once(lambda: meets(1), lambda: meets(2)) == [1, 2]

    def fails(text: str) -> int:
        raise ValueError(text)

    with pytest.raises(ValueError, match="première"):
        at_once(lambda: 0, lambda: fails("première"), lambda: fails("seconde"))

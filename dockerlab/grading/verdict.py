"""Le verdict d'une vérification : un parmi quatre, avec de quoi comprendre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """`passed` réussi, `failed` à revoir, `skipped` ce dont il dépend n'est pas réussi, `error` n'a pas pu être jugé."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ce qui était attendu, ce qui est observé, ce que cela veut dire et où regarder ; jamais la commande à taper.

    `cause` n'est là que pour `error` : ce qui s'est cassé, qui n'est pas la faute de l'étudiant.
    """

    status: Status
    expected: str = ""
    observed: str = ""
    hint: str = ""
    cause: str | None = None

    @property
    def ok(self) -> bool:
        return self.status is Status.PASSED


def passed(expected: str, observed: str) -> Verdict:
    return Verdict(Status.PASSED, expected, observed)


def failed(expected: str, observed: str, hint: str) -> Verdict:
    return Verdict(Status.FAILED, expected, observed, hint)


def skipped() -> Verdict:
    """Ce dont la vérification dépend n'est pas réussi, et une autre vérification le dit déjà."""
    return Verdict(Status.SKIPPED)


def error(cause: str) -> Verdict:
    return Verdict(Status.ERROR, cause=cause)


def all_of(*verdicts: Callable[[], Verdict]) -> Verdict:
    """Le premier verdict qui n'est pas réussi, ou le dernier ; les suivants ne sont pas demandés."""
    verdict = verdicts[0]()
    for following in verdicts[1:]:
        if not verdict.ok:
            break
        verdict = following()
    return verdict

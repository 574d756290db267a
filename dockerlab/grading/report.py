"""Le compte rendu d'une vérification : document JSON, texte, HTML. Pur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..drawing.figure import Figure
from .exercise import Check, Exercise
from .verdict import Status, Verdict

GAP = "Le but et ce qui est"
SIGNS = {Status.PASSED: "✔", Status.FAILED: "✘", Status.SKIPPED: "–", Status.ERROR: "⚠"}
WORDS = {
    Status.PASSED: "réussi",
    Status.FAILED: "à revoir",
    Status.SKIPPED: "en attente de ce qui précède",
    Status.ERROR: "n'a pas pu être vérifié",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Une vérification et son verdict."""

    check: Check
    verdict: Verdict

    @property
    def points(self) -> int:
        return self.check.points if self.verdict.status is Status.PASSED else 0

    def lines(self) -> list[tuple[str, str]]:
        """Ce qu'il y a à dire du verdict, étiquette et texte."""
        verdict = self.verdict
        if verdict.status is Status.FAILED:
            return [("attendu", verdict.expected), ("observé", verdict.observed), ("à savoir", verdict.hint)]
        if verdict.status is Status.ERROR:
            return [("cause", verdict.cause or "inconnue")]
        return [("observé", verdict.observed)] if verdict.observed else []


@dataclass(frozen=True, slots=True)
class Report:
    """Le compte rendu d'un exercice. `help` compte les indices montrés ; `figure` : l'écart entre le but et ce qui est."""

    exercise: str
    title: str
    started: bool
    help: int
    max: int
    results: tuple[Result, ...]
    figure: Figure | None = None

    @property
    def score(self) -> int:
        return sum(result.points for result in self.results)

    @property
    def gradable(self) -> bool:
        return all(result.verdict.status is not Status.ERROR for result in self.results)

    @property
    def passed(self) -> bool:
        return bool(self.results) and all(result.verdict.status is Status.PASSED for result in self.results)

    @property
    def exit_status(self) -> int:
        """0 tout est réussi, 1 pas encore, 2 n'a pas pu être jugé."""
        if not self.gradable:
            return 2
        return 0 if self.passed else 1

    def to_json(self) -> dict[str, Any]:
        """Le document que rend `dockerlab check --json`."""
        checks = [
            {
                "id": result.check.id, "title": result.check.title, "status": result.verdict.status.value, "points": result.points,
                "max": result.check.points, "expected": result.verdict.expected, "observed": result.verdict.observed,
                "hint": result.verdict.hint, "cause": result.verdict.cause,
            }
            for result in self.results
        ]  # fmt: skip
        return {
            "exercise": self.exercise, "started": self.started, "gradable": self.gradable, "score": self.score, "max": self.max,
            "help": self.help, "checks": checks,
        }  # fmt: skip

    @property
    def summary(self) -> str:
        points = f"{self.score} point{'s' if self.score > 1 else ''} sur {self.max}"
        if not self.gradable:
            return f"{points}, une vérification n'a pas pu se faire : ce n'est pas une note"
        return f"{points}, réussi" if self.passed else f"{points}, à revoir"

    def __repr__(self) -> str:
        lines = [f"{self.exercise} : {self.summary}"]
        for result in self.results:
            lines.append(f" {SIGNS[result.verdict.status]} {result.check.title} ({WORDS[result.verdict.status]})")
            lines += [f"     {label} : {text}" for label, text in result.lines()]
        if self.figure:
            lines += [f" {GAP} :", *(f"     {line}" for line in repr(self.figure).splitlines())]
        return "\n".join(lines)

    def html(self) -> str:
        """Le compte rendu pour un carnet ; tout texte est échappé, la couleur n'est jamais le seul signe."""
        rows = "".join(_row(result) for result in self.results)
        shown = f"<p style='margin:8px 0 4px'><b>{GAP}</b></p>{self.figure.html()}" if self.figure else ""
        return (
            f"<div style='border-left:4px solid {_color(self)};padding:2px 0 2px 12px'>"
            f"<p style='margin:4px 0'><b>{escape(self.title)}</b> : {escape(self.summary)}</p>"
            f"<ul style='list-style:none;padding:0;margin:0'>{rows}</ul>{shown}</div>"
        )


def unjudged(exercise: Exercise, *, started: bool, help: int, cause: str) -> Report:
    """Le compte rendu quand rien n'a pu être lu : chaque vérification est `error`."""
    verdict = Verdict(Status.ERROR, cause=cause)
    return Report(
        exercise.id,
        exercise.title,
        started,
        help,
        exercise.max,
        tuple(Result(check, verdict) for check in exercise.checks),
    )


def unjudged_lines(reports: Sequence[Report]) -> list[str]:
    """Une ligne par cause de ce qui n'a pas pu être jugé : la même panne pour douze exercices se dit une fois."""
    causes: dict[str, list[str]] = {}
    for report in reports:
        if not report.gradable:
            cause = next((result.verdict.cause for result in report.results if result.verdict.cause), None)
            causes.setdefault((cause or "cause inconnue").replace("\n", " "), []).append(report.exercise)
    return [
        f"{ids[0] if len(ids) == 1 else f'{len(ids)} exercices'} n'{'a' if len(ids) == 1 else 'ont'} pas pu être "
        f"jugé{'' if len(ids) == 1 else 's'}. {cause}"
        for cause, ids in causes.items()
    ]


GREEN, ORANGE, GREY, RED = "#2da44e", "#d4861b", "#868e96", "#cf4a5a"
_COLORS = {Status.PASSED: GREEN, Status.FAILED: ORANGE, Status.SKIPPED: GREY, Status.ERROR: RED}


def _color(report: Report) -> str:
    return GREEN if report.passed else ORANGE if report.gradable else RED


def _row(result: Result) -> str:
    status = result.verdict.status
    details = "".join(
        f"<div style='margin-left:1.6em'><span style='opacity:.75'>{label} :</span> {_code(text)}</div>"
        for label, text in result.lines()
    )
    return (
        f"<li style='margin:6px 0'><span style='color:{_COLORS[status]};font-weight:bold'>{SIGNS[status]}</span> "
        f"{_code(result.check.title)} <i style='opacity:.75'>({WORDS[status]})</i>{details}</li>"
    )


def _code(text: str) -> str:
    """Échappe, puis met en chasse fixe ce qui est entre accents graves."""
    parts = escape(text).split("`")
    return "".join(
        f"<code>{part}</code>" if i % 2 and i < len(parts) - 1 else part for i, part in enumerate(parts)
    ).replace("\n", "<br>")

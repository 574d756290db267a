"""Rejouer une réponse d'un exercice, bonne (`ok-*`) ou mauvaise (`ko-*`), depuis l'exercice commencé et intact."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from paths import ROOT

from dockerlab.course.attempts import check_exercise
from dockerlab.course.desk import Desk
from dockerlab.course.opening import clean_all, start_exercise
from dockerlab.grading.report import Report
from dockerlab.grading.verdict import Status
from dockerlab.ownership import inventory

_EXPECTED = re.compile(r"^#\s*attendu:\s*(?P<check>\w+)=(?P<status>\w+)(?::\s*(?P<observed>.+))?$", re.M)
_ANSWER = re.compile(r"^réponse:\s*(\w+)=(.*)$", re.M)


@dataclass(frozen=True)
class Answer:
    """Une réponse du recueil : son exercice, son fichier, et pour une mauvaise les verdicts qu'elle doit recevoir."""

    exercise: str
    path: Path

    @property
    def right(self) -> bool:
        return self.path.name.startswith("ok-")

    @property
    def expected(self) -> dict[str, tuple[str, str]]:
        """Par vérification : le verdict, et un fragment de ce qui est observé. Ce qui n'est pas cité doit être réussi."""
        text = self.path.read_text(encoding="utf-8")
        return {m["check"]: (m["status"], (m["observed"] or "").strip()) for m in _EXPECTED.finditer(text)}

    def __str__(self) -> str:
        return f"{self.exercise}/{self.path.name}"


def answers(prefix: str = "") -> list[Answer]:
    """Toutes les réponses du recueil dont le nom commence par `prefix`."""
    found = [
        path
        for suffix in ("sh", "py", "yaml")
        for path in (ROOT / "solutions").glob(f"*/{prefix or '[ok]*'}*.{suffix}")
    ]
    return [Answer(path.parent.name, path) for path in sorted(found)]


def play(answer: Answer, folder: Path) -> tuple[int, dict[str, str]]:
    """Joue la réponse ; rend son code de sortie et les réponses écrites qu'elle donne."""
    command = {
        ".sh": ["bash", str(answer.path)],
        ".py": [sys.executable, str(answer.path)],
        ".yaml": ["docker", "compose", "-f", str(answer.path), "up", "-d"],
    }[answer.path.suffix]
    result = subprocess.run(
        command,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return result.returncode, dict(_ANSWER.findall(result.stdout))


def replay(answer: Answer, desk: Desk) -> tuple[int, list[Report]]:
    """Rejoue et vérifie, deux fois de suite pour une bonne réponse. Tout ce qui fut créé est enlevé, ou cela lève."""
    before = {thing.key for thing in inventory(desk.engine)}
    start_exercise(desk, answer.exercise, lambda _: None)
    try:
        code, typed = play(answer, desk.root / "solutions" / answer.exercise)
        reports = [
            check_exercise(desk.root, answer.exercise, typed, lambda _: None) for _ in range(2 if answer.right else 1)
        ]
    finally:
        clean_all(desk)
    left = [str(thing) for thing in inventory(desk.engine) if thing.key not in before]
    assert not left, f"{answer} laisse {left} : étiquetez ces objets dockerlab.lab=rejeu"
    return code, reports


def verdicts(report: Report) -> dict[str, tuple[str, str]]:
    """Par vérification non réussie : le verdict et ce qui est observé."""
    return {
        r.check.id: (r.verdict.status.value, r.verdict.observed)
        for r in report.results
        if r.verdict.status is not Status.PASSED
    }

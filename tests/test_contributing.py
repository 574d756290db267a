"""CONTRIBUTING.md dit vrai : son tableau vient du code, ses exemples se chargent, ce qu'il cite existe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from paths import ROOT

from dockerlab.grading.exercise import load_exercise
from dockerlab.grading.vocabulary import BEGIN, END, PAGE, page, table

TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def test_the_vocabulary_is_the_one_of_the_code() -> None:
    """Pour le refaire : python -m dockerlab.grading.vocabulary."""
    assert page(TEXT) == TEXT


def test_the_vocabulary_tells_what_can_be_asked_in_a_sentence() -> None:
    rows = [line for line in table().splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    for row in rows:
        assert re.fullmatch(r"\| `.+ \| [A-ZÀÉÊÎÔ].+ \|", row), row
    for name in ("container(name)", "is_stable()", "publishes(", "cannot_reach(", "leads_to(", "all_of("):
        assert name in table()


def test_a_page_without_its_marks_is_refused() -> None:
    for text in ("", BEGIN, f"{END}{BEGIN}"):
        with pytest.raises(ValueError, match="repères"):
            page(text)


def test_the_example_of_an_exercise_loads(tmp_path: Path) -> None:
    [source] = [block for block in re.findall(r"```python\n(.*?)```", TEXT, re.S) if "Exercise(" in block]
    folder = tmp_path / "exercises" / "fenetre-sur-cour"
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(source, encoding="utf-8")
    exercise = load_exercise(tmp_path, "fenetre-sur-cour")
    assert [check.id for check in exercise.checks] == ["en_marche", "publication"]
    assert exercise.checks[1].drawn


def test_every_test_that_is_named_exists() -> None:
    cited = re.findall(r"`(test_\w+\.py)::(test_\w+)`", TEXT)
    assert len(cited) > 12
    for file, name in cited:
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_every_wrong_answer_that_is_named_exists() -> None:
    traps = TEXT.partition("## Les pièges")[2]
    names = set(re.findall(r"`(ko-[\w-]+\.\w+)`", traps))
    assert len(names) > 5
    for name in names:
        assert list((ROOT / "solutions").glob(f"*/{name}")), name


def test_the_readme_leads_here() -> None:
    assert f"]({PAGE})" in (ROOT / "README.md").read_text(encoding="utf-8")

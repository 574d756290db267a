"""Les carnets : ce que leur forme promet, et leur passage sous nbval par un compte ordinaire."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from ordinary_user import Account, ordinary_account
from paths import ROOT

from dockerlab.course.lessons import declared_by
from dockerlab.course.recording import WIDGET
from dockerlab.course.statements import generate
from dockerlab.engine import Engine
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.ownership import Declared, inventory

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*/corrige.ipynb"))
STATEMENTS = sorted((ROOT / "exercises").glob("*/enonce.ipynb"))
CHECKED = "nbval-check-output"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=name)
def test_a_notebook_compares_what_it_claims(path: Path) -> None:
    checked = [cell for cell in code_cells(path) if CHECKED in tags(cell)]
    assert checked
    for cell in checked:
        assert cell.execution_count is not None, f"une cellule comparée n'a jamais tourné : {cell.source}"
        assert cell.outputs, f"une cellule comparée n'a rien rendu : {cell.source}"
        assert not any(output.get("name") == "stderr" for output in cell.outputs), (
            f"ce qui va sur stderr ne se compare pas : {cell.source}"
        )


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS, *STATEMENTS], ids=name)
def test_a_notebook_hides_no_failure(path: Path) -> None:
    for cell in code_cells(path):
        assert "raises-exception" not in tags(cell)
        assert not re.search(r"^\s*!\s*docker", cell.source, re.M), "« !docker » qui échoue passe inaperçu"
        if "docker " in cell.source and not cell.source.startswith("%%"):
            assert not re.search(r"^\s*docker ", cell.source, re.M)
        if cell.source.startswith("%%bash"):
            assert cell.source.startswith("%%bash -e\n"), "sans -e, une commande qui échoue passe inaperçue"
            for line in cell.source.splitlines():
                if re.search(r"(?<![&>])&\s*$", line):
                    assert ">" in line, f"un processus en arrière-plan retient la cellule : {line}"
        assert "prune" not in cell.source or "--filter" in cell.source


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS, *STATEMENTS], ids=name)
def test_no_recorded_output_holds_a_widget(path: Path) -> None:
    """Rouvert sans noyau, un bouton enregistré ne serait qu'un message d'erreur."""
    recorded = [output for cell in code_cells(path) for output in cell.outputs]
    assert not any(WIDGET in output.get("data", {}) for output in recorded)
    assert "widgets" not in nbformat.read(path, as_version=4).metadata


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_a_worked_solution_compares_its_verdict(path: Path) -> None:
    verdicts = [cell for cell in code_cells(path) if cell.source.strip().startswith("check(")]
    assert verdicts
    for cell in verdicts:
        assert CHECKED in tags(cell)
        assert "réussi" in str(cell.outputs[-1])


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_opens_and_proves_that_nothing_is_left(path: Path) -> None:
    cells = code_cells(path)
    assert f'lesson(\n    "{path.stem}"' in cells[0].source or f'lesson("{path.stem}"' in cells[0].source
    assert cells[-2].source.strip() == "clean()"
    assert CHECKED in tags(cells[-1])
    assert set(re.findall(r"\d+", cells[-1].outputs[0].text)) == {"0"}


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_drawing_is_followed_by_facts_that_are_compared(path: Path) -> None:
    cells = code_cells(path)
    drawn = [i for i, cell in enumerate(cells) if "draw(" in cell.source and "import" not in cell.source]
    assert drawn
    assert any("describe(" in cells[i + 1].source and CHECKED in tags(cells[i + 1]) for i in drawn)


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_the_generated_notebooks_are_up_to_date(id: str) -> None:
    for path, text in generate(ROOT, id).items():
        assert path.read_text(encoding="utf-8") == text, "python -m dockerlab.course.statements"


def everything_declared() -> dict[str, Declared]:
    exercises = {id: load_exercise(ROOT, id).declared for id in exercise_ids(ROOT)}
    return {path.stem: declared_by(path) for path in LESSONS} | exercises


def test_names_ports_and_subnets_are_disjoint_over_the_course() -> None:
    declared = everything_declared()
    subnets = {path.stem: set(re.findall(r"10\.203\.\d+\.0/24", path.read_text())) for path in LESSONS}
    for (one, first), (two, second) in itertools.combinations(declared.items(), 2):
        for kind in Declared.__dataclass_fields__:
            shared = set(getattr(first, kind)) & set(getattr(second, kind))
            assert not shared, f"{one} et {two} déclarent tous deux {shared}"
        assert not subnets.get(one, set()) & subnets.get(two, set())
    for path in LESSONS:
        assert subnets[path.stem] <= {f"10.203.{int(path.stem[:2])}.0/24"}


@pytest.fixture(scope="module")
def account(engine: Engine) -> Iterator[Account]:
    with ordinary_account() as account:
        yield account


def nbval(account: Account, path: Path) -> None:
    """Passe un carnet sous nbval, avec la ligne que donne le README."""
    result = account.run(
        "python", "-m", "pytest", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-cell-timeout=60", name(path)
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


@pytest.mark.engine
@pytest.mark.notebooks
@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=name)
def test_a_notebook_passes_from_the_leavings_of_an_interrupted_run(
    path: Path, account: Account, engine: Engine
) -> None:
    before = {thing.key for thing in inventory(engine)}
    account.run("python", str(account.course / "tests" / "interrupt_notebook.py"), name(path))
    left = [thing for thing in inventory(engine) if thing.key not in before]
    assert left, "l'interruption n'a rien laissé : le test ne prouverait rien"
    nbval(account, path)
    assert [str(thing) for thing in inventory(engine) if thing.key not in before] == []


@pytest.mark.engine
@pytest.mark.notebooks
@pytest.mark.parametrize("path", STATEMENTS, ids=name)
def test_an_untouched_statement_runs_to_its_end(path: Path, account: Account) -> None:
    nbval(account, path)


@pytest.mark.engine
@pytest.mark.notebooks
def test_the_line_that_the_readme_gives_collects_every_notebook(account: Account) -> None:
    [line] = re.findall(r"`(pytest --nbval-lax [^`]+)`", (ROOT / "README.md").read_text())
    result = account.run("python", "-m", *line.split(), "--collect-only", "-q", "-p", "no:cacheprovider")
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    for path in [*LESSONS, *SOLUTIONS, *STATEMENTS]:
        assert f"{name(path)}::" in result.stdout

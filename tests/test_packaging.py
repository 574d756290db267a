"""Ce qui tient le projet ensemble : dépendances, noms publics, sens des imports, typographie."""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from paths import ROOT

import dockerlab
from dockerlab.course.progress import course_map

# Le nom d'un paquet sur PyPI, et ses noms sur conda-forge quand ils diffèrent.
CONDA_NAMES = {"docker": ["docker-py"], "graphviz": ["python-graphviz", "graphviz"]}

# La maison, de bas en haut : un module n'importe que de ce qui le précède.
FLOORS = [
    "errors", "workspace", "engine", "building", "images", "compose", "ownership", "helpers", "kernel", "ports", "lab", "dockerhosts", "snapshot", "recorded", "model", "drawing", "tapping",
    "grading", "course", "diagnosis", "widgets", "notebook", "terminal", "bundle", "cli",
]  # fmt: skip


def requirement(text: str) -> tuple[str, str]:
    found = re.match(r"([A-Za-z0-9_.-]+)\s*([^;]*)", text)
    assert found
    return found[1].lower(), found[2].strip()


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]  # type: ignore[no-any-return]


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(line.split(";")[0].strip().lower().split("==") for line in lines if re.match(r"^[\w.-]+==", line))


def test_conda_and_pip_ask_for_the_same_things() -> None:
    wanted = dict(requirement(text) for text in project()["dependencies"])  # type: ignore[attr-defined]
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = dict(requirement(entry) for entry in entries if isinstance(entry, str))
    expected = {}
    for name, version in wanted.items():
        first, *others = CONDA_NAMES.get(name, [name])
        expected |= {first: version, **dict.fromkeys(others, "")}
    assert conda == {**expected, "python": str(project()["requires-python"]), "pip": ""}
    assert {"pip": ["-e ."]} in entries


def test_every_dependency_is_pinned_and_the_test_lock_extends_the_other() -> None:
    course, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    extra = project()["optional-dependencies"]["test"]  # type: ignore[index]
    assert {requirement(text)[0] for text in project()["dependencies"]} <= course.keys()  # type: ignore[attr-defined]
    assert {requirement(text)[0] for text in extra} <= tests.keys()
    assert course.items() <= tests.items()


def test_exported_names_exist_and_hide_no_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(dockerlab.__path__)}
    assert not modules & set(dockerlab.__all__)
    for name in dockerlab.__all__:
        assert callable(getattr(dockerlab, name))


def test_importing_the_package_loads_neither_widgets_nor_graphviz() -> None:
    code = "import sys, dockerlab; from dockerlab import Lab; print(sorted({'ipywidgets', 'graphviz', 'IPython', 'rich'} & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"


def floor(module: str) -> int:
    return FLOORS.index(module.split(".")[1])


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dockerlab").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_arrows_go_down_only(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts == ("dockerlab", "__init__"):
        return
    package = parts[:-1]
    mine = FLOORS.index(parts[1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            for name in names:
                target = (*base, *str(name).split("."))
                if len(target) > 1 and target[1] in FLOORS:
                    assert FLOORS.index(target[1]) <= mine, f"{path.name} importe {'.'.join(target)}, qui est au-dessus"
        if isinstance(node, ast.Import | ast.ImportFrom):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if any(name.split(".")[0] == "docker" for name in named) and not getattr(node, "level", 0):
                assert parts[1] == "engine", "seul dockerlab/engine/ importe le SDK"


def test_every_module_belongs_to_a_floor() -> None:
    for module in pkgutil.iter_modules(dockerlab.__path__):
        assert module.name in FLOORS
        importlib.import_module(f"dockerlab.{module.name}")


BAD = re.compile(r"[\w»)]\x20[;:!?»](?=[\s\"'.,)]|$)|«\x20")


def python_texts(path: Path) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return [token.string for token in tokens if token.type in (tokenize.STRING, tokenize.COMMENT)]


def prose(text: str) -> str:
    """Le texte sans ce qui est du code : blocs, fragments entre accents graves, alignements de tableau."""
    return re.sub(r"```.*?```|`[^`]*`|^\|[-|: ]+\|$", "", text, flags=re.S | re.M)


@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *(ROOT / "dockerlab").rglob("*.py"),
            *(ROOT / "exercises").rglob("*.py"),
            *(ROOT / "tests").glob("*.py"),
            *(ROOT / "benchmarks").glob("*.py"),
        ]
    ),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_french_in_python_has_its_no_break_spaces(path: Path) -> None:
    for text in python_texts(path):
        if path.name != "test_packaging.py":
            assert not BAD.search(text), text


@pytest.mark.parametrize(
    "path",
    sorted(path for folder in ("notebooks", "exercises", "solutions") for path in (ROOT / folder).rglob("*.ipynb")),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_french_in_notebooks_has_its_no_break_spaces(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not BAD.search(prose(cell.source)), cell.source


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "notebooks" / "questions.toml",
        *sorted((ROOT / "notebooks").glob("*.md")),
    ],
    ids=lambda path: path.name,
)
def test_french_in_pages_has_its_no_break_spaces(path: Path) -> None:
    assert not BAD.search(prose(path.read_text()))


def test_the_readme_lists_every_lesson_and_its_exercises_in_the_course_s_order() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    table = page[page.index("Sont écrits à ce jour") : page.index("## Pour les étudiants")]
    listed = [
        name
        for line in table.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`([a-z0-9-]+)`", line.split("|")[2])
    ]
    assert listed == [row.exercise.id for row in course_map(ROOT).rows]
    lessons = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    assert re.findall(r"^\| `([0-9a-z-]+)`", table, re.M) == lessons

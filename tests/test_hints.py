"""L'aide dit où regarder, jamais quoi taper : ni les indices, ni les messages d'un verdict ne donnent la commande."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from paths import ROOT

from dockerlab.grading.exercise import exercise_ids, load_exercise

# Un verbe de Docker après « docker », ou la méthode du SDK.
COMMAND = re.compile(r"\bdocker[ -](?!top\b)[a-z]+(?=[\s`»]|$)|\.containers\.run\b")
# Une option : un indice n'en donne pas. Ce qui est observé peut en nommer une, celle dont l'étudiant s'est servi.
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]+|(?<![\w-])-[pPdv]\s+\S+:")
PLAIN = ("docker-proxy", "Docker")  # un programme et un nom propre, non une commande
MESSAGES = sorted((ROOT / "dockerlab" / "grading").glob("*.py"))
EXERCISES = sorted((ROOT / "exercises").glob("*/checks.py"))


def looks_like_a_command(text: str, *, options: bool = False) -> bool:
    for plain in PLAIN:
        text = text.replace(plain, "")
    return COMMAND.search(text) is not None or (options and OPTION.search(text) is not None)


def strings(path: Path, *, titles: bool) -> Iterator[str]:
    """Les chaînes d'un module ; sans les docstrings, sauf `titles` ; sans ce que `prepare` fait lui-même sur le moteur."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args] == ["lab"]:
            left_out |= {id(inner) for inner in ast.walk(node)}
        if not titles and isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            left_out.add(id(node.body[0].value))  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


@pytest.mark.parametrize(
    "text",
    [
        "docker run nginx",
        "Tapez `docker network connect`.",
        "« docker ps »",
        "l'option --network",
        "-p 8000:80",
        "docker compose up",
    ],
)
def test_a_command_is_recognised(text: str) -> None:
    assert looks_like_a_command(text, options=True)


@pytest.mark.parametrize(
    "text",
    [
        "Docker le relance.",
        "le mandataire docker-proxy",
        "Regardez ce qui précède le port.",
        "3 - 4",
        "test-nginx",
        "dockerlab check x",
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert not looks_like_a_command(text, options=True)


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_neither_the_goal_nor_a_hint_nor_a_title_gives_the_command(id: str) -> None:
    exercise = load_exercise(ROOT, id)
    for text in (exercise.title, exercise.goal, *exercise.hints, *(check.title for check in exercise.checks)):
        assert not looks_like_a_command(text, options=True), text


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_three_hints_help_by_degrees(id: str) -> None:
    hints = load_exercise(ROOT, id).hints
    assert len(set(hints)) == 3
    assert all(hint.endswith((".", ".»", "?")) for hint in hints)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.parent.name)
def test_no_message_of_an_exercise_gives_the_command(path: Path) -> None:
    for text in strings(path, titles=True):
        assert not looks_like_a_command(text), text


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_no_message_of_the_vocabulary_gives_the_command(path: Path) -> None:
    for text in strings(path, titles=False):
        assert not looks_like_a_command(text), text


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.parent.name)
def test_no_check_holds_an_address_that_docker_chooses(path: Path) -> None:
    """Celles de la boucle locale et du bloc du cours sont fixées par l'énoncé ; toute autre tiendrait au hasard."""
    for address in re.findall(r"(?<![\d.])\d+(?:\.\d+){3}(?![\d.]*\d)", path.read_text(encoding="utf-8")):
        assert address.startswith(("127.", "10.203.")) or address == "0.0.0.0", address

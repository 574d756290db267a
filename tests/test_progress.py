"""La carte du cours : son ordre, ce qui vient ensuite, l'aide reçue ; et ce que coûte de perdre le fichier des essais."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from paths import ROOT

from dockerlab import notebook
from dockerlab.course.attempts import check_exercise, next_hint
from dockerlab.course.progress import course_map, progress
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.workspace import Store

CHECKS = '''
from dockerlab.grading import Exercise
from dockerlab.grading.verdict import passed

exercise = Exercise(title="Titre <b>de</b> {id}", goal="G.", hints=["un", "deux", "trois"], chapter="{chapter}")


@exercise.check(points=2)
def existe(situation):
    """Il existe."""
    return passed("a", "b")
'''
COURSE = {
    "zeste": "02", "abricot": "02", "milieu": "02", "premier": "01", "partout": "tous", "ailleurs": "", "loin": "10", "sans-lecon": "03",
}  # fmt: skip
ORDER = ["premier", "zeste", "milieu", "abricot", "sans-lecon", "loin", "ailleurs", "partout"]


def lesson(root: Path, name: str, *texts: str) -> None:
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un cours de huit exercices, courant, et aucun moteur."""
    root = tmp_path / "cours"
    (root / "notebooks").mkdir(parents=True)
    (root / "pyproject.toml").write_text("")
    for id, chapter in COURSE.items():
        for folder in ("exercises", "solutions"):
            (root / folder / id).mkdir(parents=True)
        (root / "exercises" / id / "checks.py").write_text(CHECKS.format(id=id, chapter=chapter), encoding="utf-8")
        nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / id / "corrige.ipynb")
    lesson(root, "01-ports", "# 01. Les ports", "[x](../exercises/premier/enonce.ipynb)")
    lesson(
        root, "02-publier", "Avant.", "# 02. Publier <tout>", "[x](../exercises/premier/enonce.ipynb)",
        "[z](../exercises/zeste/enonce.ipynb) puis [m](../exercises/milieu/enonce.ipynb), [z](../exercises/zeste/enonce.ipynb)",
    )  # fmt: skip
    (root / "notebooks" / "10-abime.ipynb").write_text("{", encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    return root


def done(root: Path, *ids: str, help: int = 0) -> None:
    with Store(root).change("attempts") as document:
        for id in ids:
            document[id] = {"attempts": [{"score": 2, "max": 2, "gradable": True}], "help": help}


def following(root: Path) -> list[str]:
    return [row.exercise.id for row in progress(root) if row.next]


def test_the_map_goes_by_chapter_then_in_the_order_of_the_links_of_its_lesson(root: Path) -> None:
    assert [row.exercise.id for row in progress(root)] == ORDER
    assert [chapter.title for chapter in course_map(root).chapters] == [
        "01. Les ports", "02. Publier <tout>", "Chapitre 03", "Chapitre 10", "Hors chapitre", "Tout le cours",
    ]  # fmt: skip


def test_the_next_one_is_the_first_that_is_not_done_and_there_is_one_only(root: Path) -> None:
    assert following(root) == ["premier"]
    done(root, "premier", "milieu")
    assert following(root) == ["zeste"]
    done(root, *ORDER)
    assert following(root) == []
    assert course_map(root).summary == "8 exercices réussis sur 8."


def test_the_map_says_in_words_what_is_done_next_and_helped(root: Path) -> None:
    done(root, "premier", help=2)
    done(root, "zeste", help=4)
    lines = repr(course_map(root)).splitlines()
    assert lines[0] == "01. Les ports"
    assert lines[1].startswith("   ✔ premier")
    assert "réussi, 2 indices, 2/2" in lines[1]
    assert "réussi, corrigé ouvert, 2/2" in lines[3]
    assert lines[4].startswith(" → – milieu")
    assert lines[-1] == "2 exercices réussis sur 8\u00a0; le suivant\u00a0: milieu."


def test_the_table_of_a_notebook_says_the_same_is_escaped_and_leads_to_the_statements(root: Path) -> None:
    done(root, "premier", help=1)
    html = course_map(root).html("{id}.ipynb")
    for fragment in ("<caption", "scope='col'", "✔ réussi", "1 indice", "(le suivant)", "href='zeste.ipynb'", "2 / 2"):
        assert fragment in html
    assert "Titre &lt;b&gt;de&lt;/b&gt; zeste" in html
    assert "<b>" not in html
    assert "02. Publier &lt;tout&gt;" in html
    assert "href" not in course_map(root).html()


def test_check_without_an_exercise_shows_the_map(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = notebook.check()
    assert repr(view) == repr(course_map(root))
    assert "<table>" in view._repr_mimebundle_()["text/html"]
    assert "href" not in view._repr_mimebundle_()["text/html"]
    assert capsys.readouterr().out == ""


def test_in_the_folder_of_the_student_the_map_leads_to_the_statements(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "travail").mkdir()
    monkeypatch.chdir(root / "travail")
    assert "href='premier.ipynb'" in notebook.check()._repr_mimebundle_()["text/html"]


def test_check_without_an_exercise_never_raises(root: Path) -> None:
    (root / "exercises" / "zeste" / "checks.py").write_text("1 / 0", encoding="utf-8")
    assert "zeste" in repr(notebook.check())


def documents(root: Path) -> dict[str, Any]:
    return {path.name: path.read_bytes() for path in (root / ".dockerlab").glob("*.json") if path.stem != "attempts"}


def test_losing_the_attempts_loses_nothing_else(root: Path) -> None:
    store = Store(root)
    for name in ("openings", "prepared", "copies", "answers", "loopback"):
        with store.change(name) as document:
            document["premier"] = {"x": "1"}
    (root / "travail").mkdir()
    (root / "travail" / "premier.ipynb").write_text("mon travail")
    check_exercise(root, "premier", {"clé": "valeur"}, lambda _: None)
    next_hint(root, "premier")
    done(root, "premier", help=3)
    before = documents(root)
    assert len(before) == 5
    store.path("attempts").unlink()
    assert [row.state for row in progress(root)] == ["à faire"] * len(ORDER)
    assert following(root) == ["premier"]
    assert documents(root) == before
    assert (root / "travail" / "premier.ipynb").read_text() == "mon travail"
    assert next_hint(root, "premier").startswith("Indice 1 sur 3")
    assert check_exercise(root, "premier", {}, lambda _: None).max == 2
    assert documents(root) == before


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_every_exercise_of_the_course_has_its_chapter(id: str) -> None:
    assert load_exercise(ROOT, id).chapter in {*(f"{number:02}" for number in range(1, 11)), "tous"}

"""Ce qu'un carnet affiche : un texte partout, du HTML dans un carnet, des boutons quand un noyau répond."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell

import dockerlab
from dockerlab import notebook
from dockerlab.course.questions import questions
from dockerlab.errors import UsageError
from dockerlab.widgets.display import View, exercise_panel, quiz_panel

HOSTILE = "<script>alert(1)</script> & 'x'"


def buttons(panel: ipywidgets.Widget) -> dict[str, ipywidgets.Button]:
    return {button.description: button for button in panel.children[1].children}


# Une vue


def test_a_view_is_its_text_and_a_twin_in_html() -> None:
    view = View("une ligne\nune autre")
    assert repr(view) == "une ligne\nune autre"
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == "une ligne\nune autre"
    assert "une ligne\nune autre" in bundle["text/html"]


def test_a_view_escapes_its_text() -> None:
    html = View(HOSTILE)._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_view_with_a_panel_keeps_its_text_and_adds_the_buttons() -> None:
    view = View("texte", "<p>html</p>", ipywidgets.HTML("x"))
    bundle = view._repr_mimebundle_()
    assert bundle["text/plain"] == "texte"
    assert bundle["text/html"] == "<p>html</p>"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "0x" not in repr(view)


# Le panneau d'un exercice


def test_the_verify_button_shows_the_report_every_time_it_is_clicked() -> None:
    answers = iter(["<p>premier</p>", "<p>second</p>"])
    panel = exercise_panel("<p>ouvert</p>", lambda: next(answers), lambda: "indice")
    report = panel.children[0]
    assert report.value == "<p>ouvert</p>"
    for expected in ("<p>premier</p>", "<p>second</p>"):
        buttons(panel)["Vérifier"].click()
        assert report.value == expected


def test_the_hint_button_shows_the_hint_below_and_leaves_the_report() -> None:
    panel = exercise_panel("<p>ouvert</p>", lambda: "vérifié", lambda: "<p>indice</p>")
    buttons(panel)["Un indice"].click()
    assert panel.children[2].value == "<p>indice</p>"
    assert panel.children[0].value == "<p>ouvert</p>"


def test_the_buttons_wait_while_a_verification_runs() -> None:
    seen: list[bool] = []

    def verify() -> str:
        seen.extend(button.disabled for button in buttons(panel).values())
        seen.append("en cours" in panel.children[0].value)
        return "fini"

    panel = exercise_panel("", verify, lambda: "")
    buttons(panel)["Vérifier"].click()
    assert seen == [True, True, True]
    assert not any(button.disabled for button in buttons(panel).values())


def test_after_a_failure_the_buttons_come_back_and_nothing_says_that_it_is_still_running() -> None:
    panel = exercise_panel("", lambda: str(1 // 0), lambda: "")
    buttons(panel)["Vérifier"].click()
    assert not any(button.disabled for button in buttons(panel).values())
    assert "en cours" not in panel.children[0].value


# Une question


@pytest.fixture
def asked() -> ipywidgets.Widget:
    return quiz_panel("Qui ?", ["Marie", HOSTILE, "Personne"], 1, "Parce que <b>.")


def test_the_answer_is_not_there_before_a_choice(asked: ipywidgets.Widget) -> None:
    assert asked.children[1].index is None
    assert asked.children[2].value == ""


@pytest.mark.parametrize(("rank", "said"), [(0, "Non"), (1, "Oui"), (2, "Non")])
def test_a_choice_is_judged_and_explained(rank: int, said: str, asked: ipywidgets.Widget) -> None:
    asked.children[1].index = rank
    answer = asked.children[2].value
    assert said in answer
    assert "Parce que &lt;b&gt;." in answer


def test_one_may_change_ones_mind(asked: ipywidgets.Widget) -> None:
    asked.children[1].index = 0
    asked.children[1].index = 1
    assert "Oui" in asked.children[2].value


def test_a_question_is_escaped() -> None:
    assert "<script" not in quiz_panel(HOSTILE, ["a", "b"], 0, "c").children[0].value


# Ce qu'un carnet appelle, sans moteur


@pytest.fixture
def in_course(course: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Une copie du cours, courante, et aucun moteur."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    yield course
    ipywidgets.Widget.close_all()


def test_check_never_raises_without_an_engine_and_shows_why(in_course: Path) -> None:
    view = notebook.check("publier-nginx")
    assert "Aucun moteur Docker ne répond." in repr(view)
    assert "ce n'est pas une note" in repr(view)
    bundle = view._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Aucun moteur" in bundle["text/html"]


def test_check_never_raises_for_an_unknown_exercise_and_gives_the_nearest(in_course: Path) -> None:
    assert "publier-nginx" in repr(notebook.check("publier-ngnix"))


def test_check_never_raises_outside_the_course_and_says_which_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = repr(notebook.check("publier-nginx"))
    assert str(tmp_path) in text
    assert "travail" in text


def test_check_never_raises_when_the_exercise_itself_is_broken(in_course: Path) -> None:
    (in_course / "exercises" / "publier-nginx" / "checks.py").write_text("exercise = (")
    assert "publier-nginx" in repr(notebook.check("publier-nginx"))


def test_the_verify_button_of_a_report_answers_without_an_engine(in_course: Path) -> None:
    panel = notebook.check("publier-nginx")._panel
    assert panel is not None
    buttons(panel)["Vérifier"].click()
    assert "Aucun moteur Docker ne répond." in panel.children[0].value
    buttons(panel)["Un indice"].click()
    assert "Indice 1 sur 3" in panel.children[2].value


@pytest.mark.parametrize(
    "code",
    [
        "lesson('02-x')", "start('publier-nginx')", "clean()", "draw()", "describe()", "draw('inconnue')", "hint('inconnu')", "quiz('inconnue')",
    ],
)  # fmt: skip
def test_an_error_in_a_cell_is_a_french_sentence_and_no_traceback(
    code: str, in_course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell()
    result = shell.run_cell(f"from dockerlab import *\n{code}")
    said = capsys.readouterr()
    assert result.error_in_exec is not None
    text = said.out + said.err
    assert "Traceback" not in text
    assert 'File "' not in text
    assert "Que faire\u00a0: " in text


def test_an_error_in_a_notebook_opened_elsewhere_names_the_folder_that_was_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for call in (lambda: notebook.lesson("x"), lambda: notebook.start("x"), lambda: notebook.hint("x")):
        with pytest.raises(UsageError, match="n'est pas dans le cours") as caught:
            call()
        assert "./cours" in caught.value.remedy


def test_a_question_of_the_course_is_shown_with_its_choices_and_without_its_answer(in_course: Path) -> None:
    name, found = next(iter(questions(in_course).items()))
    view = notebook.quiz(name)
    bundle = view._repr_mimebundle_()
    assert found.text in repr(view)
    assert all(choice in repr(view) for choice in found.choices)
    assert found.because not in repr(view) + bundle["text/html"]


def test_doctor_in_a_notebook_shows_the_diagnosis(in_course: Path) -> None:
    assert "✘ Aucun moteur Docker ne répond." in repr(dockerlab.doctor())

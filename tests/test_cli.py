"""La commande dockerlab, telle qu'une personne ou un script la lance : en français, et trois codes de sortie."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from fakes import fake_dockerd
from paths import ROOT

from dockerlab.cli import main
from dockerlab.course.collecting import student_report
from dockerlab.course.desk import Desk
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.grading.report import Report
from dockerlab.grading.student_report import parse, validator
from dockerlab.images import CATALOGUE

VERBS = ["jupyter", "doctor", "images", "bundle", "exercises", "start", "check", "marks", "hint", "reset", "draw", "describe", "hosts", "clean"]  # fmt: skip
ENGLISH = re.compile(
    r"\busage: |positional arguments|optional arguments|show this help|\berror: |\bchoose from\b|\brequired\b|"
    r"\binvalid\b|\bexpected\b|\ballowed\b|\bargument --|\bignored\b|\bambiguous\b|\bunrecognized\b|\bshow program|\bchoice\b|\bdefault:",
    re.M,
)  # fmt: skip
NOWHERE = "tcp://127.0.0.1:1"


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Code de sortie, sortie standard, sortie d'erreur, dans ce processus."""
    try:
        code = main(list(arguments))
    except SystemExit as end:
        code = int(end.code or 0)
    said = capfd.readouterr()
    return code, said.out, said.err


@pytest.fixture
def no_engine(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie du cours, courante, et DOCKER_HOST qui ne mène à rien."""
    monkeypatch.setenv("DOCKER_HOST", NOWHERE)
    return course


def one_french_line(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.startswith("dockerlab\u00a0: ")]
    return len(lines) == 1 and "Traceback" not in text


# L'aide


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_works_and_is_french(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, verb, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage\u00a0: dockerlab {verb}")
    assert not ENGLISH.search(out), ENGLISH.search(out)
    assert "montre cette aide" in out


def test_the_general_help_is_french_and_lists_every_verb(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage\u00a0: dockerlab")
    assert not ENGLISH.search(out), ENGLISH.search(out)
    for verb in VERBS:
        assert re.search(rf"^ +{verb}\b", out, re.M), verb


def test_every_verb_of_the_parser_is_in_this_list(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capfd, "--help")
    commands = out.partition("commandes\u00a0:")[2] or out.partition("commandes:")[2]
    assert set(re.findall(r"^    ([a-z]+)\b", commands, re.M)) == set(VERBS)


def test_the_version_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "--version")
    assert code == 0
    assert re.fullmatch(r"dockerlab \d+\.\d+\.\d+\n", out)


# De mauvais arguments


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["inconnu"], ["check"], ["check", "--inconnu"], ["check", "publier-nginx", "de-trop"], ["check", "publier-nginx", "--all"],
        ["check", "publier-nginx", "--answer", "sans-egal"], ["check", "publier-nginx", "--answer", "=x"], ["check", "publier-nginx", "--answer"],
        ["start"], ["hint"], ["reset"], ["draw"], ["draw", "--output"], ["images", "voler"], ["images", "export"], ["images", "import"],
        ["images", "list", "x.tar"], ["doctor", "--inconnu"], ["clean", "--inconnu"], ["--inconnu"], ["exercises", "x"], ["describe", "x"],
        ["draw", "--all", "--names", "a"], ["describe", "--lab", "a", "--names", "b"], ["draw", "--names"], ["draw", "--lab"],
        ["check", "--all", "--who", "Ève"], ["check", "publier-nginx", "--json", "--who", "Ève"], ["check", "--all", "--json", "--who", ""],
        ["check", "--all", "--json", "--who"], ["check", "--all", "--answer", "a=b"], ["marks"], ["marks", "absent.json"], ["marks", "*.absent"],
        ["marks", "--output", "a.json", "b.json"], ["marks", "pyproject.toml"], ["marks", "notebooks"],
        ["draw", "--all=oui", "--json"], ["check", "--a"], ["draw", "--view", "plan"], ["bundle"], ["bundle", "x.tar", "--python"],
        ["hosts"], ["hosts", "tout"], ["hosts", "up"], ["hosts", "up", "deux"], ["hosts", "up", "0"], ["hosts", "up", "5"], ["hosts", "shell"],
        ["hosts", "down", "hote-1"], ["hosts", "up", "2", "--images"], ["hosts", "list"], ["hosts", "down"], ["hosts", "shell", "hote-1"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_argument_exits_2_and_says_why_in_french(
    arguments: list[str], no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, *arguments)
    assert code == 2
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err
    assert not ENGLISH.search(err), err


@pytest.mark.parametrize("verb", ["check", "start", "hint", "reset"])
def test_an_unknown_exercise_exits_2_and_gives_the_nearest(
    verb: str, course: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_dockerd({}) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        code, out, err = run(capfd, verb, "publier-ngnix")
    assert code == 2
    assert out == ""
    assert one_french_line(err)
    assert "publier-ngnix" in err
    assert "publier-nginx" in err.replace("publier-ngnix", "")


@pytest.mark.parametrize("name", ["../x", "", "\x1b[31mrouge", "a\nb"])
def test_a_hostile_name_of_exercise_does_not_drive_the_terminal(
    name: str, no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "check", name)
    assert code == 2
    assert out == ""
    assert "\x1b" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [["draw", "\x1b[31mrouge"], ["draw", "--view", "\x1b[31m"], ["draw", "--output", "\x1b[31m"]], ids=repr)  # fmt: skip
def test_a_hostile_argument_does_not_drive_the_terminal(
    arguments: list[str], no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, *arguments)
    assert (code, out) == (2, "")
    assert "\x1b" not in err


@pytest.mark.parametrize("name", ["x.bmp", "x", "x.svg.txt"])
def test_an_unknown_ending_is_refused_before_any_reading(
    name: str, no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Le moteur manque : si l'on cherchait à le lire, c'est cela que dirait l'erreur."""
    code, out, err = run(capfd, "draw", "--output", name)
    assert (code, out) == (2, "")
    assert one_french_line(err)
    assert name in err
    assert ".svg, .png, .dot, .json" in err


# Sans moteur


def test_a_check_as_json_without_an_engine_is_one_document_all_errors_and_exit_2(
    no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "check", "publier-nginx", "--json")
    document = json.loads(out)
    assert code == 2
    assert list(document) == ["exercise", "started", "gradable", "score", "max", "help", "checks"]
    assert document["checks"]
    assert {check["status"] for check in document["checks"]} == {"error"}
    assert all(check["cause"] and check["points"] == 0 for check in document["checks"])
    assert (document["gradable"], document["score"]) == (False, 0)
    assert document["max"] == sum(check["max"] for check in document["checks"]) > 0
    assert one_french_line(err)
    assert "Aucun moteur Docker ne répond." in err


def test_a_check_of_all_as_json_without_an_engine_is_one_document_too(
    no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "check", "--all", "--json", "--who", "Ève Dupont")
    document = json.loads(out)
    assert code == 2
    assert list(document) == ["who", "when", "course", "exercises"]
    assert document["who"] == "Ève Dupont"
    assert datetime.fromisoformat(document["when"]).tzinfo is not None
    assert [entry["exercise"] for entry in document["exercises"]] == exercise_ids(ROOT)
    assert all(check["status"] == "error" for entry in document["exercises"] for check in entry["checks"])
    assert all(entry["checks"] and not entry["gradable"] for entry in document["exercises"])
    validator().validate(document)
    assert err.count("\n") == 1
    assert one_french_line(err)
    assert "Aucun moteur Docker ne répond." in err


def test_a_check_of_all_without_an_engine_is_no_attempt(no_engine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Rien ne fut essayé : la carte du cours ne doit pas dire « en cours » de ce qui n'est pas commencé."""
    run(capfd, "check", "--all")
    _, out, _ = run(capfd, "exercises", "--json")
    assert {row["attempts"] for row in json.loads(out)} == {0}


# Les notes


@pytest.fixture
def collected(course: Path) -> Path:
    """Deux relevés d'une même version, écrits comme le ferait un poste dont le moteur est en panne, et un fichier étranger."""
    reports = [Report(id, "", False, 0, load_exercise(course, id).max, ()) for id in exercise_ids(course)]
    for who in ("Zoé", "Éric"):
        (course / f"{who}.json").write_text(json.dumps(student_report(reports, who)), encoding="utf-16")
    (course / "reste.json").write_text("[]")
    return course


def test_marks_are_written_where_asked_or_on_the_standard_output(
    collected: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["marks", "Zoé.json", "Éric.json"]) == 0
    printed, said = capfdbinary.readouterr()
    lines = printed.decode("utf-8-sig").split("\r\n")
    assert printed.startswith(b"\xef\xbb\xbf")
    assert [line.split(";")[0] for line in lines] == ["Étudiant", "Éric", "Zoé", ""]
    assert lines[0].count(";") == len(exercise_ids(ROOT)) + 4
    assert said == b""
    assert main(["marks", "Zoé.json", "Éric.json", "--output", "notes.csv"]) == 0
    assert (collected / "notes.csv").read_bytes() == printed
    assert capfdbinary.readouterr().out.decode() == "notes.csv : 2 étudiants.\n"


def test_the_columns_of_the_marks_are_in_the_order_of_the_course_s_map(
    collected: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capfd, "exercises", "--json")
    wanted = [f"{row['exercise']} (/{row['max']})" for row in json.loads(out)]
    _, out, _ = run(capfd, "marks", "Zoé.json")
    assert out.splitlines()[0].split(";")[2:-3] == wanted


def test_a_bad_file_among_the_reports_is_said_on_one_line_and_the_marks_are_still_made(
    collected: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "marks", "*.json", "--exercise", "segmentation")
    assert code == 2
    assert len(out.splitlines()) == 3
    assert one_french_line(err)
    assert "reste.json n'est pas compté." in err


def test_an_unknown_exercise_to_count_is_an_error_that_gives_the_nearest(
    collected: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "marks", "Zoé.json", "--exercise", "segmentations")
    assert (code, out) == (2, "")
    assert "segmentation," in err


def test_marks_that_cannot_be_written_leave_the_old_ones(collected: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (collected / "notes.csv").mkdir()
    code, out, err = run(capfd, "marks", "Zoé.json", "--output", "notes.csv")
    assert (code, out) == (2, "")
    assert one_french_line(err)
    code, _, err = run(capfd, "marks", "Zoé.json", "--output", "reste.json")
    assert code == 2
    assert (collected / "reste.json").read_text() == "[]"


@pytest.mark.parametrize("arguments", [["\x1b[31m.json"], ["Zoé.json", "--output", "\x1b[31m"], ["\x1b[31m*"]], ids=repr)  # fmt: skip
def test_a_hostile_name_of_report_does_not_drive_the_terminal(
    arguments: list[str], collected: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "marks", *arguments)
    assert (code, out) == (2, "")
    assert "\x1b" not in err


# Le reste, sans moteur


@pytest.mark.parametrize(
    "arguments",
    [["start", "publier-nginx"], ["reset", "publier-nginx"], ["clean"], ["clean", "--json"], ["describe"], ["draw", "--output", "a.svg"], ["images"], ["images", "get"], ["images", "--json"]],
    ids=" ".join,
)  # fmt: skip
def test_what_needs_an_engine_exits_2_with_one_french_line(
    arguments: list[str], no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, *arguments)
    assert code == 2
    assert out == ""
    assert one_french_line(err), err
    assert "Que faire" in err
    assert not (no_engine / "a.svg").exists()


def test_the_doctor_without_an_engine_exits_2_and_says_what_to_do(
    no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "doctor")
    assert code == 2
    assert "✘ Aucun moteur Docker ne répond." in out
    assert "→ démarrez le moteur" in out
    assert "Traceback" not in out + err


def test_the_doctor_as_json_is_one_document_and_nothing_else(
    no_engine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capfd, "doctor", "--json")
    document = json.loads(out)
    assert code == 2
    assert document["ready"] is False
    assert list(document["lines"][0]) == ["id", "level", "text", "remedy"]


def test_exercises_and_hints_need_no_engine(no_engine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "exercises")
    assert (code, err) == (0, "")
    assert "publier-nginx" in out
    assert "à faire" in out
    code, out, err = run(capfd, "hint", "publier-nginx")
    assert (code, err) == (0, "")
    assert out.startswith("Indice 1 sur 3")
    code, out, _ = run(capfd, "exercises", "--json")
    assert code == 0
    [row] = [row for row in json.loads(out) if row["exercise"] == "publier-nginx"]
    assert list(row) == ["exercise", "chapter", "title", "state", "best", "max", "attempts", "help", "next"]
    assert row["help"] == 1


def test_an_unknown_context_exits_2_and_is_named(
    course: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setenv("DOCKER_CONTEXT", "contexte-disparu")
    code, out, err = run(capfd, "describe")
    assert (code, out) == (2, "")
    assert one_french_line(err)
    assert "contexte-disparu" in err


def test_a_check_as_json_under_an_unknown_context_is_still_one_document(
    course: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setenv("DOCKER_CONTEXT", "contexte-disparu")
    code, out, _ = run(capfd, "check", "publier-nginx", "--json")
    assert code == 2
    assert {check["status"] for check in json.loads(out)["checks"]} == {"error"}


def test_an_engine_that_goes_away_in_the_middle_of_a_check_is_an_error_and_no_mark(
    course: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_dockerd({"GET /info": (200, {"ID": "m", "SystemTime": "2026-01-01T00:00:00Z", "ServerVersion": "20.10.24"})}) as address:  # fmt: skip
        monkeypatch.setenv("DOCKER_HOST", address)
        code, out, err = run(capfd, "check", "publier-nginx", "--json")
    document = json.loads(out)
    assert code == 2
    assert {check["status"] for check in document["checks"]} == {"error"}
    assert "ne répond plus" in document["checks"][0]["cause"]
    assert one_french_line(err)


def test_a_damaged_file_does_not_stop_a_check(no_engine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (no_engine / ".dockerlab").mkdir(exist_ok=True)
    for name in ("attempts", "openings", "answers", "loopback", "copies"):
        (no_engine / ".dockerlab" / f"{name}.json").write_text("{")
    code, out, err = run(capfd, "check", "publier-nginx", "--json")
    assert code == 2
    assert json.loads(out)["exercise"] == "publier-nginx"
    assert "mis de côté" in err
    assert "Traceback" not in err


# Comme une vraie commande


PROGRAM = Path(sys.executable).parent / "dockerlab"


def command(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DOCKER_HOST": NOWHERE, **more}
    return subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, env=environment, timeout=60)


def test_the_installed_command_prints_json_only_and_exits_2_without_an_engine(course: Path) -> None:
    done = command("check", "publier-nginx", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["gradable"] is False
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_accents_do_not_break_the_command_under_a_plain_locale(locale: str, course: Path) -> None:
    done = command("exercises", LC_ALL=locale, LANG=locale)
    assert done.returncode == 0, done.stderr
    assert "à faire" in done.stdout


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_a_report_is_in_utf_8_whatever_the_terminal_speaks(encoding: str, course: Path) -> None:
    environment = {**os.environ, "DOCKER_HOST": NOWHERE, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [str(PROGRAM), "check", "--all", "--json", "--who", "Zoë Łuk"], capture_output=True, env=environment, timeout=60
    )
    assert done.returncode == 2
    assert parse(done.stdout, "a.json").who == "Zoë Łuk"


def test_a_closed_pipe_is_not_a_traceback(course: Path) -> None:
    done = subprocess.run(
        f"set -o pipefail; '{PROGRAM}' exercises | true", shell=True, executable="/bin/bash", capture_output=True, text=True, cwd=course,
    )  # fmt: skip
    assert "Traceback" not in done.stderr


def test_outside_the_course_the_installed_one_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capfd, "exercises")
    assert code == 0
    assert "publier-nginx" in out


# Sur un vrai moteur


@pytest.mark.engine
def test_start_check_draw_clean_from_a_terminal(desk: Desk, bystander: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "start", "publier-nginx")
    assert code == 0
    assert "exercice ouvert" in out
    assert "dockerlab check publier-nginx" in out
    code, out, _ = run(capfd, "check", "publier-nginx", "--json")
    document = json.loads(out)
    assert code == 1
    assert document["started"] is True
    assert document["gradable"] is True
    assert [check["status"] for check in document["checks"]] == ["failed", "skipped", "skipped"]
    code, out, _ = run(capfd, "start", "publier-nginx")
    assert "déjà ouvert" in out
    code, out, _ = run(capfd, "draw", "--output", "dessin.svg")
    assert code == 0
    assert (desk.root / "dessin.svg").read_text().startswith("<svg")
    code, out, _ = run(capfd, "describe", "--all")
    assert code == 0
    assert "temoin-du-test" in out
    code, out, _ = run(capfd, "clean", "--json")
    cleaned = json.loads(out)
    assert code == 0
    assert list(cleaned) == ["removed", "kept", "closed"]
    assert cleaned["closed"] == ["publier-nginx"]


@pytest.mark.engine
def test_the_images_are_listed_as_json(engine: object, course: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "images", "--json")
    assert code == 0
    assert {row["name"]: row["present"] for row in json.loads(out)} == {image.name: True for image in CATALOGUE}
    code, out, _ = run(capfd, "images")
    assert code == 0
    assert "✔ nginx" in out


@pytest.mark.engine
def test_a_drawing_with_an_unknown_ending_exits_2(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "draw", "--output", "a.gif")
    assert (code, out) == (2, "")
    assert one_french_line(err)

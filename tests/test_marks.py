"""Les relevés d'une classe, et le tableau qui en sort : qui est compté, ce que dit chaque case, ce qu'en fait un tableur."""

from __future__ import annotations

import copy
import csv
import getpass
import io
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

from dockerlab.course.collecting import collect, default_who, named, student_report
from dockerlab.errors import UsageError
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.grading.marks import LONGEST, Table, table
from dockerlab.grading.report import Report, Result, unjudged
from dockerlab.grading.student_report import StudentReport, parse, validator
from dockerlab.grading.verdict import Status, Verdict, failed, passed

COURSE = {"ports": 4, "murs": 5, "noms": 3}


@pytest.fixture(autouse=True)
def paris(monkeypatch: pytest.MonkeyPatch) -> None:
    """L'heure du tableau est celle de l'enseignant."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()


def entry(id: str, score: float, max: float, *, status: str = "failed", started: bool = True, help: int = 0) -> dict[str, Any]:  # fmt: skip
    """Le compte rendu d'un exercice : des points acquis, et une vérification qui porte le reste à `status`."""
    shared = {"title": "…", "expected": "", "observed": "", "hint": "", "cause": None}
    checks = [{"id": "acquis", "status": "passed", "points": score, "max": score, **shared}] if score else []
    if score < max:
        checks.append({"id": "reste", "status": status, "points": 0, "max": max - score, **shared})
    return {
        "exercise": id, "started": started, "gradable": status != "error", "score": score, "max": max, "help": help,
        "checks": checks if started else [],
    }  # fmt: skip


def document(who: str = "Ève", *entries: dict[str, Any], when: str = "2026-01-15T09:20:00+00:00") -> dict[str, Any]:
    return {"who": who, "when": when, "course": "0.1.0", "exercises": list(entries)}


def report(*arguments: Any, source: str = "a.json", **more: str) -> StudentReport:
    return parse(json.dumps(document(*arguments, **more)).encode(), source)


def rows(found: Table) -> list[list[str]]:
    """Ce qu'un tableur français lit : ce sont les octets qui comptent."""
    content = found.csv()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


# Le contrat


def test_the_contract_says_exactly_which_keys_there_are() -> None:
    schema = validator().schema
    for part in (schema, schema["$defs"]["report"], schema["$defs"]["check"]):
        assert list(part["properties"]) == part["required"]
    assert schema["required"] == ["who", "when", "course", "exercises"]
    assert schema["$defs"]["report"]["required"] == ["exercise", "started", "gradable", "score", "max", "help", "checks"]  # fmt: skip


def judged(verdicts: list[Verdict]) -> Report:
    exercise = load_exercise(ROOT, "publier-nginx")
    results = tuple(Result(check, verdict) for check, verdict in zip(exercise.checks, verdicts, strict=True))
    return Report(exercise.id, exercise.title, True, 2, exercise.max, results)


@pytest.mark.parametrize(
    "verdicts",
    [
        [passed("", ""), passed("", ""), passed("", "")],
        [passed("ceci", "ceci"), failed("cela", "ceci", "voir là"), Verdict(Status.SKIPPED)],
        [passed("", ""), Verdict(Status.ERROR, cause="une sonde"), Verdict(Status.SKIPPED)],
    ],
    ids=["réussi", "à revoir", "en panne"],
)
def test_what_a_check_writes_keeps_the_contract_and_is_read_back(verdicts: list[Verdict]) -> None:
    written = student_report([judged(verdicts)], "Ève@poste")
    validator().validate(written)
    assert list(written) == validator().schema["required"]
    assert list(written["exercises"][0]["checks"][0]) == validator().schema["$defs"]["check"]["required"]
    read = parse(json.dumps(written).encode(), "a.json")
    mark = read.marks["publier-nginx"]
    assert (read.who, mark.score, mark.help) == ("Ève@poste", written["exercises"][0]["score"], 2)
    assert mark.gradable is written["exercises"][0]["gradable"]


def test_every_exercise_of_the_course_is_counted_when_nothing_could_be_judged() -> None:
    reports = [unjudged(load_exercise(ROOT, id), started=False, help=0, cause="panne") for id in exercise_ids(ROOT)]
    read = parse(json.dumps(student_report(reports, "Ève")).encode(), "a.json")
    assert list(read.marks) == exercise_ids(ROOT)
    assert not any(mark.gradable for mark in read.marks.values())


# Qui


def test_the_default_name_is_login_and_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "eve")
    assert default_who() == named(None) == f"eve@{socket.gethostname()}"


@pytest.mark.parametrize("raised", [KeyError("getpwuid(): uid not found"), OSError("no user"), ImportError("pwd")])
def test_an_account_without_a_name_is_said_by_its_number(raised: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise raised

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert default_who().startswith(f"compte-{os.getuid()}@")


@pytest.mark.parametrize("who", ["", "   ", "\t\n", "\u202e", "\udce9", "a" * (LONGEST + 1)], ids=ascii)
def test_a_name_that_names_nobody_is_refused(who: str) -> None:
    with pytest.raises(UsageError, match="--who attend un nom"):
        named(who)


def test_a_name_is_kept_on_one_line() -> None:
    assert named(" Ève\u00a0\tDupont\n") == "Ève Dupont"


# Ce que dit une case


def test_one_line_a_student_one_column_an_exercise_in_the_course_s_order() -> None:
    found = table(
        [
            report("Zoé", entry("murs", 5, 5, help=2), entry("ports", 1, 4, help=1)),
            report("Éric", entry("ports", 4, 4), entry("murs", 2, 5)),
        ],
        COURSE,
    )
    assert rows(found) == [
        ["Étudiant", "Relevé le", "ports (/4)", "murs (/5)", "Total (/9)", "Note sur 20", "Aides montrées"],
        ["Éric", "2026-01-15 10:20", "4", "2", "6", "13,33", "0"],
        ["Zoé", "2026-01-15 10:20", "1", "5", "6", "13,33", "3"],
    ]
    assert found.remarks == ()


def test_not_started_judged_at_zero_and_not_judged_are_three_different_cells() -> None:
    found = table(
        [
            report("a", entry("ports", 0, 4, started=False), entry("murs", 5, 5)),
            report("b", entry("ports", 0, 4), entry("murs", 5, 5)),
            report("c", entry("ports", 1, 4, status="error"), entry("murs", 5, 5)),
            report("d", entry("murs", 5, 5)),
        ],
        COURSE,
    )
    assert [row[2:-1] for row in rows(found)[1:]] == [
        ["", "5", "5", "11,11"],
        ["0", "5", "5", "11,11"],
        ["non jugé", "5", "5", "incomplète"],
        ["absent", "5", "5", "incomplète"],
    ]


def test_without_an_engine_nothing_is_judged_although_nothing_was_started() -> None:
    broken = entry("ports", 0, 4, status="error") | {"started": False}
    assert rows(table([report("a", broken)], COURSE))[1][2] == "non jugé"


def test_points_that_are_not_whole_have_a_decimal_comma() -> None:
    assert rows(table([report("a", entry("ports", 2.5, 4))], COURSE))[1][2:5] == ["2,5", "2,5", "12,5"]


def test_only_the_chosen_exercises_are_counted() -> None:
    given = [report("a", entry("ports", 4, 4), entry("murs", 0, 5, help=3))]
    assert rows(table(given, COURSE, ["ports"])) == [
        ["Étudiant", "Relevé le", "ports (/4)", "Total (/4)", "Note sur 20", "Aides montrées"],
        ["a", "2026-01-15 10:20", "4", "4", "20", "0"],
    ]
    assert rows(table(given, COURSE, ["noms"]))[1][2:5] == ["absent", "0", "incomplète"]


def test_an_exercise_that_is_worth_something_else_is_said_and_not_added() -> None:
    found = table([report("a", entry("ports", 2, 3), entry("murs", 5, 5))], COURSE)
    assert rows(found)[1][2:6] == ["2 sur 3", "5", "5", "incomplète"]
    [remark] = found.remarks
    assert "a.json" in remark
    assert "« ports » y vaut 3 points, et 4 ici" in remark


def test_an_exercise_of_another_course_comes_last_and_is_said() -> None:
    found = table([report("a", entry("ajouté", 1, 1) | {"exercise": "ajoute"}, entry("noms", 1, 3))], COURSE)
    assert rows(found)[0][2:4] == ["noms (/3)", "ajoute (/1)"]
    assert "« ajoute » n'est pas dans ce cours" in found.remarks[0]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_reports_of_a_student_the_latest_is_kept_and_the_other_is_said(order: int) -> None:
    morning = report("Ève", entry("ports", 1, 4), when="2026-01-15T09:30:00+01:00", source="matin.json")
    later = report("Ève", entry("ports", 4, 4), when="2026-01-15T09:00:00+00:00", source="soir.json")
    found = table([morning, later][::order], COURSE)
    assert [row[:3] for row in rows(found)[1:]] == [["Ève", "2026-01-15 10:00", "4"]]
    [remark] = found.remarks
    assert "soir.json, le plus récent, est gardé" in remark
    assert "matin.json est laissé" in remark
    assert "--who" in remark


def test_the_same_name_written_by_a_mac_is_the_same_student() -> None:
    found = table([report("Ève", entry("ports", 1, 4)), report("E\u0300ve", entry("ports", 1, 4))], COURSE)
    assert len(found.rows) == 1


# Ce qu'un tableur pourrait en faire


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ('=HYPERLINK("http://x.test";"clic")', '\'=HYPERLINK("http://x.test";"clic")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'=1"),
        ("a\n=1\r\nb", "a =1 b"),
        ("l\"homme;l'autre", "l\"homme;l'autre"),
        ("\u202egpj.elbmert", "�gpj.elbmert"),
        ("Ève\x00\x1b[31m", "Ève��[31m"),
        ("\ud800", None),
        ("A" * 10_000, "A" * LONGEST + "…"),
    ],
    ids=ascii,
)
def test_a_name_never_becomes_a_formula_and_stays_readable(who: str, shown: str | None) -> None:
    if shown is None:
        with pytest.raises(UsageError, match="ne dit pas qui"):
            report(who, entry("ports", 1, 4))
        return
    [header, row] = rows(table([report(who, entry("ports", 1, 4))], COURSE))
    assert row[0] == shown
    assert len(row) == len(header)


def test_two_long_names_that_end_differently_are_two_students() -> None:
    found = table([report("A" * 500 + end, entry("ports", 1, 4)) for end in "xy"], COURSE)
    assert len(found.rows) == 2


# Des fichiers qui ne sont pas des relevés


Change = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> bytes:
    altered = copy.deepcopy(document("Ève", entry("ports", 1, 4)))
    change(altered)
    return json.dumps(altered).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "il est vide"),
        (b"  \r\n", "il est vide"),
        (b"\xff\xfe", "pas du JSON lisible"),
        (b"{", "pas du JSON lisible"),
        ("Ève".encode("cp1252"), "pas du JSON lisible"),
        (b"[" * 100_000, "pas du JSON lisible"),
        (b'{"who": NaN}', "pas du JSON lisible"),
        (b"[]", "le document devrait être un objet"),
        (b"null", "le document devrait être un objet"),
        (b"{}", "il manque « who » dans le document"),
        (json.dumps(entry("ports", 1, 4)).encode(), "un seul exercice"),
        (changed(lambda d: d.update(who=None)), "who devrait être un texte"),
        (changed(lambda d: d.update(who=["Ève"])), "who devrait être un texte"),
        (changed(lambda d: d.update(who="")), "who a une valeur qui ne convient pas"),
        (changed(lambda d: d.update(who=" \u202e ")), "ne dit pas qui"),
        (changed(lambda d: d.update(when="hier")), "« when » n'est pas une date"),
        (changed(lambda d: d.update(when="2026-01-15T09:20:00")), "« when » n'est pas une date"),
        (changed(lambda d: d.update(when="0001-01-01T00:00:00+14:00")), "« when » n'est pas une date"),
        (changed(lambda d: d.update(exercises={})), "exercises devrait être une liste"),
        (changed(lambda d: d["exercises"][0].pop("max")), "il manque « max » dans exercises[0]"),
        (changed(lambda d: d["exercises"][0].update(score="4")), "exercises[0].score devrait être un nombre"),
        (changed(lambda d: d["exercises"][0].update(score=True)), "exercises[0].score devrait être un nombre"),
        (changed(lambda d: d["exercises"][0].update(score=-1)), "exercises[0].score a une valeur"),
        (changed(lambda d: d["exercises"][0].update(exercise="=1+1")), "exercises[0].exercise a une valeur"),
        (changed(lambda d: d["exercises"][0].update(score=4)), "« ports » s'y contredit (4 points annoncés, 1 d'après"),
        (changed(lambda d: d["exercises"][0].update(max=1)), "s'y contredit (sur 1,"),
        (changed(lambda d: d["exercises"][0].update(gradable=False)), "s'y contredit (« gradable »"),
        (changed(lambda d: d["exercises"][0]["checks"][1].update(status="passed")), "son verdict ne donne pas"),
        (changed(lambda d: d["exercises"].append(d["exercises"][0])), "il y est deux fois"),
    ],
)  # fmt: skip
def test_what_is_not_a_report_is_refused_by_name_and_says_why(content: bytes, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(content, "poste-3.json")
    assert refused.value.what == "poste-3.json n'est pas compté."
    assert why in refused.value.cause
    assert refused.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_report_that_powershell_redirected_is_read_too(encoding: str) -> None:
    content = json.dumps(document("Ève", entry("ports", 1, 4)), ensure_ascii=False, indent=2)
    assert parse(content.replace("\n", "\r\n").encode(encoding), "a.json").who == "Ève"


def test_a_report_with_more_in_it_than_we_know_is_read() -> None:
    """Une version suivante du cours peut y ajouter ; ce qui est compté n'en dépend pas."""
    assert parse(changed(lambda d: d.update(room="B12")), "a.json").who == "Ève"


# Ramasser


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("zoé", "ève"):
        (tmp_path / f"{name}.json").write_text(json.dumps(document(name, entry("ports", 1, 4))), encoding="utf-8")
    return tmp_path


def test_a_pattern_that_the_shell_left_alone_is_expanded_and_a_file_given_twice_counts_once(folder: Path) -> None:
    reports, problems = collect(["*.json", "zoé.json", str(folder / "zoé.json")])
    assert sorted(report.who for report in reports) == ["zoé", "ève"]
    assert problems == []


def test_a_name_that_looks_like_a_pattern_is_first_a_name(folder: Path) -> None:
    (folder / "zoé.json").rename(folder / "zoé[1].json")
    reports, problems = collect(["zoé[1].json"])
    assert [report.source for report in reports] == ["zoé[1].json"]
    assert problems == []


def test_a_bad_file_is_named_and_the_others_are_read(folder: Path) -> None:
    (folder / "dossier").mkdir()
    (folder / "vide.json").touch()
    (folder / "lourd.json").write_bytes(b" " * 5_000_001)
    reports, problems = collect(["zoé.json", "dossier", "vide.json", "lourd.json", "parti.json", "*.txt", "x" * 300])
    assert [report.who for report in reports] == ["zoé"]
    said = [str(problem) for problem in problems]
    assert "dossier n'est pas compté." in said[0]
    assert "dossier/*.json" in said[0]
    assert "il est vide" in said[1]
    assert "il dépasse 5 Mo" in said[2]
    assert "parti.json n'est pas compté.\nPourquoi : il n'existe pas." in said[3]
    assert "Aucun fichier ne correspond à *.txt." in said[4]
    assert len(said) == 6

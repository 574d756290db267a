"""Ce que le README dit des trois moteurs vient d'un passage gardé (tests/three_engines/run), et n'en cache rien."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from paths import ROOT

FOLDER = ROOT / "tests" / "three_engines"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = SourceFileLoader("three_engines", str(FOLDER / "run"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def outcome(
    script: ModuleType, passed: int = 3, broken: tuple[str, ...] = (), untested: tuple[str, ...] = ()
) -> object:
    return script.Outcome(passed, broken, untested, 1.0, "26/11/2026", "abc", "Linux")


def test_the_table_of_the_readme_and_the_report_are_drawn_from_the_results(script: ModuleType) -> None:
    results = script.kept()
    assert script.table(results) in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (FOLDER / "rapport.md").read_text(encoding="utf-8") == script.report(results)


def test_every_version_went_through_every_group(script: ModuleType) -> None:
    results = script.kept()
    assert list(results) == list(script.VERSIONS)
    for groups in results.values():
        assert list(groups) == list(script.GROUPS)
        assert all(outcome.passed for outcome in groups.values())


def test_the_files_that_have_a_group_to_themselves_exist(script: ModuleType) -> None:
    for named in (*script.HOSTS, *script.ELSEWHERE):
        path, _, test = named.partition("::")
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), named
        assert (ROOT / path).is_file(), named


def test_a_failure_is_told_in_the_table_and_named_in_the_report(script: ModuleType) -> None:
    found = outcome(script, broken=("test_x un_fait",), untested=("test_y un_autre",))
    results = {"20.10": dict.fromkeys(script.GROUPS, found)}
    assert "1 en échec" in script.table(results)
    assert "1 non essayé" in script.table(results)
    assert "`test_x un_fait`" in script.report(results)
    assert "`test_y un_autre`" in script.report(results)


def test_a_group_replaces_its_own_cell_and_keeps_the_others(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, file in (("RESULTS", "resultats.json"), ("REPORT", "rapport.md"), ("README", "README.md")):
        monkeypatch.setattr(script, name, tmp_path / file)
    script.README.write_text(f"avant\n{script.START}\nrien\n{script.END}\naprès\n", encoding="utf-8")
    for version, group, passed in (
        ("28.5", "hôtes", 11),
        ("28.5", "moteur", 12),
        ("20.10", "moteur", 13),
        ("28.5", "hôtes", 14),
    ):
        script.keep(version, group, outcome(script, passed))
    page = script.README.read_text(encoding="utf-8")
    assert page.startswith("avant\n")
    assert page.endswith("après\n")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| 2")]
    assert rows == [
        ["20.10", "13 réussis", "non essayé", "non essayé", "non essayé", "26/11/2026"],
        ["28.5", "12 réussis", "non essayé", "14 réussis", "non essayé", "26/11/2026"],
    ]


@pytest.mark.parametrize("word", ["20.1", "28.5/notes", "28.5/moteur/", ""])
def test_a_version_or_a_group_that_does_not_exist_is_refused(script: ModuleType, word: str) -> None:
    with pytest.raises(SystemExit, match="inconnu"):
        script.asked([word])

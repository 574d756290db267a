"""Les fichiers du cours : copies de l'étudiant, énoncés tirés des corrigés, indices, essais, noms déclarés."""

from __future__ import annotations

import ipaddress
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from paths import ROOT

from dockerlab.course.attempts import check_all, check_exercise, next_hint
from dockerlab.course.copies import copy_solution, make_copies, make_copy, reset_copy, sources
from dockerlab.course.desk import Desk
from dockerlab.course.lessons import declared_by
from dockerlab.course.opening import opened_here, reset_exercise, start_exercise
from dockerlab.course.progress import progress
from dockerlab.course.questions import question, questions
from dockerlab.course.statements import PLACEHOLDER, generate, main
from dockerlab.errors import DockerlabError, UsageError, WorkspaceError
from dockerlab.grading.exercise import exercise_ids, load_exercise
from dockerlab.grading.verdict import Status
from dockerlab.images import TOOLBOX
from dockerlab.ownership import Declared
from dockerlab.workspace import Store

CHECKS = '''
"""Un exercice d'essai."""
from dockerlab.grading import Exercise
from dockerlab.grading.verdict import passed

exercise = Exercise(
    title="Essai", goal="Le but.", hints=["premier", "deuxième", "troisième"], containers=["essai-c"], networks=["essai-n"],
    ports=["8199/tcp"], images=["essai-image"],
)


@exercise.check(points=2)
def existe(situation):
    """Il existe."""
    return passed("a", situation.answers.get("ville", "rien"))
'''


def code(source: str, *tags: str, output: str = "", id: str | None = None) -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("stream", text=output)] if output else []
    more = {"id": id} if id else {}
    return nbformat.v4.new_code_cell(
        source, outputs=outputs, execution_count=1 if output else None, metadata={"tags": list(tags)}, **more
    )


def prose(source: str, *tags: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)} if tags else {})


def write(path: Path, *cells: nbformat.NotebookNode) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


LINKS = "[a](../exercises/essai/enonce.ipynb) [b](../notebooks/01-suite.ipynb) [c](../../notebooks/glossaire.md) [d](https://a.fr/exercises/x)"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un petit cours, courant, et aucun moteur."""
    root = tmp_path / "cours"
    write(root / "notebooks" / "01-lecon.ipynb", prose(LINKS), code("print(1)", output="LA RÉPONSE"))
    (root / "notebooks" / "glossaire.md").write_text("Voir [la leçon](../notebooks/01-lecon.ipynb).", encoding="utf-8")
    write(root / "exercises" / "essai" / "enonce.ipynb", prose("énoncé"), code("# à vous"))
    (root / "exercises" / "essai" / "checks.py").write_text(CHECKS, encoding="utf-8")
    write(
        root / "solutions" / "essai" / "corrige.ipynb",
        prose("# Essai"), prose("à remplir", "attendus"), code('start("essai")', output="ouvert"),
        prose("L'explication SECRÈTE.", "solution"), code("docker run SECRET", "solution", id="gardee"), code("docker run SECRET 2", "solution"),
        code("draw()"), code("docker run SECRET 3", "solution"), code('check("essai")', output="4 points SECRETS"),
    )  # fmt: skip
    (root / "pyproject.toml").write_text("")
    monkeypatch.chdir(root)
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    return root


def text_of(path: Path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


# Les copies de l'étudiant


def test_the_copies_are_made_once_side_by_side(root: Path) -> None:
    made = make_copies(root, Store(root))
    assert sorted(path.name for path in made) == ["01-lecon.ipynb", "essai.ipynb", "glossaire.md"]
    assert {path.parent for path in made} == {root / "travail"}
    before = {path: path.stat().st_mtime_ns for path in made}
    make_copies(root, Store(root))
    assert {path: path.stat().st_mtime_ns for path in made} == before


def test_a_copy_has_neither_outputs_nor_execution_counts(root: Path) -> None:
    copy = make_copy(root, Store(root), "01-lecon")
    assert copy is not None
    assert "LA RÉPONSE" not in copy.read_text(encoding="utf-8")
    for cell in nbformat.read(copy, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert "LA RÉPONSE" in (root / "notebooks" / "01-lecon.ipynb").read_text(encoding="utf-8")


def test_links_follow_the_files_into_the_one_folder(root: Path) -> None:
    make_copies(root, Store(root))
    text = text_of(root / "travail" / "01-lecon.ipynb")
    assert text.startswith("[a](essai.ipynb) [b](01-suite.ipynb) [c](glossaire.md) [d](https://a.fr/exercises/x)")
    assert (root / "travail" / "glossaire.md").read_text(encoding="utf-8") == "Voir [la leçon](01-lecon.ipynb)."


def test_every_link_between_the_files_of_the_course_leads_somewhere() -> None:
    names = set(sources(ROOT))
    for source in sources(ROOT).values():
        text = text_of(source) if source.suffix == ".ipynb" else source.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+\.(?:ipynb|md))", text):
            if not target.startswith("http"):
                assert (source.parent / target).exists(), f"{source.name} : {target}"
                assert Path(target).name in names or Path(target).parent.name in {name.removesuffix(".ipynb") for name in names}  # fmt: skip


def test_an_untouched_copy_is_refreshed_when_the_course_changes(root: Path) -> None:
    store = Store(root)
    copy = make_copy(root, store, "essai")
    write(root / "exercises" / "essai" / "enonce.ipynb", prose("énoncé corrigé"))
    assert make_copy(root, store, "essai") == copy
    assert copy is not None
    assert text_of(copy) == "énoncé corrigé"


def test_a_modified_copy_is_never_overwritten(root: Path) -> None:
    store = Store(root)
    copy = make_copy(root, store, "essai")
    assert copy is not None
    write(copy, prose("mon travail"))
    for change in ("énoncé corrigé", "énoncé corrigé deux fois"):
        write(root / "exercises" / "essai" / "enonce.ipynb", prose(change))
        make_copies(root, store)
        assert text_of(copy) == "mon travail"


@pytest.mark.parametrize("content", ["{", "[]", '{"essai.ipynb": 3}', '{"essai.ipynb": {"copy": null}}', "{}"])
def test_without_a_record_of_what_was_copied_the_work_of_the_student_stays(content: str, root: Path) -> None:
    store = Store(root)
    copy = make_copy(root, store, "essai")
    assert copy is not None
    write(copy, prose("mon travail"))
    store.path("copies").write_text(content)
    write(root / "exercises" / "essai" / "enonce.ipynb", prose("énoncé corrigé"))
    make_copies(root, store)
    assert text_of(copy) == "mon travail"


def test_a_copy_that_is_no_notebook_any_more_is_the_students(root: Path) -> None:
    copy = make_copy(root, Store(root), "essai")
    assert copy is not None
    copy.write_bytes(b"\xff\x00 abime")
    make_copies(root, Store(root))
    assert copy.read_bytes() == b"\xff\x00 abime"


def test_a_copy_that_was_removed_is_made_again(root: Path) -> None:
    copy = make_copy(root, Store(root), "essai")
    assert copy is not None
    copy.unlink()
    make_copies(root, Store(root))
    assert copy.exists()


def test_what_the_course_does_not_have_has_no_copy(root: Path) -> None:
    assert make_copy(root, Store(root), "rien") is None
    with pytest.raises(UsageError):
        reset_copy(root, Store(root), "rien")


def test_reset_archives_the_copy_and_makes_a_new_one_every_time(root: Path) -> None:
    store = Store(root)
    assert reset_copy(root, store, "essai") is None
    copy = root / "travail" / "essai.ipynb"
    archives = []
    for work in ("premier travail", "second travail"):
        write(copy, prose(work))
        archive = reset_copy(root, store, "essai")
        assert archive is not None
        archives.append(archive)
        assert text_of(archive) == work
        assert text_of(copy) == "énoncé\n# à vous"
    assert len(set(archives)) == 2
    assert all(archive.parent == root / "travail" / "archives" for archive in archives)


def test_a_folder_where_a_copy_cannot_be_made_is_one_of_our_errors(root: Path) -> None:
    (root / "travail").write_text("un fichier")
    with pytest.raises(WorkspaceError) as caught:
        make_copies(root, Store(root))
    assert caught.value.remedy


def test_a_notebook_of_the_course_that_is_damaged_is_one_of_our_errors(root: Path) -> None:
    (root / "exercises" / "essai" / "enonce.ipynb").write_text("{")
    with pytest.raises(DockerlabError, match=r"essai|enonce"):
        make_copies(root, Store(root))


# L'énoncé tiré du corrigé


def test_a_statement_drops_the_solution_and_leaves_one_empty_cell_for_each(root: Path) -> None:
    files = generate(root, "essai")
    statement = nbformat.reads(files[root / "exercises" / "essai" / "enonce.ipynb"], as_version=4)
    assert [cell.source for cell in statement.cells if cell.cell_type == "code"] == [
        'start("essai")', PLACEHOLDER, "draw()", PLACEHOLDER, 'check("essai")',
    ]  # fmt: skip
    assert all(cell.outputs == [] and cell.execution_count is None for cell in statement.cells if cell.cell_type == "code")  # fmt: skip
    nbformat.validate(statement)
    assert len({cell.id for cell in statement.cells}) == len(statement.cells)


def test_no_trace_of_the_solution_is_left_in_the_statement(root: Path) -> None:
    text = generate(root, "essai")[root / "exercises" / "essai" / "enonce.ipynb"]
    assert "SECR" not in text


def test_the_table_of_names_is_filled_on_both_sides(root: Path) -> None:
    for text in generate(root, "essai").values():
        [table] = [cell.source for cell in nbformat.reads(text, as_version=4).cells if "Le but" in cell.source]
        for fragment in ("`essai-c`", "`essai-n`", "`8199/tcp`", "`essai-image`", "Il existe.", "| 2 |", "Le but."):
            assert fragment in table


def test_the_solution_keeps_its_outputs(root: Path) -> None:
    assert "4 points SECRETS" in generate(root, "essai")[root / "solutions" / "essai" / "corrige.ipynb"]


def test_generating_twice_changes_nothing_and_verifying_tells(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--verify"]) == 1
    assert "périmé" in capsys.readouterr().out
    assert main([]) == 0
    first = {path: path.read_bytes() for path in root.rglob("*.ipynb")}
    assert main(["--verify"]) == 0
    assert main([]) == 0
    assert {path: path.read_bytes() for path in root.rglob("*.ipynb")} == first


@pytest.mark.parametrize("id", exercise_ids(ROOT))
def test_the_statements_of_the_course_are_up_to_date_and_hold_no_answer(id: str) -> None:
    for path, text in generate(ROOT, id).items():
        assert path.read_text(encoding="utf-8") == text, f"refaites les énoncés : {path}"
    solution = nbformat.read(ROOT / "solutions" / id / "corrige.ipynb", as_version=4)
    statement = (ROOT / "exercises" / id / "enonce.ipynb").read_text(encoding="utf-8")
    hidden = [cell.source for cell in solution.cells if "solution" in cell.metadata.get("tags", [])]
    assert hidden
    for source in hidden:
        for line in source.splitlines():
            if line.startswith("docker "):
                assert json.dumps(line, ensure_ascii=False)[1:-1] not in statement


# Indices, essais


def test_hints_come_one_by_one_are_counted_and_end_with_the_solution(root: Path) -> None:
    said = [next_hint(root, "essai") for _ in range(5)]
    assert [text.splitlines()[0] for text in said[:3]] == [
        "Indice 1 sur 3\u00a0: premier", "Indice 2 sur 3\u00a0: deuxième", "Indice 3 sur 3\u00a0: troisième",
    ]  # fmt: skip
    assert "corrigé" in said[2]
    assert not any("corrigé" in text for text in said[:2])
    solution = root / "travail" / "essai-corrige.ipynb"
    assert str(solution) in said[3]
    assert said[4] == said[3]
    assert "SECRET" in text_of(solution)
    assert progress(root)[0].help == 4


def test_the_solution_is_not_laid_down_before_it_is_asked_for(root: Path) -> None:
    make_copies(root, Store(root))
    for _ in range(3):
        next_hint(root, "essai")
    assert not list((root / "travail").glob("*corrige*"))


def test_a_solution_the_student_wrote_in_is_not_overwritten(root: Path) -> None:
    copy = copy_solution(root, Store(root), "essai")
    write(copy, prose("mes notes"))
    copy_solution(root, Store(root), "essai")
    assert text_of(copy) == "mes notes"


def test_a_hint_for_an_unknown_exercise_gives_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError, match="essais") as caught:
        next_hint(root, "essais")
    assert "essai" in caught.value.remedy


def quiet(_: str) -> None:
    """Une oreille pour `tell`."""


def test_without_an_engine_a_check_is_all_errors_and_is_kept_as_an_attempt_that_is_no_mark(root: Path) -> None:
    report = check_exercise(root, "essai", {}, quiet)
    assert [result.verdict.status for result in report.results] == [Status.ERROR]
    assert (report.score, report.max, report.started) == (0, 2, False)
    assert "Aucun moteur Docker ne répond." in (report.results[0].verdict.cause or "")
    row = progress(root)[0]
    assert (row.attempts, row.best, row.state) == (1, 0, "en cours")


def test_help_is_told_in_the_report(root: Path) -> None:
    next_hint(root, "essai")
    assert check_exercise(root, "essai", {}, quiet).help == 1


def test_progress_says_what_is_to_do_in_progress_and_done(root: Path) -> None:
    def keep(*attempts: dict[str, Any]) -> None:
        with Store(root).change("attempts") as document:
            document["essai"] = {"attempts": list(attempts)}

    assert progress(root)[0].state == "à faire"
    keep({"score": 1, "max": 2, "gradable": True})
    assert (progress(root)[0].state, progress(root)[0].best) == ("en cours", 1)
    keep({"score": 2, "max": 2, "gradable": False})
    assert progress(root)[0].state == "en cours"
    keep({"score": 2, "max": 2, "gradable": True}, {"score": 0, "max": 2, "gradable": True})
    assert (progress(root)[0].state, progress(root)[0].best) == ("réussi", 2)


EDITED = [
    "{", "[]", '"x"', '{"essai": 3}', '{"essai": []}', '{"essai": null}', '{"essai": {"attempts": 3, "help": "x"}}',
    '{"essai": {"attempts": [1, null, "x", []], "help": 1}}', '{"essai": {"attempts": [{}], "help": null}}',
    '{"essai": {"attempts": [{"gradable": true}]}}', '{"essai": {"attempts": [{"gradable": true, "score": "deux"}]}}',
    '{"essai": {"help": -5}}', '{"essai": {"help": 99}}', '{"essai": {"help": 1.5}}', '{"essai": {"help": true}}',
]  # fmt: skip


@pytest.mark.parametrize("content", EDITED)
def test_attempts_survive_a_file_edited_by_hand(content: str, root: Path) -> None:
    store = Store(root)
    store.folder.mkdir()

    def edit() -> None:
        store.path("attempts").write_text(content)

    edit()
    assert len(progress(root)) == 1
    edit()
    assert next_hint(root, "essai")
    edit()
    report = check_exercise(root, "essai", {}, quiet)
    assert report.help >= 0
    json.dumps(report.to_json())
    [row] = progress(root)
    assert row.attempts >= 1
    assert row.help >= 0


@pytest.mark.parametrize("content", ["{", "[]", '{"essai": 3}', '{"essai": {"ville": ["a"]}}'])
def test_answers_survive_a_file_edited_by_hand(content: str, root: Path) -> None:
    store = Store(root)
    store.folder.mkdir()
    store.path("answers").write_text(content)
    assert check_exercise(root, "essai", {"ville": "Paris"}, quiet).max == 2


def test_a_folder_that_cannot_be_written_is_said_and_the_judging_goes_on(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / ".dockerlab").mkdir()
    (root / ".dockerlab" / "attempts.lock").mkdir()
    assert check_exercise(root, "essai", {}, quiet).max == 2
    said = capsys.readouterr()
    assert "Que faire" in said.err
    assert said.out == ""


def test_all_the_exercises_are_reported_even_those_not_started(root: Path) -> None:
    reports = check_all(root, quiet)
    assert [(r.exercise, r.max) for r in reports] == [("essai", 2)]


# Ce que déclarent les leçons


def lesson_notebook(tmp_path: Path, source: str) -> Path:
    return write(tmp_path / "a.ipynb", prose("lesson(ici)"), code("%%bash\n# lesson(non)"), code(source), code("lesson('autre')"))  # fmt: skip


def test_what_a_lesson_declares_is_read_without_running_it(tmp_path: Path) -> None:
    source = "from dockerlab import lesson\nlesson('x', containers=['a', 'b'], ports=('80/tcp',), images=['nginx', 'à-moi'], etabli=True)"
    assert declared_by(lesson_notebook(tmp_path, source)) == Declared.of(
        containers=["a", "b"], ports=["80/tcp"], images=["à-moi"]
    )


def test_a_notebook_without_a_lesson_declares_nothing(tmp_path: Path) -> None:
    assert declared_by(write(tmp_path / "a.ipynb", prose("texte"), code("1 + 1"))) == Declared()


@pytest.mark.parametrize("source", ["lesson('x', containers=noms())", "lesson('x', containers=["])
def test_a_lesson_whose_names_cannot_be_read_is_one_of_our_errors(source: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"a\.ipynb"):
        declared_by(lesson_notebook(tmp_path, source))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 4}'])
def test_a_notebook_that_cannot_be_read_is_one_of_our_errors(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(content)
    with pytest.raises(WorkspaceError, match=r"a\.ipynb"):
        declared_by(tmp_path / "a.ipynb")


LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def everything_declared() -> dict[str, Declared]:
    declared = {path.stem: declared_by(path) for path in LESSONS}
    return declared | {id: load_exercise(ROOT, id).declared for id in exercise_ids(ROOT)}


def test_names_and_ports_are_disjoint_over_all_lessons_and_exercises() -> None:
    for (one, mine), (other, theirs) in itertools.combinations(everything_declared().items(), 2):
        for field in Declared.__dataclass_fields__:
            shared = set(getattr(mine, field)) & set(getattr(theirs, field))
            assert not shared, f"{one} et {other} déclarent tous deux {shared}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_uses_the_addresses_of_its_number_only(path: Path) -> None:
    number = int(path.stem.partition("-")[0])
    for found in re.findall(r"\b10\.203\.\d+\.\d+(?:/\d+)?", text_of(path)):
        network = ipaddress.ip_network(found, strict=False)
        assert network.subnet_of(ipaddress.ip_network(f"10.203.{number}.0/24")), found  # type: ignore[arg-type]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_a_lesson_makes_by_hand_is_declared(path: Path) -> None:
    declared = declared_by(path)
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and cell.source.startswith("%%bash"):
            # Ce qui se fait sur un hôte (« docker -H ») y reste, et part avec lui : rien n'en est à enlever d'ici.
            source = "\n".join(line for line in cell.source.splitlines() if "docker -H " not in line)
            for name in re.findall(r"--name[= ]\"?([\w.-]+)(?![\w.$-])\"?", source):
                assert name.endswith("-") or name in declared.containers, name
            for name in re.findall(r"docker network create (?:-\S+ [^\s|]+ )*(\w[\w-]*) ", source):
                assert name in declared.networks, name


# Les questions


def test_every_question_a_lesson_asks_exists_and_every_question_is_asked() -> None:
    asked = {name for path in LESSONS for name in re.findall(r'quiz\("([^"]+)"\)', text_of(path))}
    assert asked == set(questions(ROOT))
    for name, found in questions(ROOT).items():
        assert found.text.rstrip().endswith("?"), name
        assert len(set(found.choices)) == len(found.choices) >= 2
        assert found.because


def test_an_unknown_question_gives_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        question(ROOT, "declare")
    assert "declarer" in caught.value.remedy


def test_no_answer_to_a_question_is_written_in_a_lesson() -> None:
    for path in LESSONS:
        text = path.read_text(encoding="utf-8")
        for found in questions(ROOT).values():
            assert found.because not in text


# Sur un vrai moteur

PREPARED = '''
"""Un exercice dont la situation de départ se prépare."""
from pathlib import Path

from dockerlab.errors import UsageError
from dockerlab.grading import Exercise
from dockerlab.grading.verdict import passed


def prepare(lab):
    lab.run("dockerlab/outils", name="essai-prepare", command=["sleep", "600"])
    marque = Path(__file__).parent / "echec"
    if marque.exists():
        marque.unlink()
        raise UsageError("La préparation s'arrête en chemin.")
    lab.run("dockerlab/outils", name="essai-prepare-2", command=["sleep", "600"])


exercise = Exercise(
    title="Préparé", goal="Le but.", hints=["1", "2", "3"], containers=["essai-c"], prepare=prepare,
)


@exercise.check(points=1)
def existe(situation):
    """Il existe."""
    return passed("a", situation.answers.get("ville", "rien"))
'''


@pytest.fixture
def prepared(desk: Desk) -> Callable[[], list[str]]:
    """Ajoute à la copie du cours un exercice préparé ; rend de quoi lister ce que sa préparation a laissé."""
    folder = desk.root / "exercises" / "essai-prepare"
    write(folder / "enonce.ipynb", prose("énoncé"))
    (folder / "checks.py").write_text(PREPARED, encoding="utf-8")
    return lambda: sorted(
        name for c in desk.engine.containers() if (name := c["Names"][0].lstrip("/")).startswith("essai-prepare")
    )


BOTH = ["essai-prepare", "essai-prepare-2"]


@pytest.mark.engine
def test_the_starting_state_is_prepared_once_and_again_by_reset(desk: Desk, prepared: Callable[[], list[str]]) -> None:
    _, opened = start_exercise(desk, "essai-prepare", quiet)
    assert opened.first
    assert prepared() == BOTH
    ids = {desk.engine.inspect_container(name)["Id"] for name in BOTH}
    _, again = start_exercise(desk, "essai-prepare", quiet)
    assert not again.first
    assert again.warnings == ()
    assert {desk.engine.inspect_container(name)["Id"] for name in BOTH} == ids
    _, reset, _ = reset_exercise(desk, "essai-prepare", quiet)
    assert sorted(thing.name for thing in reset.removed) == BOTH
    assert prepared() == BOTH


@pytest.mark.engine
@pytest.mark.parametrize("gone", [BOTH, BOTH[:1]], ids=["tout", "une partie"])
def test_a_starting_state_that_is_gone_is_said_and_reset_is_offered(
    gone: list[str], desk: Desk, prepared: Callable[[], list[str]]
) -> None:
    start_exercise(desk, "essai-prepare", quiet)
    for name in gone:
        desk.engine.remove_container(name)
    _, opened = start_exercise(desk, "essai-prepare", quiet)
    assert any("dockerlab reset essai-prepare" in warning for warning in opened.warnings)


@pytest.mark.engine
def test_a_starting_state_that_is_stopped_is_said_and_reset_is_offered(
    desk: Desk, prepared: Callable[[], list[str]]
) -> None:
    start_exercise(desk, "essai-prepare", quiet)
    for name in BOTH:
        desk.engine._client.stop(name, timeout=0)
    _, opened = start_exercise(desk, "essai-prepare", quiet)
    assert any("dockerlab reset essai-prepare" in warning for warning in opened.warnings)


@pytest.mark.engine
def test_a_preparation_that_failed_on_the_way_is_done_again_or_said(
    desk: Desk, prepared: Callable[[], list[str]]
) -> None:
    (desk.root / "exercises" / "essai-prepare" / "echec").touch()
    with pytest.raises(UsageError):
        start_exercise(desk, "essai-prepare", quiet)
    _, opened = start_exercise(desk, "essai-prepare", quiet)
    assert prepared() == BOTH or any("dockerlab reset" in warning for warning in opened.warnings)


@pytest.mark.engine
def test_what_was_opened_last_is_what_is_drawn(desk: Desk) -> None:
    start_exercise(desk, "publier-nginx", quiet)
    [scope] = opened_here()[-1:]
    assert scope.lab == "publier-nginx"


@pytest.mark.engine
def test_a_typed_answer_is_kept_for_the_next_check(desk: Desk, prepared: Callable[[], list[str]]) -> None:
    start_exercise(desk, "essai-prepare", quiet)
    for answers in ({"ville": "Paris"}, {}):
        report = check_exercise(desk.root, "essai-prepare", answers, quiet)
        assert report.results[0].verdict.observed == "Paris"
        assert report.started
    assert check_exercise(desk.root, "essai-prepare", {"ville": "Évry"}, quiet).results[0].verdict.observed == "Évry"


@pytest.mark.engine
def test_only_the_started_exercises_are_judged_together(desk: Desk, prepared: Callable[[], list[str]]) -> None:
    start_exercise(desk, "essai-prepare", quiet)
    reports = {report.exercise: report for report in check_all(desk.root, quiet)}
    assert set(reports) == set(exercise_ids(desk.root))
    assert len(reports["essai-prepare"].results) == 1
    other = reports["publier-nginx"].to_json()
    assert (other["started"], other["checks"], other["score"]) == (False, [], 0)
    assert other["max"] == load_exercise(ROOT, "publier-nginx").max


@pytest.mark.engine
def test_the_toolbox_is_there_for_every_exercise(desk: Desk) -> None:
    assert desk.engine.has_image(TOOLBOX)

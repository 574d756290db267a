"""Le dossier du cours et ses documents : rien ne se perd, ni à deux, ni tué, ni quand le disque est plein."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from polling import until

from dockerlab.errors import DockerlabError, UsageError, WorkspaceError
from dockerlab.workspace import MARKERS, Store, course_root, find_course, installed_course, write_atomically


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def put(store: Store, name: str, text: str | bytes) -> Path:
    store.folder.mkdir(exist_ok=True)
    store.path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return store.path(name)


def asides(store: Store) -> list[Path]:
    return sorted(store.folder.glob("*.abime-*.json"))


# Lire et écrire


def test_a_document_that_does_not_exist_is_empty_and_reading_makes_nothing(store: Store) -> None:
    assert store.read("attempts") == {}
    assert not store.folder.exists()


def test_what_is_written_is_read_again(store: Store) -> None:
    with store.change("attempts") as document:
        document["été"] = {"score": 1}
    assert Store(store.folder.parent).read("attempts") == {"été": {"score": 1}}


def test_a_body_that_fails_writes_nothing(store: Store) -> None:
    with store.change("attempts") as document:
        document["a"] = 1
    with pytest.raises(ZeroDivisionError), store.change("attempts") as document:
        document["a"] = 1 / 0
    with pytest.raises(ZeroDivisionError), store.change("attempts") as document:
        document.update(a=2, b=1 / 0)
    assert store.read("attempts") == {"a": 1}


def test_what_json_cannot_hold_leaves_the_old_document_whole(store: Store) -> None:
    with store.change("attempts") as document:
        document["a"] = 1
    with pytest.raises(TypeError), store.change("attempts") as document:
        document["a"] = object()
    assert store.read("attempts") == {"a": 1}
    assert [path.name for path in store.folder.iterdir() if path.suffix == ".partiel"] == []


# Abîmé

DAMAGED = {
    "coupé": '{"publier-nginx": {"attempts": [',
    "vide": "",
    "une liste": "[1, 2]",
    "un nombre": "3",
    "rien": "null",
    "binaire": b"\x00\xff\xfe\x80",
    "pas du JSON": "bonjour",
    "imbriqué sans fin": "[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_set_aside_and_the_course_goes_on(
    content: str | bytes, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    put(store, "attempts", content)
    assert store.read("attempts") == {}
    [aside] = asides(store)
    assert aside.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    said = capsys.readouterr()
    assert said.out == ""
    assert aside.name in said.err
    assert "mis de côté" in said.err
    with store.change("attempts") as document:
        document["a"] = 1
    assert store.read("attempts") == {"a": 1}


def test_a_damaged_file_is_set_aside_when_it_is_written_to(store: Store) -> None:
    put(store, "attempts", "{")
    with store.change("attempts") as document:
        document["a"] = 1
    assert store.read("attempts") == {"a": 1}
    assert len(asides(store)) == 1


def test_two_damaged_files_are_both_kept(store: Store) -> None:
    for text in ("{", "[1"):
        put(store, "attempts", text)
        store.read("attempts")
    assert sorted(path.read_text() for path in asides(store)) == ["[1", "{"]


def test_a_folder_in_place_of_the_file_is_one_of_our_errors(store: Store) -> None:
    store.path("attempts").mkdir(parents=True)
    with pytest.raises(WorkspaceError) as caught:
        store.read("attempts")
    assert caught.value.remedy


def test_a_file_in_place_of_the_folder_is_one_of_our_errors(store: Store) -> None:
    store.folder.write_text("")
    for attempt in (lambda: store.read("attempts"), lambda: store.change("attempts").__enter__()):
        with pytest.raises(WorkspaceError) as caught:
            attempt()
        assert caught.value.remedy


# À plusieurs


def _write_many(root: str, writer: int, count: int) -> None:
    for rank in range(count):
        with Store(Path(root)).change("attempts") as document:
            document[f"{writer}-{rank}"] = rank
            document["total"] = document.get("total", 0) + 1


def test_concurrent_writers_lose_nothing(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(store.folder.parent), i, 25)) for i in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
        assert writer.exitcode == 0
    document = store.read("attempts")
    assert document.pop("total") == 100
    assert document == {f"{i}-{rank}": rank for i in range(4) for rank in range(25)}
    assert asides(store) == []


def test_a_reader_never_sees_half_a_document(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    writer = context.Process(target=_write_many, args=(str(store.folder.parent), 0, 60))
    writer.start()
    seen = 0
    while writer.is_alive():
        document = store.read("attempts")
        assert len(document) >= seen
        seen = len(document)
    writer.join()
    assert asides(store) == []
    assert len(store.read("attempts")) == 61


def test_a_document_held_too_long_by_another_process_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.folder.mkdir()
    # Le délai de dix secondes, sans l'attendre.
    monkeypatch.setattr("dockerlab.workspace.FileLock", lambda path, timeout: FileLock(path, timeout=0.1))
    with (
        FileLock(store.folder / "attempts.lock"),
        pytest.raises(WorkspaceError, match="autre processus") as caught,
        store.change("attempts"),
    ):
        pass
    assert caught.value.remedy


# Tué, plein, interdit

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from dockerlab.workspace import write_atomically
path, rank = Path(sys.argv[1]), 0
while True:
    rank += 1
    write_atomically(path, str(rank % 10) * 2_000_000)
"""


@pytest.mark.parametrize("kill", range(5))
def test_a_killed_writer_leaves_a_whole_file(kill: int, tmp_path: Path) -> None:
    path = tmp_path / "document.json"
    path.write_text("ancien")
    writer = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(path)])
    try:
        until(lambda: path.read_text() != "ancien", 20, "rien n'a été écrit")
        changes = {path.read_text()[:1]}
        until(lambda: changes.add(path.read_text()[:1]) or len(changes) > kill % 3 + 1, 20, "rien ne change")
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    text = path.read_text()
    assert len(text) == 2_000_000
    assert len(set(text)) == 1


def test_what_a_killed_writer_left_does_not_stop_the_next_one(store: Store) -> None:
    with store.change("attempts") as document:
        document["a"] = 1
    (store.folder / ".attempts.json.12345.partiel").write_text('{"a"')
    (store.folder / "attempts.lock").touch()
    with store.change("attempts") as document:
        document["b"] = 2
    assert store.read("attempts") == {"a": 1, "b": 2}


def in_child(action: Callable[[], None], before: Callable[[], None] = lambda: None) -> str:
    """Ce que lève `action` dans un processus à part, dont `before` restreint les droits ou les limites."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before()
            try:
                action()
                text = "rien"
            except DockerlabError as error:
                text = f"{type(error).__name__}\n{error}"
            except BaseException as error:
                text = f"étranger : {type(error).__name__} {error}"
            os.write(write, text.encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(child, 0)
    return text


def change_to(store: Store, size: int) -> Callable[[], None]:
    def action() -> None:
        with store.change("attempts") as document:
            document["a"] = "x" * size

    return action


def limit_files() -> None:
    """Aucun fichier de plus de 10 ko : l'écriture échoue (EFBIG), comme sur un disque plein."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))


def test_a_write_that_the_system_refuses_says_so_and_leaves_the_old_document(store: Store) -> None:
    change_to(store, 10)()
    text = in_child(change_to(store, 100_000), limit_files)
    assert text.startswith("WorkspaceError\n")
    assert "Que faire" in text
    assert store.read("attempts") == {"a": "x" * 10}
    assert not list(store.folder.glob("*.partiel"))


def test_a_full_disk_says_so_and_gives_the_remedy(store: Store) -> None:
    change_to(store, 10)()

    def fill() -> None:
        # Le fichier temporaire du processus fils est posé d'avance sur un disque toujours plein.
        (store.folder / f".attempts.json.{os.getpid()}.partiel").symlink_to("/dev/full")

    text = in_child(change_to(store, 100_000), fill)
    assert text.startswith("WorkspaceError\n")
    assert "disque est plein" in text
    assert "libérez de la place" in text
    assert store.read("attempts") == {"a": "x" * 10}


def become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def open_to_all(path: Path) -> None:
    """Laisse un autre compte traverser le dossier du test."""
    for folder in [path, *path.parents]:
        if "pytest" in folder.name or folder == path:
            folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_says_whose_it_should_be(store: Store) -> None:
    change_to(store, 10)()
    open_to_all(store.folder.parent)
    store.folder.chmod(0o555)
    try:
        text = in_child(change_to(store, 20), become_nobody)
    finally:
        store.folder.chmod(0o755)
    assert text.startswith("WorkspaceError\n")
    assert "Que faire" in text
    assert store.read("attempts") == {"a": "x" * 10}


def test_a_file_that_cannot_be_read_says_so(store: Store) -> None:
    put(store, "attempts", "{}").chmod(0o000)
    open_to_all(store.folder.parent)
    text = in_child(lambda: print(store.read("attempts")), become_nobody)
    assert text.startswith("WorkspaceError\n")
    assert "Que faire" in text
    assert asides(store) == []


def test_an_atomic_write_keeps_no_leftover(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "un")
    write_atomically(tmp_path / "a", "deux")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "deux"


# Où est le cours


def make_course(folder: Path) -> Path:
    for marker in MARKERS:
        (folder / marker).mkdir(parents=True)
    return folder


def test_the_course_is_found_from_any_of_its_folders(tmp_path: Path) -> None:
    root = make_course(tmp_path / "été")
    (root / "travail" / "profond").mkdir(parents=True)
    assert find_course(root / "travail" / "profond") == root.resolve()
    assert find_course(tmp_path) is None


def test_outside_the_course_a_notebook_is_told_which_folder_was_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        course_root(inside=True)
    assert str(tmp_path) in caught.value.what
    assert str(installed_course()) in caught.value.cause
    assert "./cours" in caught.value.remedy


def test_outside_the_course_the_command_uses_the_one_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert course_root() == installed_course()


def test_a_working_folder_that_was_removed_is_one_of_our_errors(tmp_path: Path) -> None:
    folder = tmp_path / "parti"
    folder.mkdir()

    def leave() -> None:
        os.chdir(folder)
        shutil.rmtree(folder)

    text = in_child(lambda: print(course_root(inside=True)), leave)
    assert text.startswith("UsageError\n")


def test_the_documents_are_plain_json_that_a_person_can_read(store: Store) -> None:
    with store.change("attempts") as document:
        document["été"] = 1
    text = store.path("attempts").read_text(encoding="utf-8")
    assert "été" in text
    assert json.loads(text) == {"été": 1}

"""Le fichier de salle : ce qu'il contient, et tout ce qu'il faut refuser de croire quand on en reçoit un."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from paths import ROOT
from test_images import ImageEngine, current

from dockerlab.building import RECIPE_LABEL, Tell, recipe_hash
from dockerlab.bundle.contents import IMAGES, MANIFEST, WHEELS, Manifest, Member, here
from dockerlab.bundle.loading import load
from dockerlab.bundle.making import make_bundle
from dockerlab.bundle.opening import is_bundle, main, must_fit_course, must_fit_machine, open_bundle
from dockerlab.bundle.wheels import check_python, collect_wheels, platforms, selections
from dockerlab.dockerhosts import DEFAULT_VERSION, host_image
from dockerlab.engine import Json
from dockerlab.errors import BundleError, EngineGone, UsageError, WorkspaceError
from dockerlab.images import CATALOGUE

LONG = "une_roue_au_nom_long-1.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl"
PRESENT = {"a-1.0-py3-none-any.whl": b"roue a", LONG: b"roue b" * 1000}


class RoomEngine(ImageEngine):
    """Le moteur factice des images, qui a une architecture et se souvient de ce qu'on lui charge."""

    def __init__(self, architecture: str = "amd64") -> None:
        super().__init__()
        self.add(host_image(DEFAULT_VERSION), recipe=recipe_hash("hote"))
        self.architecture, self.loads = architecture, 0
        self.saved = [b"dockerlab/nginx ", b"dockerlab/outils"]

    def inspect_image(self, name: str) -> Json:
        entry = super().inspect_image(name)
        entry["Architecture"] = self.architecture
        return entry

    def version(self) -> Json:
        return {"Arch": self.architecture}

    def load(self, archive: object) -> None:
        self.loads += 1
        super().load(archive)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def no_docker_command(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans la commande docker, Compose (60 Mo) n'est ni pris, ni posé dans le dossier personnel."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("vide")))


def collect(lock: Path, folder: Path, pythons: Sequence[str], tell: Tell) -> None:
    folder.mkdir()
    for name, content in PRESENT.items():
        (folder / name).write_bytes(content)


def made(folder: Path, *, collect: Callable[..., None] = collect, engine: ImageEngine | None = None) -> Path:
    file = folder / "salle.tar"
    make_bundle(engine or current(RoomEngine()), file, collect=collect)  # type: ignore[arg-type]
    return file


def rewritten(file: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """Le même fichier, `salle.json` changé ; rien d'autre ne bouge, puisque sa place est réservée."""
    offset = tarfile.BLOCKSIZE
    manifest = change(open_bundle(file).manifest)
    with file.open("r+b") as stream:
        stream.seek(offset)
        stream.write(manifest.encode())
    return file


# L'écrire


def test_it_begins_with_what_it_says_of_itself_and_says_it_of_every_byte(tmp_path: Path) -> None:
    file = made(tmp_path)
    with tarfile.open(file, "r:") as archive:
        entries = archive.getmembers()
        assert [entry.name for entry in entries] == [
            MANIFEST, *(f"{WHEELS}{name}" for name in PRESENT), IMAGES,
        ]  # fmt: skip
        contents = {entry.name: archive.extractfile(entry).read() for entry in entries}  # type: ignore[union-attr]
    document = json.loads(contents.pop(MANIFEST))
    assert {m["name"]: (m["size"], m["sha256"]) for m in document["members"]} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in contents.items()
    }
    assert contents[IMAGES] == b"dockerlab/nginx dockerlab/outils"
    assert [image["name"] for image in document["images"]] == [
        *(image.name for image in CATALOGUE), host_image(DEFAULT_VERSION),
    ]  # fmt: skip
    assert (document["system"], document["machine"], *document["pythons"]) == here()
    assert re.match(r"\d{4}-\d\d-\d\dT", document["date"])
    assert os.listdir(tmp_path) == ["salle.tar"]  # noqa: PTH208


def test_images_that_are_missing_here_are_obtained_first(tmp_path: Path) -> None:
    engine = current(RoomEngine())
    engine.tags.pop("dockerlab/livre")
    made(tmp_path, engine=engine)
    assert engine.built == ["dockerlab/livre"]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def offline(*_: object) -> None:
    raise BundleError("pas d'Internet")


@pytest.mark.parametrize(
    ("collect", "error"), [(full, WorkspaceError), (stopped, KeyboardInterrupt), (offline, BundleError)]
)
def test_a_making_that_fails_keeps_the_old_file_and_leaves_nothing_else(
    collect: Callable[..., None], error: type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "salle.tar").write_bytes(b"ancien")
    with pytest.raises(error) as caught:
        made(tmp_path, collect=collect)
    assert (tmp_path / "salle.tar").read_bytes() == b"ancien"
    assert os.listdir(tmp_path) == ["salle.tar"]  # noqa: PTH208
    if isinstance(caught.value, WorkspaceError):
        assert "le disque est plein" in caught.value.cause
        assert re.search(r"\d,\d Go", caught.value.remedy)


def test_an_engine_that_goes_away_while_saving_leaves_nothing(tmp_path: Path) -> None:
    class Cut(RoomEngine):
        def save(self, names: object) -> object:  # type: ignore[override]
            yield b"abc"
            raise EngineGone("parti")

    with pytest.raises(EngineGone):
        made(tmp_path, engine=current(Cut()))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_a_file_cannot_be_is_refused_before_any_work(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "absent" / "salle.tar"):
        with pytest.raises(UsageError) as caught:
            make_bundle(RoomEngine(), file, collect=stopped)  # type: ignore[arg-type]
        assert caught.value.remedy


# Les roues


def test_wheels_are_chosen_for_both_ends_of_a_python_version() -> None:
    lock = (
        "a==1\n    # via b\nb==2; sys_platform == 'win32'\nc==3; python_full_version < '3.12'\n"
        "d==4; python_full_version < '3.11.5'\nd==5; python_full_version >= '3.11.5'\n"
    )
    assert list(selections(lock, "3.11")) == [(0, ["a==1", "c==3", "d==4"]), (99, ["d==5"])]
    assert list(selections(lock, "3.13")) == [(0, ["a==1", "d==5"])]


def test_the_lock_of_the_course_has_nothing_that_cannot_be_pinned() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    for python in ("3.11", "3.12", "3.13"):
        asked = [line for _, lines in selections(lock, python) for line in lines]
        assert len(asked) > 80
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in asked)


def test_wheels_for_a_newer_libc_than_the_oldest_system_of_the_course_are_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.41"))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert platforms()[0] == "manylinux_2_36_x86_64"
    assert {"manylinux_2_17_x86_64", "manylinux2014_x86_64"} <= set(platforms())
    monkeypatch.setattr("platform.libc_ver", lambda: ("", ""))
    assert platforms() == []


@pytest.mark.parametrize("text", ["2.7", "3.10", "3", "python3", "3.11.2", ""])
def test_a_python_where_the_course_does_not_install_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        check_python(text)


def test_without_an_index_pip_says_why_and_the_error_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    (tmp_path / "lock").write_text("rich==15.0.0\n")
    with pytest.raises(BundleError, match=r"3\.11") as caught:
        collect_wheels(tmp_path / "lock", tmp_path / "roues", ["3.11"])
    assert "rich==15.0.0" in caught.value.cause
    assert "Internet" in caught.value.remedy


# Le relire : rien n'est cru


def cut_at(part: float) -> Callable[[Path], object]:
    return lambda file: os.truncate(file, int(file.stat().st_size * part))


def an_export(file: Path) -> None:
    with tarfile.open(file, "w") as archive:
        archive.addfile(tarfile.TarInfo("manifest.json"), io.BytesIO())


def only_its_beginning(file: Path) -> None:
    with tarfile.open(file, "w") as archive:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = 2
        archive.addfile(entry, io.BytesIO(b"{}"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda file: file.unlink(), "ne peut pas être lu"),
        (lambda file: (file.unlink(), file.mkdir()), "ne peut pas être lu"),
        (lambda file: file.write_bytes(b""), "n'est pas un fichier de salle"),
        (lambda file: file.write_text("bonjour" * 1000), "n'est pas un fichier de salle"),
        (an_export, "n'est pas un fichier de salle"),
        (only_its_beginning, "n'est pas un fichier de salle"),
        *((cut_at(part), "tronqué ou abîmé") for part in (0.1, 0.5, 0.9, 0.96)),
    ],
    ids=["absent", "dossier", "vide", "texte", "export", "autre-json", "coupé-10", "coupé-50", "coupé-90", "coupé-96"],
)  # fmt: skip
def test_a_file_that_is_not_one_or_is_cut_is_refused_in_french(
    damage: Callable[[Path], object], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path)
    damage(file)
    assert main([str(file), str(tmp_path / "roues")]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Que faire" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "roues").exists()


@pytest.mark.parametrize("name", [f"{WHEELS}a-1.0-py3-none-any.whl", IMAGES])
def test_a_single_changed_byte_is_seen_before_anything_is_taken(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path)
    with file.open("r+b") as stream:
        stream.seek(open_bundle(file).offsets[name])
        stream.write(b"X")
    assert main([str(file)]) == 0
    assert main([str(file), str(tmp_path / "roues")]) == 2
    assert "tronqué ou abîmé" in capsys.readouterr().err
    assert not (tmp_path / "roues").exists()


@pytest.mark.parametrize(
    "name", ["../fuite.whl", "/tmp/fuite.whl", "roues/../../fuite.whl", "roues/.cache.whl", "roues/a/b.whl", "roues/a\n.whl", "autre", "", 3]
)  # fmt: skip
def test_a_member_cannot_choose_where_it_is_written(name: str, tmp_path: Path) -> None:
    manifest = open_bundle(made(tmp_path)).manifest
    hostile = replace(manifest, members=(Member(name, 1, "0"),))
    with pytest.raises(ValueError, match="nom de membre"):
        Manifest.decode(hostile.encode())


def test_members_that_are_links_twice_the_same_or_not_announced_are_refused(tmp_path: Path) -> None:
    whole = open_bundle(made(tmp_path))
    wheel = whole.manifest.wheels[0].name

    def rebuilt(*entries: tarfile.TarInfo) -> Path:
        with tarfile.open(tmp_path / "piege.tar", "w") as archive:
            first = tarfile.TarInfo(MANIFEST)
            content = replace(whole.manifest, members=(Member(wheel, 0, hashlib.sha256().hexdigest()),)).encode()
            first.size = len(content)
            archive.addfile(first, io.BytesIO(content))
            for entry in entries:
                archive.addfile(entry)
        return tmp_path / "piege.tar"

    link = tarfile.TarInfo(wheel)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    plain = tarfile.TarInfo(wheel)
    open_bundle(rebuilt(plain))
    for entries in ([link], [plain, plain], [plain, tarfile.TarInfo("../fuite")], []):
        with pytest.raises(BundleError, match="tronqué ou abîmé"):
            open_bundle(rebuilt(*entries))


def test_a_reading_needs_the_standard_library_only(tmp_path: Path) -> None:
    file = made(tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from dockerlab.bundle.opening import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-I", "-S", "-B", "-c", code, str(ROOT), str(file), str(tmp_path / "roues")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name: path.read_bytes() for path in (tmp_path / "roues").iterdir()} == PRESENT


def test_wheels_that_cannot_be_laid_down_are_an_error_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path)
    (tmp_path / "fichier").touch()
    assert main([str(file), str(tmp_path / "fichier" / "roues")]) == 2
    assert "n'ont pas pu être posées" in capsys.readouterr().err


# Convient-il à ce poste, à ce cours ?


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: replace(m, machine="riscv64"), "riscv64"),
        (lambda m: replace(m, system="Darwin"), "Darwin"),
        (lambda m: replace(m, pythons=("3.99",)), "--python 3.99 "),
        (lambda m: replace(m, lock="autre"), "requirements.lock"),
        (lambda m: replace(m, images=(replace(m.images[0], recipe="autre"),)), "images/nginx"),
        (lambda m: replace(m, images=(replace(m.images[0], folder="inconnu"),)), "images/inconnu"),
    ],
    ids=["machine", "système", "python", "verrou", "recette", "recette-inconnue"],
)
def test_a_file_for_another_machine_or_another_course_is_refused_with_its_remedy(
    change: Callable[[Manifest], Manifest], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(rewritten(made(tmp_path), change))]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Que faire" in err


def test_the_file_made_here_fits_here(tmp_path: Path) -> None:
    bundle = open_bundle(made(tmp_path))
    must_fit_machine(bundle)
    must_fit_course(bundle, ROOT)
    assert is_bundle(bundle.file)
    assert not is_bundle(tmp_path / "absent")


# Le charger


def spoilt(file: Path, name: str) -> Path:
    with file.open("r+b") as stream:
        stream.seek(open_bundle(file).offsets[name])
        stream.write(b"X")
    return file


def test_when_every_image_is_there_the_archive_is_not_even_read(tmp_path: Path) -> None:
    engine = current(RoomEngine())
    assert [line for line in load(engine, spoilt(made(tmp_path), IMAGES)) if "Images" in line] == []  # type: ignore[arg-type]
    assert engine.loads == 0


def test_missing_images_are_loaded_and_an_nginx_from_elsewhere_stays(tmp_path: Path) -> None:
    engine = RoomEngine()
    engine.add("nginx")
    mine = engine.inspect_image("nginx")
    done = load(engine, made(tmp_path))  # type: ignore[arg-type]
    assert any("dockerlab/outils" in line and "nginx" not in line for line in done)
    assert engine.inspect_image("nginx") is mine
    assert engine.has_image("dockerlab/outils")


@pytest.mark.parametrize(
    ("engine", "spoil", "said"), [(RoomEngine(), True, "abîmé"), (RoomEngine("arm64"), False, "arm64")], ids=["abîmé", "autre-architecture"]
)  # fmt: skip
def test_nothing_is_loaded_from_an_archive_that_is_spoilt_or_for_another_engine(
    engine: RoomEngine, spoil: bool, said: str, tmp_path: Path
) -> None:
    file = made(tmp_path)
    with pytest.raises(BundleError) as caught:
        load(engine, spoilt(file, IMAGES) if spoil else file)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert engine.loads == 0


def test_an_export_of_images_is_still_loaded(tmp_path: Path) -> None:
    engine = RoomEngine()
    (tmp_path / "images.tar").write_bytes(b"dockerlab/nginx")
    assert load(engine, tmp_path / "images.tar") == ["Présentes : nginx."]  # type: ignore[arg-type]


def test_an_image_of_ours_from_an_old_recipe_is_loaded_again(tmp_path: Path) -> None:
    engine = current(RoomEngine())
    file = made(tmp_path)
    engine.add("dockerlab/outils", recipe="ancienne")
    load(engine, file)  # type: ignore[arg-type]
    assert RECIPE_LABEL not in engine.inspect_image("dockerlab/outils")["Labels"]

"""Un poste d'une salle sans Internet : « ./cours setup --from FICHIER », le réseau réellement coupé."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from conftest import copy_course
from hosts import host_name
from ordinary_user import NOBODY
from test_bundle import made, rewritten

from dockerlab.bundle.making import make_bundle
from dockerlab.bundle.opening import open_bundle
from dockerlab.dockerhosts import DEFAULT_VERSION, DockerHost, host_image
from dockerlab.engine import Engine
from dockerlab.images import CATALOGUE

# Un espace de noms réseau neuf n'a que sa boucle locale, éteinte ; les sockets Unix, elles, se trouvent par leur chemin.
CUT = ["unshare", "--net", "--"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net", "--"]


@dataclass
class Post:
    """Un poste : sa copie du cours, ses commandes, et de quoi savoir si apt a été appelé."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)

    @property
    def course(self) -> Path:
        return self.folder / "Réseaux Docker"

    @property
    def apt_was_called(self) -> bool:
        return (self.folder / "apt-appelé").exists()

    def command(self, name: str, script: str) -> None:
        path = self.folder / "commandes" / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def start(self, *command: str, cut: bool = True) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*(CUT if cut else []), *command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, **self.options,
        )  # fmt: skip

    def run(self, *command: str, cut: bool = True) -> tuple[int, str]:
        process = self.start(*command, cut=cut)
        output, _ = process.communicate(timeout=300)
        return process.returncode, output


@pytest.fixture
def post() -> Iterator[Post]:
    """Un dossier neuf, lisible par tous, avec une copie du cours dont le chemin a une espace et un accent."""
    folder = Path(tempfile.mkdtemp(prefix="dockerlab-salle-"))
    try:
        folder.chmod(0o755)
        (folder / "commandes").mkdir()
        (folder / "maison").mkdir()
        post = Post(folder)
        copy_course(post.course)
        post.environment = {
            "PATH": f"{folder / 'commandes'}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder / "maison"), "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        post.command("apt-get", f"touch '{folder}/apt-appelé'; exit 1")
        yield post
    finally:
        shutil.rmtree(folder)


def as_an_ordinary_account(post: Post) -> None:
    if os.geteuid() == 0:
        for path in (post.folder, *post.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        post.options = {"user": NOBODY, "group": NOBODY}


# Avant d'installer


@pytest.mark.parametrize("arguments", [["setup", "--from"], ["setup", "--de", "x"], ["setup", "--from", "a", "b"], ["--from", "a"]])  # fmt: skip
def test_a_wrong_call_shows_how_to_call(arguments: list[str], post: Post) -> None:
    code, output = post.run(str(post.course / "cours"), *arguments, cut=False)
    assert code == 2
    assert "setup --from FICHIER" in output


def test_a_file_that_does_not_fit_is_refused_before_anything_is_touched(post: Post, tmp_path: Path) -> None:
    file = rewritten(made(tmp_path), lambda manifest: replace(manifest, lock="autre"))
    shutil.copy(file, post.folder / "autre version.tar")
    (post.folder / "texte.tar").write_text("bonjour")
    for name, said in (("autre version.tar", "autre version du cours"), ("texte.tar", "n'est pas un fichier de salle"), ("absent.tar", "il n'existe pas")):  # fmt: skip
        code, output = post.run(str(post.course / "cours"), "setup", "--from", name, cut=False)
        assert code == 2
        assert said in output
        assert "Que faire" in output
        assert "Traceback" not in output
    assert not (post.course / ".venv").exists()
    assert not (post.course / ".dockerlab").exists()


def test_the_system_packages_that_are_missing_are_named_and_apt_is_never_called(post: Post, tmp_path: Path) -> None:
    shutil.copy(made(tmp_path), post.folder / "salle.tar")
    commands = post.folder / "commandes"
    for path in (path for folder in ("/usr/bin", "/bin") for path in Path(folder).iterdir()):
        if path.name not in ("docker", "dot", "ps", "dockerd", "sudo") and not (commands / path.name).exists():
            (commands / path.name).symlink_to(path)
    python = f'case "$*" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"'
    post.command("python3", python)  # un Python sans venv, comme celui de Debian sans python3-venv
    post.environment["PATH"] = str(commands)
    as_an_ordinary_account(post)
    code, output = post.run(str(post.course / "cours"), "setup", "--from", "salle.tar", cut=False)
    assert code == 2
    needed = next(line for line in output.splitlines() if "apt-get install" in line)
    assert {"python3-venv", "graphviz", "procps", "docker.io"} <= set(needed.split())
    assert "--from n'emploie jamais apt" in needed
    assert not post.apt_was_called
    assert not (post.course / ".venv").exists()


# Le réseau coupé


def images_of(host: DockerHost) -> dict[str, str]:
    return {tag: entry["Id"] for entry in host.engine.images() for tag in entry.get("RepoTags") or []}


def venv_state(post: Post) -> dict[str, int]:
    files = (path for path in (post.course / ".venv").rglob("*") if path.suffix != ".pyc" and path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files}


@pytest.mark.engine
def test_a_post_whose_network_is_cut_is_set_up_from_the_file_and_grades_an_answer(engine: Engine, post: Post) -> None:
    file = post.folder / "salle.tar"
    make_bundle(engine, file)
    setup = (str(post.course / "cours"), "setup", "--from", "salle.tar")
    with DockerHost.start(engine, host_name("salle")) as host:
        post.environment |= {"DOCKER_HOST": host.address, "DOCKER_CONFIG": str(post.folder / "réglages")}
        assert images_of(host) == {}
        code, output = post.run("cat", "/proc/net/dev", "/proc/net/route")
        assert [line.split(":")[0].strip() for line in output.splitlines() if ":" in line] == ["lo"]

        # Interrompu au milieu des bibliothèques, il reprend et va au bout.
        interrupted = post.start(*setup)
        assert interrupted.stdout is not None
        assert any("Bibliothèques" in line for line in iter(interrupted.stdout.readline, ""))
        os.killpg(
            interrupted.pid, signal.SIGTERM
        )  # et non SIGINT : qui lance les tests en arrière-plan l'a fait ignorer
        output, _ = interrupted.communicate(timeout=120)
        assert interrupted.returncode == 130
        assert "Interrompu" in output
        assert images_of(host) == {}
        code, output = post.run(*setup)
        assert code == 0, output
        ids = {image.name: image.id for image in open_bundle(file).manifest.images}
        assert host_image(DEFAULT_VERSION) in ids  # sans Internet, le chapitre 08 a ses hôtes
        found = {name.removesuffix(":latest"): id for name, id in images_of(host).items()}
        assert ids.items() <= found.items()
        assert {f"{image.own}:latest" for image in CATALOGUE} <= images_of(host).keys()

        # Relancé, avec le fichier ou sans, il ne change rien.
        before = (venv_state(post), images_of(host))
        for again in (setup, setup[:2]):
            code, output = post.run(*again)
            assert code == 0, output
            assert "Bibliothèques" not in output
            assert "chargées" not in output
            assert (venv_state(post), images_of(host)) == before
        assert not post.apt_was_called
        assert not (post.course / ".dockerlab" / "roues").exists()

        # Dans ce monde coupé, le cours marche : les images, Compose, un exercice fait et jugé.
        dockerlab = str(post.course / ".venv" / "bin" / "dockerlab")
        code, output = post.run(dockerlab, "images", "--json")
        assert [row["present"] for row in json.loads(output)] == [True] * len(CATALOGUE), output
        assert post.run("docker", "compose", "version")[0] == 0
        assert post.run(dockerlab, "start", "publier-nginx")[0] == 0
        answer = ["docker", "run", "--detach", "--name", "test_nginx", "--publish", "127.0.0.1:8000:80", "nginx"]
        code, output = post.run(*answer)
        assert code == 0, output
        code, output = post.run("sh", "-c", f"'{dockerlab}' check publier-nginx --json 2>/dev/null")
        document = json.loads(output)
        assert (code, document["score"]) == (0, document["max"]), output

"""Ce que les tests partagent : un moteur réel, une copie du cours, un témoin qu'aucun test ne doit toucher."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts import PrivateHosts, remove_abandoned
from paths import ROOT
from witness import witness

from dockerlab.course.desk import Desk
from dockerlab.course.opening import clean_all
from dockerlab.engine import Engine
from dockerlab.images import ensure
from dockerlab.workspace import Store


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Un test qui se saute est rouge : rien ici n'a de raison de ne pas tourner."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Des tests se sont sautés : aucun n'en a le droit.", red=True)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Le moteur de la machine. Son absence fait échouer : un test qui se saute ne prouve rien.

    Une passe à la fois : le ménage de l'une enlèverait ce que l'autre a démarré. Un nom abstrait se rend seul
    quand la passe finit, et ne laisse pas de fichier (man 7 unix).
    """
    engine = Engine.connect()
    with socket.socket(socket.AF_UNIX) as held:
        try:
            held.bind(f"\0dockerlab-tests-{engine.info()['ID']}")
        except OSError:
            pytest.exit("Une autre passe de tests se sert de ce moteur : attendez qu'elle finisse.", 1)
        ensure(engine)
        yield engine


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie du cours, courante, avec son propre `.dockerlab/` : le dossier du dépôt n'est pas touché."""
    root = copy_course(tmp_path / "cours")
    monkeypatch.chdir(root)
    return root


def copy_course(target: Path) -> Path:
    """Copie dans `target` les fichiers suivis par git, et ceux qui ne sont pas encore suivis mais pas ignorés."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture
def desk(course: Path, engine: Engine) -> Iterator[Desk]:
    """Un bureau sur la copie du cours ; tout ce qui est au cours est enlevé avant et après."""
    desk = Desk(course, Store(course), engine)
    clean_all(desk)
    yield desk
    clean_all(desk)


@pytest.fixture
def bystander(engine: Engine) -> Iterator[str]:
    """Un conteneur et un réseau qui ne sont pas au cours : vivants avant, ils doivent être intacts après."""
    with witness(engine) as container:
        yield container


@pytest.fixture(scope="session")
def private_host(engine: Engine) -> Iterator[PrivateHosts]:
    """`private_host(version)` : un hôte Docker à soi, vide, avec nginx et la boîte à outils. On peut tout lui faire."""
    remove_abandoned(engine)
    hosts = PrivateHosts(engine)
    yield hosts
    hosts.remove()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Où vont les captures d'écran : `rapport/captures` du dépôt s'il existe, pour qu'une personne les regarde."""
    folder = ROOT / "rapport" / "captures"
    return folder if folder.is_dir() else tmp_path

"""Vérifier chaque exercice, une fois son but atteint et posé : en combien de temps, et contre la plus lente de ses sondes, seule.

Sur un hôte privé, où même les sondes qui partent de la machine demandent un conteneur d'appoint : c'est le cas le plus lent.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from measuring import Figure, timed

from dockerlab import helpers
from dockerlab.course.attempts import check_exercise
from dockerlab.course.desk import Desk
from dockerlab.course.opening import start_exercise
from dockerlab.dockerhosts import DockerHost, living, remove_hosts, sweep
from dockerlab.dockerhosts.clearing import baseline, clear
from dockerlab.dockerhosts.images import default_version, host_image
from dockerlab.engine import Engine
from dockerlab.grading.exercise import exercise_ids
from dockerlab.grading.report import Report
from dockerlab.images import CATALOGUE, ensure
from dockerlab.workspace import MARKERS, Store, course_root

ROOT = course_root()
ROUNDS = 3
LIMIT = 4.0  # secondes
COURSE = "/cours"  # le cours, sur l'hôte


@contextmanager
def copied() -> Iterator[Path]:
    """Une copie de ce qu'il faut du cours : les ouvertures et les essais de qui mesure ne sont pas touchés."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in (*MARKERS, "solutions"):
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name)
            else:
                shutil.copy2(source, root / name)
        yield root


def solve(host: DockerHost, root: Path, id: str) -> dict[str, str]:
    """Commence l'exercice et en joue une bonne route ; rend les réponses qu'elle dit de taper."""
    _, opened = start_exercise(Desk(root, Store(root), host.engine), id, lambda _: None)
    variables = opened.hosts.environment() if opened.hosts else {}
    for folder in ("exercises", "solutions"):
        host.copy(root / folder / id, f"{COURSE}/{folder}/{id}")
    script = min((root / "solutions" / id).glob("ok-*.sh"), key=lambda path: (path.name != "ok-cli.sh", path))
    environment = [f"{key}={value}" for key, value in variables.items()]
    done = host.execute("env", *environment, "bash", script.name, folder=f"{COURSE}/solutions/{id}")
    assert done.code == 0, done.stderr
    lines = [line.removeprefix("réponse: ") for line in done.stdout.splitlines() if line.startswith("réponse: ")]
    return dict(line.split("=", 1) for line in lines)


def checking(host: DockerHost, root: Path, id: str) -> Figure:
    typed = solve(host, root, id)

    def check() -> Report:
        report = check_exercise(root, id, typed, lambda _: None, address=host.address)
        assert report.passed, repr(report)
        return report

    asked: list[tuple[Engine, Any, dict[str, Any]]] = []
    run_helper = helpers.run_helper

    def noted(engine: Engine, command: Any, **options: Any) -> Any:
        asked.append((engine, command, options))
        return run_helper(engine, command, **options)

    check()  # attend que ce qui vient de démarrer ait tenu
    with mock.patch.object(helpers, "run_helper", noted):
        check()
    ours = statistics.median(timed(check) for _ in range(ROUNDS))
    bare = [
        statistics.median(timed(lambda e=engine, c=command, o=options: run_helper(e, c, **o)) for _ in range(ROUNDS))
        for engine, command, options in asked
    ]
    held = "tenu" if ours <= LIMIT else "DÉPASSÉ"
    return Figure(
        f"vérifier {id}, contre la plus lente de ses {len(bare)} sondes", ours, max(bare), note=f"au plus {LIMIT:g} s : {held}"
    )  # fmt: skip


def measures() -> Iterator[Figure]:
    with Engine.connect() as outer, copied() as root:
        ensure(outer)
        with DockerHost.start(outer, "mesure-exercices", nests=True) as host:
            host.load(
                dict.fromkeys(
                    [*(n for image in CATALOGUE for n in (image.name, image.own)), host_image(default_version())]
                )
            )
            before = baseline(host)
            for id in exercise_ids(root):
                try:
                    yield checking(host, root, id)
                finally:
                    remove_hosts(living(host.engine))
                    sweep(host.engine)
                    clear(host, before)
                    host.execute("rm", "-rf", COURSE)

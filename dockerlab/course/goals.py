"""Le but de chaque exercice : `exercises/ID/but.json`, ce qui est demandé, et `but.png`, son image dans l'énoncé.

`python -m dockerlab.course.goals [ID …]` joue la première bonne route (`ok-cli.sh`, ou le premier `ok-*.sh`) sur un hôte
Docker privé, la vérifie, la lit, et garde ce que l'énoncé en demande ; `--redraw` refait seulement les images.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
import zlib
from pathlib import Path

import nbformat

from ..dockerhosts import DockerHost, Fleet
from ..dockerhosts.images import default_version, host_image
from ..drawing.figure import Figure
from ..engine import Engine
from ..errors import DockerlabError
from ..grading.exercise import Exercise, exercise_ids, load_exercise
from ..grading.gathering import gathered, subject
from ..grading.goal import FILE, read_goal
from ..grading.lodging import read_hosts
from ..grading.runner import run_checks
from ..images import TOOLBOX, ensure, find_image
from ..lab import Lab
from ..snapshot.reading import Scope, read
from ..snapshot.snapshot import Snapshot
from ..workspace import Store, course_root, write_atomically
from .distilling import distilled

PICTURE = "but.png"
COURSE = "/cours"  # le cours, sur l'hôte
_ANSWER = re.compile(r"^réponse\s?:\s*(\w+)=(.*)$", re.M)
_MARK = b"Drawing"  # le mot-clé du texte glissé dans le PNG (PNG, § 11.3.3.2, tEXt)


def route(root: Path, id: str) -> Path | None:
    """La bonne route qui sert de but : `ok-cli.sh`, ou à défaut le premier `ok-*.sh`."""
    folder = root / "solutions" / id
    return min(folder.glob("ok-*.sh"), key=lambda path: (path.name != "ok-cli.sh", path.name), default=None)


def play(root: Path, id: str, engine: Engine) -> Snapshot:
    """Le but de `id`, atteint sur un hôte privé du moteur `engine`. Lève `DockerlabError` si la route n'y mène pas."""
    exercise, script = load_exercise(root, id), route(root, id)
    if script is None:
        raise DockerlabError(f"L'exercice « {id} » n'a pas de bonne route en ligne de commande (ok-*.sh).")
    images = [*exercise.images, TOOLBOX]
    ensure(engine, images)
    scope = Scope(id, exercise.declared)
    owned = [image.own for name in images if (image := find_image(name))]
    with (
        tempfile.TemporaryDirectory() as folder,
        DockerHost.start(engine, f"but-{id}", nests=exercise.hosts is not None) as host,
    ):
        host.load(dict.fromkeys([*images, *owned]))
        variables = _started(host, exercise, images) if exercise.hosts else {}
        if exercise.prepare:
            exercise.prepare(Lab(id, engine=host.engine, session="but"))
        opening = read(host.engine, [scope])
        for name in ("exercises", "solutions"):
            host.copy(root / name / id, f"{COURSE}/{name}/{id}")
        environment = [f"{key}={value}" for key, value in variables.items()]
        output = host.execute("env", *environment, "bash", script.name, folder=f"{COURSE}/solutions/{id}")
        answers = dict(_ANSWER.findall(output.stdout))
        report = run_checks(
            exercise, host.engine, Store(Path(folder)), answers=answers, opening=opening, started=True, help=0
        )
        if output.code or not report.passed:
            raise DockerlabError(f"{script} ne mène pas au but.", cause=f"{output.stderr}\n{report!r}")
        return reached(exercise, host.engine)


def reached(exercise: Exercise, engine: Engine) -> Snapshot:
    """Ce qui est, de l'exercice, sur le moteur `engine` ; et s'il a des hôtes, ce qui est chez eux."""
    if exercise.hosts:
        return gathered(read_hosts(exercise.hosts, engine, read))
    return read(engine, [Scope(exercise.id, exercise.declared)])


def goal_of(exercise: Exercise, reading: Snapshot, root: Path) -> Snapshot:
    """Le but que donne une lecture de `reached`."""
    return distilled(reading, subject(exercise), said(root, exercise))


def _started(host: DockerHost, exercise: Exercise, images: list[str]) -> dict[str, str]:
    """Démarre chez `host` les hôtes de l'exercice ; rend les variables qui disent où ils sont."""
    host.load([host_image(default_version())])
    assert exercise.hosts
    return Fleet.up(host.engine, exercise.hosts, lab=exercise.id, images=images).environment()


def said(root: Path, exercise: Exercise) -> str:
    """Ce que l'énoncé écrit : le but, les titres des vérifications, et la prose qui n'est pas de la solution."""
    parts = [exercise.goal, *(check.title for check in exercise.checks)]
    source = root / "solutions" / exercise.id / "corrige.ipynb"
    if source.exists():
        for cell in nbformat.read(source, as_version=4).cells:
            if cell.cell_type == "markdown" and not {"solution", "attendus"} & set(cell.metadata.get("tags", [])):
                parts.append(cell.source)
    return "\n".join(parts)


def redraw(folder: Path) -> bool:
    """Refait l'image d'un but si elle n'est plus celle que le dessin en ferait. Rend vrai si elle a été refaite."""
    goal = read_goal(folder)
    if goal is None or is_current(folder):
        return False
    figure = Figure.goal(goal)
    picture = figure.save(folder / PICTURE)
    write_atomically(picture, _signed(picture.read_bytes(), _digest(figure)))
    return True


def is_current(folder: Path) -> bool:
    """Vrai si l'image du dossier est celle de son but, telle qu'elle se dessine aujourd'hui."""
    goal, picture = read_goal(folder), folder / PICTURE
    return goal is not None and picture.exists() and _digest(Figure.goal(goal)) in picture.read_bytes()


def _digest(figure: Figure) -> bytes:
    return hashlib.sha256(figure.dot.encode()).hexdigest().encode()


def _signed(png: bytes, digest: bytes) -> bytes:
    """Le PNG avec l'empreinte de ce qui l'a dessiné, avant son dernier morceau (IEND, 12 octets)."""
    body = b"tEXt" + _MARK + b"\0" + digest
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return png[:-12] + chunk + png[-12:]


def main(arguments: list[str]) -> int:
    """Refait les buts des exercices donnés, ou de tous ceux qui ont une route ; avec `--redraw`, leurs images seulement."""
    root = course_root()
    chosen = [name for name in arguments if name != "--redraw"] or exercise_ids(root)
    for id in chosen:
        folder = root / "exercises" / id
        if "--redraw" not in arguments:
            exercise = load_exercise(root, id)
            goal_of(exercise, play(root, id, Engine.connect()), root).save(folder / FILE)
        print(f"{id} : {'image refaite' if redraw(folder) else 'image à jour'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

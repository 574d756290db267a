"""Enregistrer de nouveau les lectures de `tests/recorded/` : la même scène sur un hôte privé de chaque version du moteur.

`python tests/record_snapshots.py [VERSION …]` ; `--dot` : refait seulement les dessins attendus, d'après les lectures gardées.
"""

from __future__ import annotations

import sys

from recordings import RECORDED, VIEWS, golden, path_of

from dockerlab.dockerhosts.host import DockerHost
from dockerlab.dockerhosts.images import VERSIONS
from dockerlab.drawing.figure import Figure
from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX
from dockerlab.model.building import build
from dockerlab.snapshot.reading import read
from dockerlab.snapshot.snapshot import Snapshot


def play_scene(host: DockerHost) -> Snapshot:
    """Joue `scene.sh` sur un hôte neuf, et lit ce qu'elle a fait. Lève `RuntimeError` si elle échoue."""
    host.load(["nginx", TOOLBOX])
    host.copy(RECORDED, "/scene")
    output = host.execute("bash", "/scene/scene.sh")
    if output.code:
        raise RuntimeError(output.stderr)
    return read(host.engine, kernel=True)


def write_drawings(version: str) -> None:
    """Écrit le DOT attendu de chaque vue. Relisez la différence avant de la garder."""
    for view in VIEWS:
        golden(version, view).write_text(Figure(build(Snapshot.load(path_of(version))), view).dot, encoding="utf-8")


def main(versions: list[str]) -> int:
    if versions == ["--dot"]:
        for version in VERSIONS:
            write_drawings(version)
        return 0
    with Engine.connect() as engine:
        for version in versions or VERSIONS:
            with DockerHost.start(engine, f"scene-{version.replace('.', '-')}", version=version, tell=print) as host:
                print(play_scene(host).save(path_of(version)).name, flush=True)
                write_drawings(version)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

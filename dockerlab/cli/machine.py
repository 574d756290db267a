"""Les verbes de la machine : ouvrir le cours, l'examiner, obtenir ses images, préparer une salle."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..terminal import UNABLE, Progress
from ..workspace import Store, course_root
from .common import OK, print_json


def jupyter(options: argparse.Namespace) -> int:
    from ..course.copies import FOLDER, make_copies

    root = course_root()
    make_copies(root, Store(root))
    config = str(Path(__file__).parents[1] / "course" / "jupyter")
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [config, os.environ.get("JUPYTER_CONFIG_PATH")])),
    }
    command = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", f"--ServerApp.root_dir={root / FOLDER}"]
    command += ["--LabApp.default_url=/lab/tree/00-accueil.ipynb"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    sys.stdout.flush()
    os.execve(sys.executable, [*command, *options.rest], environment)


def doctor(options: argparse.Namespace) -> int:
    from ..diagnosis import diagnose

    with Progress() as tell:
        tell("Examen de la machine")
        diagnosis = diagnose()
    if options.json:
        print_json(diagnosis.to_json())
    else:
        print(diagnosis)
    return OK if diagnosis.ready else UNABLE


def images(options: argparse.Namespace) -> int:
    from .. import images
    from ..bundle.loading import load
    from ..compose import ensure_compose
    from ..dockerhosts import DEFAULT_VERSION, has_host_image, host_image
    from ..engine import Engine
    from ..errors import UsageError

    if options.action in ("export", "import") and options.file is None:
        raise UsageError(
            f"« dockerlab images {options.action} » attend un nom de fichier.",
            remedy=f"par exemple « dockerlab images {options.action} images.tar ».",
        )
    if options.action in ("list", "get") and options.file is not None:
        raise UsageError(f"« dockerlab images {options.action} » n'attend pas de fichier.")
    engine = Engine.connect()
    done: list[str] = []
    with Progress() as tell:
        if options.action == "get":
            done = images.ensure(engine, tell=tell)
            done += filter(None, [ensure_compose(engine, tell)])
        elif options.action == "export":
            hosts = [host_image(DEFAULT_VERSION)] if has_host_image(engine) else []
            size = images.export(engine, options.file, tell, also=hosts)
            done = [f"{options.file} : {size / 1e6:.0f} Mo."]
        elif options.action == "import":
            done = load(engine, options.file, tell)
    rows = images.inventory(engine)
    if options.json:
        print_json(
            [{"name": row.image.name, "present": row.present, "origin": row.origin, "size": row.size} for row in rows]
        )
    elif options.action == "list":
        for row in rows:
            print(
                f"{'✔' if row.present else '✘'} {row.image.name:<18} {row.origin if row.present else 'absente':<24} {row.image.purpose}"
            )
        if not all(row.present for row in rows):
            print("« dockerlab images get » se procure celles qui manquent.")
    else:
        print("\n".join(done or ["Toutes les images du cours sont là."]))
    return OK


def bundle(options: argparse.Namespace) -> int:
    from ..bundle.making import make_bundle
    from ..engine import Engine

    with Progress() as tell:
        made = make_bundle(Engine.connect(), options.file, pythons=options.python, tell=tell)
    size = options.file.stat().st_size / 1e6
    print(f"{options.file} : {size:.0f} Mo, pour {made.system} sur {made.machine}, Python {', '.join(made.pythons)}.")
    print(f"Sur chaque poste, depuis le dossier du cours : ./cours setup --from {options.file.name}")
    print("Paquets du système à y installer avant, par apt : python3-venv graphviz procps docker.io")
    return OK

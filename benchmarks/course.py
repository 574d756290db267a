"""Ouvrir le cours, lancer un conteneur, vérifier un exercice : contre le SDK, l'API et JupyterLab seuls."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import docker
from measuring import Figure, interleaved, timed

from dockerlab.course.attempts import check_exercise
from dockerlab.engine import Engine
from dockerlab.images import ensure
from dockerlab.lab import Lab
from dockerlab.workspace import course_root

ROOT = course_root()


def importing() -> Figure:
    """La ligne d'import d'un carnet, `Lab` et son moteur compris, contre celle du SDK."""

    def python(code: str) -> float:
        return timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))

    ours, peer = interleaved(lambda: python("import dockerlab; dockerlab.Lab"), lambda: python("import docker"), 9)
    return Figure("importer dockerlab et son Lab, contre importer docker", ours, peer, 1.5)


def running(engine: Engine) -> Figure:
    """`Lab.run` d'un conteneur qui ne publie rien (aucune attente), contre les mêmes appels de l'API."""
    raw = docker.APIClient(version="auto")
    config = {"Image": "nginx", "ExposedPorts": {}, "HostConfig": {"PortBindings": {}}}

    def ours() -> float:
        with Lab("mesure", engine=engine) as lab:
            return timed(lambda: lab.run("nginx", name="mesure-lab"))

    def peer() -> float:
        def create_and_start() -> None:
            raw.start(raw.create_container_from_config(config, "mesure-brute")["Id"])

        try:
            return timed(create_and_start)
        finally:
            raw.remove_container("mesure-brute", force=True, v=True)

    try:
        return Figure("Lab.run sans attente, contre créer et démarrer par l'API", *interleaved(ours, peer, 5))
    finally:
        raw.close()


def waiting(engine: Engine) -> Figure:
    """`Lab.run` qui publie, attente du service comprise, contre le même sans publication : ce que coûte l'attente."""

    def run(publish: list[str]) -> float:
        with Lab("mesure", engine=engine) as lab:
            return timed(lambda: lab.run("nginx", name="mesure-lab", publish=publish))

    return Figure(
        "Lab.run qui publie et attend nginx, contre sans publier",
        *interleaved(lambda: run(["8000:80"]), lambda: run([]), 5),
    )


def checking(engine: Engine) -> Figure:
    """Une vérification de `publier-nginx` sur un conteneur posé ; la borne est en secondes, le pair une requête nue."""
    container = engine.create_container(
        {
            "Image": "nginx",
            "ExposedPorts": {"80/tcp": {}},
            "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8000"}]}},
        },
        "test_nginx",
    )
    calls: list[str] = []
    send = docker.APIClient.send

    def counted(self: docker.APIClient, request: object, **options: object) -> object:
        calls.append(f"{request.method} {request.url}")  # type: ignore[attr-defined]
        return send(self, request, **options)

    def check() -> None:
        report = check_exercise(ROOT, "publier-nginx", {}, lambda _: None)
        assert report.passed, repr(report)

    try:
        engine.start_container(container)
        check()
        with mock.patch.object(docker.APIClient, "send", counted):
            check()
        ours, peer = interleaved(lambda: timed(check), lambda: timed(lambda: fetch("127.0.0.1", 8000, "/")), 5)
        held = "tenu" if ours <= 0.6 else "DÉPASSÉ"
        return Figure(
            "une vérification de publier-nginx, contre la requête HTTP seule", ours, peer,
            note=f"{len(calls)} appels de l'API ; au plus 0,6 s : {held}",
        )  # fmt: skip
    finally:
        engine.remove_container(container)


def fetch(host: str, port: int, path: str) -> int:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def server(command: list[str]) -> Iterator[float]:
    """Lance un JupyterLab ; rend les secondes écoulées jusqu'à ce qu'il réponde."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "journal"
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": folder, "JUPYTER_DATA_DIR": folder, "PYTHONUNBUFFERED": "1"}
        start = time.perf_counter()
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        try:
            while not answers(log.read_text()):
                if process.poll() is not None or time.perf_counter() - start > 120:
                    raise RuntimeError(f"{command} ne répond pas : {log.read_text()[-800:]}")
                time.sleep(0.02)
            yield time.perf_counter() - start
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def answers(log: str) -> bool:
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", log)
    try:
        return bool(found) and fetch("127.0.0.1", int(found[1]), "/api") == 200
    except OSError:
        return False


def opening() -> Figure:
    """`./cours` relancé, jusqu'à ce que JupyterLab réponde, contre `jupyter lab` seul dans le même environnement."""
    options = ["--no-browser", "--port=0"]
    root = ["--allow-root"] if os.geteuid() == 0 else []
    jupyter = [str(ROOT / ".venv/bin/jupyter"), "lab", "--ip=127.0.0.1", *options, *root]

    def seconds(command: list[str]) -> float:
        with server(command) as elapsed:
            return elapsed

    ours, peer = interleaved(lambda: seconds(["./cours", "--", *options]), lambda: seconds(jupyter), 5)
    return Figure("./cours relancé jusqu'à la réponse de JupyterLab, contre jupyter lab seul", ours, peer, 1.5)


def measures() -> Iterator[Figure]:
    with Engine.connect() as engine:
        ensure(engine)
        yield importing()
        yield running(engine)
        yield waiting(engine)
        yield checking(engine)
        yield opening()

"""Les pannes que traverse une vérification, sur un moteur à soi : jamais un verdict faux, aucun conteneur d'appoint derrière.

Un exercice artificiel pose chaque question du vocabulaire deux fois : là où la bonne réponse est oui (`juste_…`) et là où elle est
non (`faux_…`). Une panne survient au milieu ; chaque verdict doit rester le bon, ou devenir `error`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hosts import PrivateHosts
from polling import until

from dockerlab import helpers
from dockerlab.course.attempts import check_exercise, kept
from dockerlab.dockerhosts import DockerHost
from dockerlab.engine import Engine
from dockerlab.errors import EngineError
from dockerlab.grading import Exercise, judging
from dockerlab.grading.at_once import at_once
from dockerlab.grading.counters import Counter, count_apart
from dockerlab.grading.report import Report
from dockerlab.grading.runner import run_checks
from dockerlab.images import TOOLBOX
from dockerlab.ownership import HELPER
from dockerlab.snapshot.reading import Scope, read
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

pytestmark = pytest.mark.engine

STREET, YARD = "panne-rue", "panne-cour"
WEB, CLIENT, HIDDEN, TOUCHED = "panne-web", "panne-client", "panne-cache", "panne-refait"
NORTH, SOUTH = "panne-nord", "panne-sud"
MEMORIES = (f"{NORTH}-redis", f"{SOUTH}-redis")
NAMES = (WEB, CLIENT, HIDDEN, TOUCHED, NORTH, SOUTH, *MEMORIES)
CLOSED = ("timeout", "unknown-name", "unreachable")
AWHILE = 3.0  # secondes : plus que la patience des sondes


def quiet(_: str) -> None:
    """Personne ne lit l'avancement."""


def vocabulary() -> Exercise:
    """Chaque question du vocabulaire, là où elle doit passer et là où elle doit échouer."""
    exercise = Exercise(title="Essai", goal="but", hints=["1", "2", "3"], containers=NAMES, networks=[STREET, YARD])
    exercise.id = "pannes"

    def ask(name: str, question: Callable[[Any, Any], Any], *, alone: bool = False) -> None:
        def check(situation: Any, probes: Any) -> Any:
            return question(situation, probes)

        check.__name__, check.__doc__ = name, name
        exercise.check(points=1, alone=alone)(check)

    def counters(s: Any, *memories: str) -> list[Counter]:
        ports = zip((NORTH, SOUTH), (8191, 8192), memories, strict=True)
        return [
            Counter(f"http://127.0.0.1:{port}/", s.container(name), s.container(memory)) for name, port, memory in ports
        ]

    ask("juste_stable", lambda s, p: s.container(WEB).is_stable())
    ask("faux_stable", lambda s, p: s.container("panne-absent").is_stable())
    ask("juste_publie", lambda s, p: s.container(WEB).publishes("80/tcp", only_on="127.0.0.1:8190"))
    ask("faux_publie", lambda s, p: s.container(WEB).publishes("80/tcp", only_on="127.0.0.1:8191"))
    ask("juste_intact", lambda s, p: s.container(HIDDEN).is_untouched())
    ask("faux_intact", lambda s, p: s.container(TOUCHED).is_untouched())
    ask("juste_de_la_machine", lambda s, p: p.http("http://127.0.0.1:8190/").reaches(s.container(WEB), server="nginx"))
    ask("faux_de_la_machine", lambda s, p: p.http("http://127.0.0.1:8190/").reaches(s.container(HIDDEN)))
    ask(
        "juste_d_un_conteneur",
        lambda s, p: p.inside(s.container(CLIENT)).http(f"http://{WEB}/").reaches(s.container(WEB)),
    )
    ask(
        "juste_d_un_voisin",
        lambda s, p: p.on(s.network(STREET)).name("enseigne").spreads_over(s.container(WEB), port=80),
    )
    ask("juste_nom", lambda s, p: p.inside(s.container(CLIENT)).name(WEB).leads_to(s.container(WEB)))
    ask("faux_nom", lambda s, p: p.inside(s.container(CLIENT)).name(WEB).leads_to(s.container(HIDDEN)))
    ask("juste_porte", lambda s, p: p.inside(s.container(CLIENT)).can_reach(s.container(WEB), 80))
    ask("juste_mur", lambda s, p: wall(s, p, CLIENT, HIDDEN, TOUCHED))
    ask("faux_mur", lambda s, p: wall(s, p, CLIENT, WEB, NORTH))
    ask("juste_ecoute", lambda s, p: p.listening(s.container(WEB)).on(80))
    ask("faux_ecoute", lambda s, p: p.listening(s.container(WEB)).on(81))
    ask("juste_compte", lambda s, p: count_apart(p, *counters(s, *MEMORIES)), alone=True)
    ask("faux_compte", lambda s, p: count_apart(p, *counters(s, *reversed(MEMORIES))), alone=True)
    return exercise


def wall(s: Any, p: Any, start: str, target: str, control: str) -> Any:
    witness = p.inside(s.container(control))
    return p.inside(s.container(start)).cannot_reach(s.container(target), 80, control=witness, kinds=CLOSED)


# Le moteur que l'on frappe


class Struck(Engine):
    """Un vrai moteur, et ce qui lui arrive au premier appel de `method` du SDK, dans un autre fil, après `delay` secondes."""

    method, delay = "", 0.0

    def strike(self, method: str, delay: float, blow: Callable[[], None]) -> None:
        self.method, self.delay = method, delay
        self.blow = threading.Thread(target=blow)
        self.landed, self._once = threading.Event(), threading.Lock()

    def _call(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if self.method == function.__name__ and self._once.acquire(blocking=False):
            if self.delay:
                threading.Timer(self.delay, self._land).start()
            else:
                self._land()
        return super()._call(function, *arguments, **options)

    def _land(self) -> None:
        self.blow.start()
        self.landed.set()


class Ground:
    """Un hôte, tout ce dont parle l'exercice, en marche, et la lecture de l'ouverture."""

    def __init__(self, host: DockerHost, folder: Path) -> None:
        self.host, self.folder = host, folder
        host.load([TOOLBOX, "nginx", "dockerlab/compteur", "redis"])
        self.opening = self._build()

    def _build(self) -> Snapshot:
        run = [
            f"docker network create --subnet 10.203.252.0/28 {STREET}",
            f"docker network create --subnet 10.203.252.16/28 {YARD}",
            f"docker run -d --name {WEB} --network {STREET} --network-alias enseigne -p 127.0.0.1:8190:80 nginx",
            f"docker run -d --name {CLIENT} --network {STREET} nginx",
            f"docker run -d --name {HIDDEN} --network {YARD} nginx",
            f"docker run -d --name {TOUCHED} --network {YARD} nginx",
        ]
        for name, port, network in ((NORTH, 8191, STREET), (SOUTH, 8192, YARD)):
            run += [
                f"docker run -d --name {name}-redis --network {network} --network-alias {name[6:]} redis",
                f"docker run -d --name {name} --network {network} -e REDIS={name[6:]} -p 127.0.0.1:{port}:8080 dockerlab/compteur",
            ]
        done = self.host.execute("sh", "-ec", "\n".join(run))
        assert done.code == 0, done.stderr
        return self._opened()

    def _opened(self) -> Snapshot:
        opening = read(self.host.engine, [Scope("pannes", vocabulary().declared)])
        self.host.engine.restart_container(TOUCHED)
        return opening

    def revive(self) -> None:
        """Relance l'hôte s'il est arrêté, et ce qui ne tourne plus."""
        if not self.host.outer.inspect_container(self.host.id)["State"]["Running"]:
            self.host.restart()
        stopped = [name for name in NAMES if not self.host.engine.inspect_container(name)["State"]["Running"]]
        for name in stopped:
            self.host.engine.start_container(name)
        if stopped:
            self.opening = self._opened()

    def check(self, engine: Engine | None = None) -> Report:
        return run_checks(
            vocabulary(), engine or self.host.engine, Store(self.folder), answers={}, opening=self.opening, started=True, help=0
        )  # fmt: skip

    def helpers(self, *states: str) -> list[str]:
        """Les conteneurs d'appoint, ou ceux qui sont dans l'un de ces états."""
        entries = self.host.engine.containers(label=HELPER)
        return [entry["Id"] for entry in entries if not states or entry["State"] in states]

    # Les pannes

    def freezes_whole(self) -> None:
        """Tout se fige un moment : le moteur, les conteneurs, les sondes."""
        # Sous cgroup v1, runc renonce quand des processus naissent pendant qu'il fige : il faut recommencer.
        pause = ["docker", "pause", self.host.id]
        until(lambda: subprocess.run(pause, capture_output=True).returncode == 0, 20, "l'hôte ne se fige pas")
        time.sleep(AWHILE)
        subprocess.run(["docker", "unpause", self.host.id], check=True, capture_output=True)

    def freezes_engine(self) -> None:
        """Le moteur seul se fige un moment, et son serveur de noms avec lui ; les conteneurs tournent."""
        self.host.execute("sh", "-c", f"pkill -STOP dockerd; sleep {AWHILE}; pkill -CONT dockerd")

    def freezes_for_good(self) -> None:
        self.host.execute("pkill", "-STOP", "dockerd")

    def thaws(self) -> None:
        self.host.execute("pkill", "-CONT", "dockerd")

    def stops(self) -> None:
        """Le moteur est tué, et ses conteneurs avec lui."""
        subprocess.run(["docker", "kill", self.host.id], check=True, capture_output=True)

    def restarts(self) -> None:
        self.host.restart()

    def loses_the_image(self) -> None:
        self.host.execute("docker", "image", "rm", "--force", TOOLBOX)

    def runs_out_of_addresses(self) -> None:
        script = f"n=0; while docker run -d --name panne-plein-$n --network {STREET} nginx; do n=$((n+1)); done"
        self.host.execute("sh", "-c", script)


@pytest.fixture(scope="module")
def ground(private_host: PrivateHosts, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(private_host(), tmp_path_factory.mktemp("pannes"))


@pytest.fixture
def struck(ground: Ground) -> Iterator[Struck]:
    ground.revive()
    engine = Struck.connect(ground.host.address)
    assert isinstance(engine, Struck)
    with engine:
        yield engine


def statuses(report: Report) -> dict[str, str]:
    return {result.check.id: result.verdict.status.value for result in report.results}


def is_right(id: str, status: str) -> bool:
    return status == "error" or status == ("passed" if id.startswith("juste") else "failed")


def must_be_right(report: Report, *, fresh: Report | None = None) -> None:
    """Chaque verdict est celui d'un moteur sain, ou `error`. `fresh` : ce que l'on voit après, quand l'état lui-même a changé."""
    after = statuses(fresh) if fresh else {}
    found = statuses(report)
    wrong = {id: status for id, status in found.items() if not is_right(id, status) and after.get(id) != status}
    assert not wrong, f"{wrong}\n{report!r}"
    assert all(result.verdict.cause for result in report.results if result.verdict.status.value == "error")


def no_helper_stays(ground: Ground) -> None:
    until(lambda: not ground.helpers(), 60, "un conteneur d'appoint est resté")


def hurt(ground: Ground, struck: Struck, fault: str, method: str, delay: float) -> Report:
    """Le compte rendu d'une vérification au milieu de laquelle `fault` survient."""
    struck.strike(method, delay, getattr(ground, fault))
    try:
        report = ground.check(struck)
    finally:
        assert struck.landed.is_set(), f"{method} n'a jamais été appelé"
        struck.blow.join(60)
    return report


def test_without_a_fault_every_question_gets_its_right_answer(ground: Ground, struck: Struck) -> None:
    found = statuses(ground.check(struck))
    assert found == {id: "passed" if id.startswith("juste") else "failed" for id in found}
    no_helper_stays(ground)


# Le moment : avant la lecture (info), quand part la première sonde (start), pendant qu'elle attend (0,6 s après), quand on
# relit un journal (logs). Toutes les paires ont été essayées ; celles-ci sont celles que la CI a le temps de refaire.
@pytest.mark.parametrize(
    ("fault", "method", "delay"),
    [("freezes_whole", "start", 0.6), ("freezes_engine", "start", 0.0), ("freezes_engine", "logs", 0.0)],
)
def test_an_engine_that_freezes_a_moment(ground: Ground, struck: Struck, fault: str, method: str, delay: float) -> None:
    must_be_right(hurt(ground, struck, fault, method, delay))
    no_helper_stays(ground)


def test_an_engine_that_freezes_for_good(ground: Ground, struck: Struck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LIMIT", 6.0)
    try:
        report = hurt(ground, struck, "freezes_for_good", "start", 0.6)
    finally:
        ground.thaws()
    assert set(statuses(report).values()) == {"error"}
    no_helper_stays(ground)


@pytest.mark.parametrize(("method", "delay"), [("info", 0.0), ("start", 0.6)])
def test_an_engine_that_restarts(ground: Ground, struck: Struck, method: str, delay: float) -> None:
    try:
        report = hurt(ground, struck, "restarts", method, delay)
    except EngineError:  # au milieu de la lecture : il n'y a rien à juger
        return
    must_be_right(report, fresh=ground.check())
    no_helper_stays(ground)


def test_an_engine_that_stops(ground: Ground, struck: Struck) -> None:
    report = hurt(ground, struck, "stops", "start", 0.0)
    assert set(statuses(report).values()) == {"error"}
    ground.revive()
    no_helper_stays(ground)


@pytest.mark.parametrize(("method", "delay"), [("info", 0.0), ("start", 0.0)])
def test_a_toolbox_that_disappears(ground: Ground, struck: Struck, method: str, delay: float) -> None:
    kept = ground.host.engine.inspect_image(TOOLBOX)["Id"]
    ground.host.engine.tag_image(kept, "gardee")
    try:
        report = hurt(ground, struck, "loses_the_image", method, delay)
    finally:
        ground.host.engine.tag_image(kept, TOOLBOX)
    must_be_right(report)
    found = statuses(report)
    assert found["juste_stable"] == "passed", "ce qui n'a pas besoin de la boîte à outils est jugé"
    assert "error" in found.values()
    no_helper_stays(ground)


def test_a_network_without_an_address_left(ground: Ground, struck: Struck) -> None:
    try:
        report = hurt(ground, struck, "runs_out_of_addresses", "info", 0.0)
        again = ground.check(struck)
    finally:
        ground.host.execute("sh", "-c", "docker rm -f $(docker ps -aq --filter name=panne-plein-)")
    must_be_right(report)
    must_be_right(again)
    found = {result.check.id: result.verdict for result in again.results}
    assert found["juste_d_un_voisin"].status.value == "error"
    assert "adresse" in (found["juste_d_un_voisin"].cause or "")
    assert found["juste_nom"].status.value == "passed"
    no_helper_stays(ground)


# Deux vérifications à la fois, un Python tué, un disque plein


def test_two_checks_at_once_are_both_right(ground: Ground, struck: Struck) -> None:
    """Deux fils et un autre processus se partagent le moteur ; chacun compte ses visites, qu'un autre dérange."""
    for report in at_once(ground.check, lambda: ground.check(struck)):
        found = statuses(report)
        assert found == {id: "passed" if id.startswith("juste") else "failed" for id in found}, repr(report)
    no_helper_stays(ground)


@contextmanager
def served(ground: Ground) -> Iterator[str]:
    """Le but de `publier-nginx`, atteint sur l'hôte ; rend l'adresse de son moteur."""
    run = "docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx"
    assert ground.host.execute(*run.split()).code == 0
    try:
        yield ground.host.address
    finally:
        ground.host.execute("docker", "rm", "--force", "test_nginx")


def checking(course: Path, address: str) -> subprocess.Popen[str]:
    """Une vérification dans un processus à elle, comme la lance une personne."""
    return subprocess.Popen(
        [sys.executable, "-c", "import sys; from dockerlab.cli import main; sys.exit(main())", "check", "publier-nginx", "--json"], cwd=course, text=True,
        env={**os.environ, "DOCKER_HOST": address, "PYTHONPATH": str(course)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_checks_in_several_processes_keep_every_attempt(ground: Ground, struck: Struck, course: Path) -> None:
    with served(ground) as address:
        processes = [checking(course, address) for _ in range(3)]
        reports = at_once(
            *(lambda: check_exercise(course, "publier-nginx", {}, quiet, address=address) for _ in range(2))
        )
        written = [process.communicate(timeout=120)[0] for process in processes]
    assert [report.score for report in reports] == [4, 4]
    assert [json.loads(text)["score"] for text in written] == [4, 4, 4]
    assert [attempt["score"] for attempt in kept(Store(course), "publier-nginx")["attempts"]] == [4] * 5
    no_helper_stays(ground)


def test_a_check_killed_in_its_middle_leaves_nothing_and_the_next_one_is_right(
    ground: Ground, struck: Struck, monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    with served(ground) as address:
        process = checking(course, address)
        try:
            until(ground.helpers, 60, "aucune sonde n'est partie")
        finally:
            process.kill()
            process.communicate()
        assert check_exercise(course, "publier-nginx", {}, quiet, address=address).score == 4
        until(lambda: not ground.helpers("running", "exited"), 60, "une sonde n'a pas fini d'elle-même")
        # Tuée entre la création d'une sonde et son départ, il en reste une que rien ne finit : la vérification d'après l'enlève.
        monkeypatch.setattr(helpers, "HELPER_LIFE", -1.0)
        assert check_exercise(course, "publier-nginx", {}, quiet, address=address).score == 4
    no_helper_stays(ground)


def test_a_helper_that_was_made_and_never_started_is_removed_by_the_next_check(
    ground: Ground, struck: Struck, monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    """Ce que laisse un Python tué entre les deux : rien ne le finirait jamais."""
    struck.create_container({"Image": TOOLBOX, "Cmd": ["true"], "Labels": {HELPER: "lecture"}})
    check_exercise(course, "publier-nginx", {}, quiet, address=ground.host.address)
    assert len(ground.helpers()) == 1, "un appoint qui vient de naître est peut-être à une autre vérification"
    monkeypatch.setattr(helpers, "HELPER_LIFE", -1.0)
    check_exercise(course, "publier-nginx", {}, quiet, address=ground.host.address)
    assert ground.helpers() == []


def test_a_full_disk_costs_the_memory_of_the_attempt_and_not_the_verdict(
    ground: Ground, struck: Struck, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = course / ".dockerlab"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "dockerlab-plein", folder], check=True)
    try:
        with pytest.raises(OSError, match="No space left"):
            (folder / "plein").write_bytes(bytes(1 << 20))
        with served(ground) as address:
            report = check_exercise(course, "publier-nginx", {}, quiet, address=address)
            process = checking(course, address)
            out, err = process.communicate(timeout=120)
        assert kept(Store(course), "publier-nginx")["attempts"] == []
    finally:
        subprocess.run(["umount", folder], check=True)
    assert report.passed, repr(report)
    assert json.loads(out)["score"] == 4
    for said in (capsys.readouterr().err, err):
        first, *others = said.strip().splitlines()
        assert "cet essai n'a pas été gardé" in first
        assert "le disque est plein" in " ".join(others)
    no_helper_stays(ground)

"""Rejouer les réponses d'un exercice, bonnes (`ok-*`) ou mauvaises (`ko-*`), chacune depuis l'exercice commencé et intact.

Une réponse se joue sur un hôte Docker privé, comme l'étudiant sur sa machine : 127.0.0.1 et les fichiers montés sont ceux
de l'hôte. La vérification, elle, part d'ici, par la socket de l'hôte. Plusieurs hôtes travaillent côte à côte. Ceux d'un
exercice qui vit sur des hôtes démarrent chez celui-là, et la réponse trouve leurs adresses dans son environnement (RIVE_GAUCHE).
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hosts import ALL_IMAGES, host_name
from paths import ROOT
from witness import witness

from dockerlab.course.attempts import check_exercise
from dockerlab.course.desk import Desk
from dockerlab.course.goals import goal_of, reached
from dockerlab.course.opening import start_exercise
from dockerlab.dockerhosts import DockerHost, default_version, living, remove_hosts, sweep
from dockerlab.dockerhosts.clearing import Baseline, baseline, clear
from dockerlab.dockerhosts.images import host_image
from dockerlab.engine import Engine
from dockerlab.grading.exercise import load_exercise
from dockerlab.grading.report import Report
from dockerlab.grading.verdict import Status
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.workspace import Store

_EXPECTED = re.compile(r"^#\s*attendu:\s*(?P<check>\w+)=(?P<status>\w+)(?::\s*(?P<observed>.+))?$", re.M)
_ANSWER = re.compile(r"^réponse:\s*(\w+)=(.*)$", re.M)

T = TypeVar("T")

PLAY_DEADLINE = 60  # secondes
TIMED_OUT = 124  # le code de timeout(1)
COURSE = "/cours"  # le cours, sur l'hôte
INTERPRETERS = {
    ".sh": ["bash"],
    ".py": ["python3"],
    ".yaml": ["docker", "compose", "--file"],
}
# Les sorties passent par des fichiers : un programme laissé derrière soi les tient, et n'en retient pas la lecture.
_PLAY = """
export LC_ALL=C.UTF-8
timeout --kill-after=5 "$0" "$@" < /dev/null > /tmp/sortie 2> /tmp/erreurs
code=$?
cat /tmp/sortie
cat /tmp/erreurs >&2
exit $code
"""


@dataclass(frozen=True)
class Answer:
    """Une réponse du recueil : son exercice, son fichier, et pour une mauvaise les verdicts qu'elle doit recevoir."""

    exercise: str
    path: Path

    @property
    def right(self) -> bool:
        return self.path.name.startswith("ok-")

    @property
    def expected(self) -> dict[str, tuple[str, str]]:
        """Par vérification : le verdict, et un fragment de ce qui est observé. Ce qui n'est pas cité doit être réussi."""
        text = self.path.read_text(encoding="utf-8")
        return {m["check"]: (m["status"], (m["observed"] or "").strip()) for m in _EXPECTED.finditer(text)}

    @property
    def command(self) -> list[str]:
        """Ce qui la joue, depuis son dossier sur l'hôte."""
        up = ["up", "--detach"] if self.path.suffix == ".yaml" else []
        return [*INTERPRETERS[self.path.suffix], self.path.name, *up]

    def __str__(self) -> str:
        return f"{self.exercise}/{self.path.name}"


def answers(prefix: str) -> list[Answer]:
    """Toutes les réponses du recueil dont le nom commence par `prefix`."""
    found = [path for suffix in INTERPRETERS for path in (ROOT / "solutions").glob(f"*/{prefix}*{suffix}")]
    return [Answer(path.parent.name, path) for path in sorted(found)]


def shortest(exercise: str) -> Answer:
    """Une bonne route : celle de la ligne de commande si elle est au recueil."""
    return min(
        (a for a in answers("ok-") if a.exercise == exercise), key=lambda a: (a.path.name != "ok-cli.sh", a.path)
    )


@dataclass(frozen=True)
class Outcome:
    """Ce qu'a donné une réponse : son code de sortie, ce qu'elle a écrit, un compte rendu par vérification, et le but
    qu'elle donnerait à l'exercice."""

    code: int
    written: str
    reports: tuple[Report, ...]
    goal: Snapshot


@dataclass(frozen=True)
class Neighbours:
    """Des exercices sur une même machine. Un compte rendu de chacun : tous intacts, lui seul avec ceux qui le suivent, tous résolus."""

    untouched: dict[str, Report]
    others_solved: dict[str, Report]
    all_solved: dict[str, Report]


@dataclass(frozen=True)
class Place:
    """Un hôte, l'état auquel il revient entre deux réponses, et une copie du cours pour lui seul."""

    host: DockerHost
    before: Baseline
    root: Path

    def play(self, exercise: str, answer: Answer | None) -> Outcome:
        """Commence l'exercice, joue la réponse s'il y en a une, vérifie : deux fois de suite une bonne réponse."""
        for kept in (self.root / ".dockerlab", self.root / "travail"):
            shutil.rmtree(kept, ignore_errors=True)
        try:
            with witness(self.host.engine):
                variables = self._start(exercise)
                code, written = self._run(answer, variables) if answer else (0, "")
                typed = dict(_ANSWER.findall(written))
                times = 2 if answer and answer.right else 1
                reports = [self._check(exercise, typed) for _ in range(times)]
                goal = self._goal(exercise)
        finally:
            self._empty()
        return Outcome(code, written, tuple(reports), goal)

    def side_by_side(self, exercises: tuple[str, ...]) -> Neighbours:
        """Commence tous ces exercices sur le même hôte, puis les résout un à un, dans cet ordre, chacun vérifié juste avant."""
        for kept in (self.root / ".dockerlab", self.root / "travail"):
            shutil.rmtree(kept, ignore_errors=True)
        typed: dict[str, dict[str, str]] = {exercise: {} for exercise in exercises}
        others_solved: dict[str, Report] = {}
        try:
            variables = {exercise: self._start(exercise) for exercise in exercises}
            untouched = {exercise: self._check(exercise, {}) for exercise in exercises}
            for exercise in exercises:
                others_solved[exercise] = self._check(exercise, {})
                code, written = self._run(shortest(exercise), variables[exercise])
                assert code == 0, written
                typed[exercise] = dict(_ANSWER.findall(written))
            all_solved = {exercise: self._check(exercise, typed[exercise]) for exercise in exercises}
        finally:
            self._empty()
        return Neighbours(untouched, others_solved, all_solved)

    def _start(self, exercise: str) -> dict[str, str]:
        """Commence l'exercice ; rend les variables qui disent où sont ses hôtes, qui démarrent chez celui-ci."""
        engine = self.host.engine
        if load_exercise(self.root, exercise).hosts:
            # Il lui faut leur image, qu'il gardera d'une réponse à l'autre.
            name = host_image(default_version())
            self.host.load([name])
            self.before.images[name] = engine.inspect_image(name)["Id"]
        _, opened = start_exercise(Desk(self.root, Store(self.root), engine), exercise, quiet)
        return opened.hosts.environment() if opened.hosts else {}

    def _empty(self) -> None:
        remove_hosts(living(self.host.engine))
        sweep(self.host.engine)
        clear(self.host, self.before)
        self.host.execute("rm", "-rf", COURSE)

    def _run(self, answer: Answer, variables: Mapping[str, str]) -> tuple[int, str]:
        for folder in ("exercises", "solutions"):
            self.host.copy(self.root / folder / answer.exercise, f"{COURSE}/{folder}/{answer.exercise}")
        environment = [f"{key}={value}" for key, value in variables.items()]
        output = self.host.execute(
            "env", *environment, "bash", "-c", _PLAY, str(PLAY_DEADLINE), *answer.command,
            folder=f"{COURSE}/solutions/{answer.exercise}",
        )  # fmt: skip
        assert output.code != TIMED_OUT, f"{answer} dure plus de {PLAY_DEADLINE} s\n{output.stdout}{output.stderr}"
        return output.code, output.stdout + output.stderr

    def _goal(self, id: str) -> Snapshot:
        exercise = load_exercise(self.root, id)
        return goal_of(exercise, reached(exercise, self.host.engine), self.root)

    def _check(self, exercise: str, typed: dict[str, str]) -> Report:
        return check_exercise(self.root, exercise, typed, quiet, address=self.host.address)


class Replays:
    """Les réponses demandées, jouées dès le début sur quelques hôtes ; chaque test attend la sienne."""

    def __init__(
        self,
        engine: Engine,
        asked: Iterable[tuple[str, Answer | None]],
        copy: Callable[[], Path],
        version: str,
        orders: Iterable[tuple[str, ...]] = (),
    ) -> None:
        self._engine, self._copy, self._version = engine, copy, version
        self._places: list[Place] = []
        self._local, self._lock = threading.local(), threading.Lock()
        asked = list(dict.fromkeys(asked))
        orders = list(orders)
        self._pool = ThreadPoolExecutor(min(len(asked) + len(orders), workers()) or 1)
        self._orders: dict[tuple[str, ...], Future[Neighbours]] = {
            order: self._pool.submit(self._on_a_place, lambda place, order=order: place.side_by_side(order))
            for order in orders
        }
        self._futures: dict[tuple[str, Answer | None], Future[Outcome]] = {
            (exercise, answer): self._pool.submit(
                self._on_a_place, lambda place, exercise=exercise, answer=answer: place.play(exercise, answer)
            )
            for exercise, answer in asked
        }

    def outcome(self, exercise: str, answer: Answer | None = None) -> Outcome:
        """Ce qu'a donné cette réponse, ou l'exercice laissé intact ; lève ce qu'elle a levé."""
        return self._futures[exercise, answer].result(timeout=900)

    def side_by_side(self, order: tuple[str, ...]) -> Neighbours:
        """Ce qu'ont donné ces exercices résolus dans cet ordre sur la même machine."""
        return self._orders[order].result(timeout=900)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for place in self._places:
            place.host.remove()

    def _on_a_place(self, act: Callable[[Place], T]) -> T:
        try:
            return act(self._place())
        except BaseException:
            # L'hôte n'est peut-être plus sain : la réponse suivante en aura un autre.
            self._local.place = None
            raise

    def _place(self) -> Place:
        """L'hôte de ce fil, démarré à la première demande."""
        place: Place | None = getattr(self._local, "place", None)
        if place is None:
            with self._lock:
                rank = len(self._places)
                # Réservé sous le verrou : deux fils n'ont pas le même rang, et l'image n'est construite qu'une fois.
                host = DockerHost.start(self._engine, host_name(f"rejeu-{rank}"), version=self._version, nests=True)
                root = self._copy()
                self._places.append(Place(host, baseline(host), root))
            host.load(ALL_IMAGES)
            place = self._local.place = Place(host, baseline(host), root)
        return place


def workers() -> int:
    """Combien d'hôtes côte à côte : une réponse passe les trois quarts de son temps à attendre que le conteneur tienne."""
    return max(2, min(4, 2 * (os.cpu_count() or 1)))


def quiet(_: str) -> None:
    """Personne ne lit l'avancement d'un rejeu."""


def verdicts(report: Report) -> dict[str, tuple[str, str]]:
    """Par vérification non réussie : le verdict et ce qui est observé."""
    return {
        r.check.id: (r.verdict.status.value, r.verdict.observed)
        for r in report.results
        if r.verdict.status is not Status.PASSED
    }

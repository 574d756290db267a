"""Jouer des expériences une à une : chacune annonce ce qui est attendu, observe, et tient dans son délai."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from platform import release
from typing import Any

from dockerlab.engine import Output
from dockerlab.errors import DockerlabError
from dockerlab.snapshot.reading import read
from dockerlab.snapshot.snapshot import Snapshot


class Surprise(Exception):
    """La machine n'a pas fait ce qui était attendu d'elle."""


class TooLong(Exception):
    """Une expérience a dépassé son délai."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Une expérience. `deadline` : en secondes. `play` rend ce qui a été observé, en une phrase, ou lève `Surprise`."""

    id: str
    title: str
    expected: str
    deadline: int
    play: Callable[[Records], str]


@dataclass(frozen=True, slots=True)
class Result:
    id: str
    title: str
    expected: str
    observed: str
    ok: bool
    seconds: float


@dataclass
class Records:
    """Où vont les lectures : `carnets` pour ce que les carnets montrent, `tests` pour ce que seuls les tests relisent."""

    folder: Path
    engine_version: str
    when: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%d"))

    def path(self, name: str, *, place: str = "carnets") -> Path:
        target = self.folder / place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def snapshot(self, name: str, engine: Any, *, place: str = "carnets") -> Snapshot:
        """Lit un moteur et son noyau, et garde la lecture."""
        found = read(engine, kernel=True)
        expect(bool(found.kernel), f"le noyau n'a pas été lu : {found.kernel_problem}")
        found.save(self.path(name, place=place))
        return found

    def facts(self, name: str, title: str, seen: list[Seen], facts: dict[str, Any]) -> None:
        """Garde ce qui a été tapé et ce qui en est sorti, et les faits que l'on en retient."""
        document = {
            "title": title, "date": self.when, "kernel": release(), "engine": self.engine_version,
            "facts": facts, "seen": [asdict(one) for one in seen],
        }  # fmt: skip
        text = json.dumps(document, ensure_ascii=False, indent=1)
        self.path(name).write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Seen:
    """Une commande telle qu'on la taperait, où, son code et sa sortie."""

    where: str
    command: str
    code: int
    output: str


def expect(condition: bool, what: str) -> None:
    if not condition:
        raise Surprise(what)


def sh(*command: str, timeout: float = 900) -> Output:
    """Une commande sur la machine émulée. `timeout` : en secondes."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=timeout)
    return Output(done.returncode, done.stdout, done.stderr)


def must(output: Output, what: str) -> str:
    """La sortie d'une commande qui doit réussir."""
    expect(output.code == 0, f"{what} : code {output.code}, {(output.stderr or output.stdout).strip()[-300:]}")
    return output.stdout.strip()


def until(condition: Callable[[], bool], what: str, *, deadline: float = 900) -> None:
    """Attend qu'une condition soit vraie. Lève `Surprise` après `deadline` secondes."""
    end = time.monotonic() + deadline
    while not condition():
        expect(time.monotonic() < end, f"{what} : toujours pas après {deadline:g} s")
        time.sleep(0.5)


def play(experiment: Experiment, records: Records) -> Result:
    print(f"\n=== {experiment.id} : {experiment.title}\nATTENDU  {experiment.expected}", flush=True)
    start = time.monotonic()
    try:
        with limit(experiment.deadline):
            observed, ok = experiment.play(records), True
    except DockerlabError as error:
        observed, ok = f"{error.what} {error.cause}".strip(), False
    except (Surprise, TooLong, subprocess.TimeoutExpired) as surprise:
        observed, ok = str(surprise), False
    except Exception:  # le bord : une panne de l'expérience est un résultat, les suivantes se jouent
        observed, ok = traceback.format_exc(limit=-3), False
    seconds = time.monotonic() - start
    print(f"OBSERVÉ  {observed}\n{'réussie' if ok else 'ÉCHEC'}, {seconds:.0f} s", flush=True)
    return Result(experiment.id, experiment.title, experiment.expected, observed, ok, seconds)


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Lève `TooLong` dans le bloc qui dure plus longtemps (man 2 alarm)."""

    def ring(*_: object) -> None:
        raise TooLong(f"pas finie après {seconds} s")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)

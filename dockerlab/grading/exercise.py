"""Un exercice : ce qu'il attend, ses indices, ses vérifications ; lu depuis `exercises/ID/checks.py`."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..dockerhosts import Plan
from ..errors import UsageError, WorkspaceError
from ..images import split
from ..lab import Lab
from ..ownership import Declared
from .verdict import Verdict

CheckFunction = Callable[..., Verdict]


@dataclass(frozen=True, slots=True)
class Check:
    """Une vérification : son nom est son identifiant, sa première ligne de documentation son titre.

    `drawn` : elle porte sur les réseaux ; quand elle échoue, le compte rendu dessine l'écart entre le but et ce qui est.
    """

    id: str
    title: str
    points: int
    after: str | None
    function: CheckFunction
    wants_probes: bool
    drawn: bool = False
    alone: bool = False


class Exercise:
    """Un exercice, tel que `checks.py` l'écrit. C'est le seul endroit qui rassemble ses vérifications."""

    def __init__(
        self,
        *,
        title: str,
        goal: str,
        hints: Sequence[str],
        containers: Sequence[str] = (),
        networks: Sequence[str] = (),
        volumes: Sequence[str] = (),
        projects: Sequence[str] = (),
        images: Sequence[str] = (),
        ports: Sequence[str] = (),
        hosts: Plan | None = None,
        inside: Mapping[str, Declared] | None = None,
        prepare: Callable[[Lab], None] | None = None,
        doomed: Sequence[str] = (),
        chapter: str = "",
    ) -> None:
        """`chapter` : le numéro de sa leçon (« 03 »), ou « tous ». `doomed` : parmi les noms déclarés, ceux que le but est de
        voir disparaître. `hosts` : les hôtes où il vit, que son ouverture démarre ; `inside` : ce que l'étudiant fera
        sur chacun, et qui part avec lui. `images` : celles du catalogue, que l'on se procure avant de commencer, et celles que l'étudiant construira.
        """
        if len(hints) != 3:
            raise ValueError("un exercice a trois indices")
        self.id, self.chapter = "", chapter
        self.folder: Path | None = None
        self.title, self.goal, self.hints, self.prepare = title, goal, tuple(hints), prepare
        self.images, built = split(images)
        self.doomed = tuple(doomed)
        self.hosts, self.inside = hosts, dict(inside or {})
        if set(self.inside) - set(hosts.names if hosts else ()):
            raise ValueError("`inside` nomme un hôte que l'exercice n'a pas")
        if hosts:
            containers, networks = [*containers, *hosts.names], [*networks, hosts.network]
        self.declared = Declared.of(
            containers=containers, networks=networks, volumes=volumes, projects=projects, images=built, ports=ports
        )
        self.checks: list[Check] = []

    def check(
        self, *, points: int, after: CheckFunction | None = None, drawn: bool = False, alone: bool = False
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Ajoute une vérification. `after` : celle sans laquelle celle-ci n'a pas de sens. `drawn` : elle porte sur les réseaux."""

        def register(function: CheckFunction) -> CheckFunction:
            title = (function.__doc__ or "").strip().splitlines()
            parameters = list(inspect.signature(function).parameters)
            if not title or parameters not in (["situation"], ["situation", "probes"]):
                raise ValueError(
                    f"{function.__name__} : il faut un titre en documentation, et (situation) ou (situation, probes)"
                )
            known = {check.id for check in self.checks}
            if function.__name__ in known or (after is not None and after.__name__ not in known):
                raise ValueError(f"{function.__name__} : vérification en double, ou qui dépend d'une suivante")
            self.checks.append(
                Check(
                    function.__name__,
                    title[0],
                    points,
                    after.__name__ if after else None,
                    function,
                    len(parameters) == 2,
                    drawn,
                    alone,
                )
            )
            return function

        return register

    @property
    def max(self) -> int:
        return sum(check.points for check in self.checks)


def exercise_ids(root: Path) -> list[str]:
    """Les exercices du cours, par ordre alphabétique."""
    return sorted(path.parent.name for path in (root / "exercises").glob("*/checks.py"))


def load_exercise(root: Path, id: str) -> Exercise:
    """L'exercice `id`. Lève `UsageError`, avec les noms les plus proches."""
    known = exercise_ids(root)
    if id not in known:
        close = difflib.get_close_matches(id, known, n=3, cutoff=0.4) or known
        raise UsageError(
            f"Aucun exercice ne s'appelle « {id} ».",
            remedy=f"les plus proches : {', '.join(close)} ; « dockerlab exercises » les donne tous.",
        )
    path = root / "exercises" / id / "checks.py"
    spec = importlib.util.spec_from_file_location(f"dockerlab_exercise_{id.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        exercise: Exercise = module.exercise
    except Exception as error:
        # Le fichier d'un auteur peut lever n'importe quoi : le dire en nommant le fichier.
        raise WorkspaceError(
            f"L'exercice « {id} » ne se charge pas : {path} est en défaut.",
            cause=f"{type(error).__name__} : {error}",
            remedy="ce fichier est du cours, non de vous : « git status » dit s'il a été modifié.",
        ) from error
    exercise.id, exercise.folder = id, path.parent
    return exercise

"""Suivre une classe : le relevé d'un étudiant à son poste, et les relevés ramassés par l'enseignant."""

from __future__ import annotations

import getpass
import glob
import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import DockerlabError, UsageError
from ..grading.exercise import load_exercise
from ..grading.marks import LONGEST, Table, table
from ..grading.report import Report
from ..grading.student_report import StudentReport, cleaned, parse
from ..workspace import unusable
from .progress import progress

HEAVIEST = 5_000_000  # octets ; le relevé de tout le cours en fait moins de 100 000


def student_report(reports: Sequence[Report], who: str) -> dict[str, Any]:
    """Le document de « dockerlab check --all --json » : qui, quand (UTC), version du cours, un compte rendu par exercice."""
    return {
        "who": who,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "course": version("dockerlab"),
        "exercises": [report.to_json() for report in reports],
    }


def named(who: str | None) -> str:
    """Le nom à écrire dans un relevé : celui qui est donné, sinon login@machine. Lève `UsageError` s'il ne nomme personne."""
    if who is None:
        return default_who()
    name = cleaned(who)
    if not name.strip("�") or len(name) > LONGEST:
        raise UsageError(
            "--who attend un nom.",
            cause=f"celui-ci a {len(name)} caractères, {LONGEST} au plus." if name.strip("�") else "celui-ci est vide.",
            remedy="par exemple --who « Marie Dupont », entre guillemets droits.",
        )
    return name


def default_who() -> str:
    """login@machine ; un compte sans nom (fréquent dans un conteneur) est dit par son numéro."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError, ImportError):
        login = f"compte-{os.getuid()}" if hasattr(os, "getuid") else "inconnu"
    return cleaned(f"{login}@{socket.gethostname() or 'machine'}")[:LONGEST]


def collect(patterns: Sequence[str]) -> tuple[list[StudentReport], list[DockerlabError]]:
    """Les relevés que contiennent ces fichiers, et ce qui n'a pas pu être lu : un mauvais fichier n'empêche pas les autres.

    Un motif (`*.json`) que l'interpréteur n'a pas développé, comme le fait PowerShell, l'est ici.
    """
    reports: list[StudentReport] = []
    problems: list[DockerlabError] = []
    seen: set[str] = set()
    for pattern in patterns:
        found = sorted(glob.glob(pattern)) if glob.has_magic(pattern) and not os.path.lexists(pattern) else [pattern]  # noqa: PTH207
        if not found:
            problems.append(
                UsageError(f"Aucun fichier ne correspond à {pattern}.", remedy="vérifiez le dossier courant.")
            )
        for name in found:
            if (real := os.path.realpath(name)) in seen:
                continue
            seen.add(real)
            try:
                reports.append(parse(_content(Path(name)), name))
            except DockerlabError as problem:
                problems.append(problem)
    return reports, problems


def marks_table(root: Path, reports: Sequence[StudentReport], chosen: Sequence[str]) -> Table:
    """Le tableau de ces relevés, dans l'ordre du cours. Lève `UsageError` si un exercice choisi n'existe ni ici ni chez eux."""
    course = {row.exercise.id: row.exercise.max for row in progress(root)}
    for id in chosen:
        if not any(id in report.marks for report in reports):
            load_exercise(root, id)
    return table(reports, course, chosen)


def check_output(path: Path) -> None:
    """Refuse d'écrire des notes sur autre chose qu'un .csv : « --output *.json » écraserait le premier relevé."""
    if path.suffix.lower() != ".csv":
        raise UsageError(
            f"Les notes ne s'écrivent pas dans {path}.",
            cause="le nom d'un tableau de notes finit par .csv.",
            remedy="par exemple --output notes.csv ; les relevés se donnent avant.",
        )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(HEAVIEST + 1)
    except OSError as error:
        folder = isinstance(error, IsADirectoryError | PermissionError) and path.is_dir()
        remedy = (
            f"donnez ses fichiers : {path}/*.json." if folder else f"vérifiez son nom et ses droits : « ls -l {path} »."
        )
        raise UsageError(f"{path} n'est pas compté.", cause=unusable(path, error).cause, remedy=remedy) from error
    if len(content) > HEAVIEST:
        raise UsageError(
            f"{path} n'est pas compté.",
            cause=f"il dépasse {HEAVIEST // 1_000_000} Mo : ce n'est pas un relevé.",
            remedy="ne donnez que les fichiers écrits par « dockerlab check --all --json ».",
        )
    return content

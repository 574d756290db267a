"""Les roues Python d'un fichier de salle : celles de `requirements.lock`, pour chaque Python de la salle.

pip (« pip download ») choisit une roue pour un autre Python que le sien, mais lit les conditions du fichier de versions
avec le sien (https://github.com/pypa/pip/issues/11664) : elles sont donc jugées ici, et pip ne reçoit que des versions.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.requirements import Requirement

from ..building import Tell
from ..errors import BundleError, UsageError

OLDEST = (3, 11)
# La libc la plus ancienne où le cours s'installe (Debian 12). Une roue pour une plus récente n'irait pas sur tous les postes.
GLIBC_MINOR = 36
# Les deux bouts d'une même version : des conditions les séparent (« python_full_version < '3.11.5' »).
FIRST_PATCH, LAST_PATCH = 0, 99


def check_python(text: str) -> str:
    """`text`, s'il désigne un Python où le cours s'installe, comme « 3.11 ». Lève `UsageError`."""
    found = re.fullmatch(r"(\d+)\.(\d+)", text)
    if not found or (int(found[1]), int(found[2])) < OLDEST:
        raise UsageError(
            f"« {text} » n'est pas un Python où le cours s'installe.",
            remedy="écrivez 3.11 ou plus récent : « dockerlab bundle FICHIER --python 3.11 3.13 ».",
        )
    return text


def collect_wheels(lock: Path, folder: Path, pythons: Sequence[str], tell: Tell = lambda _: None) -> None:
    """Télécharge dans `folder` les roues de `lock` pour chacun des `pythons`.

    Lève `BundleError` (pas d'Internet, ou une bibliothèque sans roue pour ce Python).
    """
    for python in pythons:
        for patch, requirements in selections(lock.read_text(encoding="utf-8"), python):
            _download(f"{python}.{patch}", requirements, folder, tell)


def selections(lock: str, python: str) -> Iterator[tuple[int, list[str]]]:
    """Ce que le fichier de versions demande pour ce Python : (0, tout), puis (99, ce qui n'est que pour les plus récents)."""
    lines = [Requirement(line) for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)]

    def asked(patch: int) -> list[str]:
        environment = {"python_version": python, "python_full_version": f"{python}.{patch}"}
        return [
            f"{line.name}{line.specifier}" for line in lines if not line.marker or line.marker.evaluate(environment)
        ]

    first = asked(FIRST_PATCH)
    yield FIRST_PATCH, first
    if others := [line for line in asked(LAST_PATCH) if line not in first]:
        yield LAST_PATCH, others


def platforms() -> list[str]:
    """Les étiquettes à accepter (PEP 600), de la plus récente à la plus ancienne ; aucune : celles que pip accepterait ici."""
    if platform.libc_ver()[0] != "glibc":
        return []
    minor, machine = int(platform.libc_ver()[1].split(".")[1]), platform.machine()
    tags = [f"manylinux_2_{number}" for number in range(min(minor, GLIBC_MINOR), 4, -1)]
    return [f"{tag}_{machine}" for tag in (*tags, "manylinux2014", "manylinux2010", "manylinux1")]


def _download(python: str, requirements: list[str], folder: Path, tell: Tell) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--progress-bar=off", f"--dest={folder}", f"--python-version={python}"]
    command += [f"--platform={tag}" for tag in platforms()]
    errors, tail, shown = [], "", python.rpartition(".")[0]
    with subprocess.Popen(
        [*command, *requirements], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        try:
            for line in pip.stdout:
                tail = line.strip() or tail
                if "ERROR" in line or "No space left" in line:
                    errors.append(tail)
                if line.startswith("Collecting "):
                    tell(f"Bibliothèques pour Python {shown} : {line.split()[1]}")
        except BaseException:
            pip.kill()
            raise
    if pip.returncode == 0:
        return
    cause = " ".join(errors)[-300:] or tail
    if "No space left" in cause:
        raise BundleError(
            "Les bibliothèques Python n'ont pas pu être téléchargées.", cause="le disque est plein.",
            remedy="libérez de la place (« df -h » montre ce qui reste), puis recommencez.",
        )  # fmt: skip
    raise BundleError(
        f"Les bibliothèques Python n'ont pas pu être téléchargées pour Python {shown}.", cause=cause,
        remedy="vérifiez la connexion à Internet, et que ce Python existe, puis recommencez.",
    )  # fmt: skip

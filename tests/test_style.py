"""La forme du code : lint, format, types ; et les scripts, par bash lui-même."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from paths import ROOT


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_the_code_keeps_its_form(command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]


# Ce que l'on ne lance qu'à la main : ses types disent au moins si ce qu'il appelle existe encore.
INSIDE = ROOT / "tests" / "machine" / "inside"
BY_HAND = {
    "machine": (INSIDE, sorted(INSIDE.glob("*.py"))),
    "machine/run": (ROOT / "tests", [ROOT / "tests" / "machine" / "run"]),
    "three_engines/run": (ROOT / "tests", [ROOT / "tests" / "three_engines" / "run"]),
    "record": (ROOT / "tests", sorted((ROOT / "tests").glob("record_*.py"))),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_run_by_hand_calls_what_exists(name: str) -> None:
    folder, files = BY_HAND[name]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--scripts-are-modules", *map(str, files)],
        cwd=ROOT, env={**os.environ, "MYPYPATH": f"{ROOT}:{folder}"}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]


@pytest.mark.parametrize("script", ["cours", ".ci/run", "images/nginx/docker-entrypoint.sh", "images/hote/demarrer"])
def test_a_script_parses(script: str) -> None:
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)

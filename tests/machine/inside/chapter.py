"""Les leçons sous nbval, et l'exercice du chapitre 08 en chiffré, sur un noyau qui peut tout ce qu'elles montrent."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import patience
from bench import Records, expect, must, sh

from dockerlab import clean, start
from dockerlab.course.attempts import check_exercise

EXERCISE, ANSWER = "overlay-deux-hotes", "solutions/overlay-deux-hotes/ok-chiffre.sh"
CELL_TIMEOUT = 1800  # secondes


def lesson(name: str, records: Records) -> str:
    """Passe une leçon sous nbval. Les mêmes sorties sont attendues que là où le noyau peut moins."""
    startup = Path.home() / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-patience.py").write_text(Path(patience.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax"]
    log = records.path(f"{name}.log", place="journaux")
    with log.open("w") as output:
        done = subprocess.run(
            [*command, f"--nbval-cell-timeout={CELL_TIMEOUT}", f"notebooks/{name}.ipynb"],
            env={**os.environ, "NO_COLOR": "1"}, stdout=output, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8"))
    clean()
    expect(done.returncode == 0, text[-6000:])
    left = must(sh("docker", "ps", "-aq"), "lister les conteneurs")
    expect(not left, "la leçon a laissé des conteneurs")
    found = re.search(r"(\d+) passed", text)
    return f"{found[1] if found else 0} cellules passées ; il ne reste rien"


def exercise(records: Records) -> str:
    """Résout l'exercice par un réseau chiffré, et le vérifie."""
    start(EXERCISE)
    must(sh("bash", ANSWER), ANSWER)
    address = os.environ["RIVE_GAUCHE"]
    options = must(sh("docker", "-H", address, "network", "inspect", "-f", "{{.Options}}", "bac"), "lire le réseau bac")
    report = check_exercise(Path.cwd(), EXERCISE, {}, lambda _: None)
    clean()
    expect("encrypted" in options, f"le réseau n'est pas chiffré : {options}")
    expect(report.score == report.max, repr(report))
    return f"{report.score:g} points sur {report.max:g}, par un réseau chiffré"

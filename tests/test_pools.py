"""Les réserves d'adresses : ce que la leçon 04 donne pour enregistré est refait sur un moteur à soi, et comparé."""

from __future__ import annotations

import re

import nbformat
import pytest
from hosts import PrivateHosts
from paths import ROOT

LESSON = ROOT / "notebooks" / "04-bridge.ipynb"


def recorded_experiment() -> tuple[str, str]:
    """Le script que la leçon montre sans le faire exécuter, et ce qu'elle dit qu'il a écrit."""
    [text] = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if "```bash" in cell.source]
    [script], [output] = (re.findall(rf"```{kind}\n(.*?)```", text, re.S) for kind in ("bash", "text"))
    return script, output


@pytest.mark.engine
def test_the_recorded_exhaustion_of_the_pools_is_what_an_engine_does(private_host: PrivateHosts) -> None:
    script, output = recorded_experiment()
    assert private_host().execute("bash", "-c", script).stdout == output

"""Les réserves d'adresses : ce que la leçon 04 donne pour enregistré est refait sur un moteur à soi, et comparé."""

from __future__ import annotations

import re

import nbformat
import pytest
from hosts import PrivateHosts
from paths import ROOT

from dockerlab.dockerhosts import VERSIONS

LESSON = ROOT / "notebooks" / "04-bridge.ipynb"


# Ce que dit chaque moteur quand il n'en reste plus : la leçon cite les deux façons.
REFUSALS = {
    "20.10": "could not find an available, non-overlapping IPv4 address pool",
    "26.1": "could not find an available, non-overlapping IPv4 address pool",
    "28.5": "all predefined address pools have been fully subnetted",
}


def recorded_experiment() -> tuple[str, str, str]:
    """Le script que la leçon montre sans le faire exécuter, ce qu'elle dit qu'il a écrit, et tout le texte."""
    [text] = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if "```bash" in cell.source]
    [script], [output] = (re.findall(rf"```{kind}\n(.*?)```", text, re.S) for kind in ("bash", "text"))
    return script, output, text


@pytest.mark.engine
@pytest.mark.parametrize("version", VERSIONS)
def test_the_recorded_exhaustion_of_the_pools_is_what_an_engine_does(version: str, private_host: PrivateHosts) -> None:
    script, output, text = recorded_experiment()
    host = private_host(version)
    assert host.execute("bash", "-c", script).stdout == output
    assert REFUSALS[version] in host.execute("docker", "network", "create", "trop").stderr
    assert f"« {REFUSALS[version]} »" in text

"""La scène des tests : ce qu'un noyau peut ne pas avoir, sur le moteur de la machine elle-même, sans hôte privé."""

from __future__ import annotations

from pathlib import Path

from bench import Records, must, sh

from dockerlab.engine import Engine


def scene(records: Records) -> str:
    must(sh("bash", str(Path(__file__).with_name("scene.sh")), timeout=900), "scene.sh")
    found = records.snapshot("emulee-26.1.json", Engine.connect(), place="tests")
    drivers = sorted({str(network["Driver"]) for network in found.networks})
    return f"{len(found.containers)} conteneurs, {len(found.kernel)} espaces de noms, pilotes {', '.join(drivers)}"

"""Les chiffres que le projet affirme, chacun en rapport avec un pair, mesurés dans un même passage.

`python benchmarks/run.py` les imprime, et rend 1 si une borne est dépassée ; `python benchmarks/run.py network` : ceux de
ce module seulement. Demande un moteur Docker et le port 8000 libre.
"""

from __future__ import annotations

import sys

import course
import grading
import hosts
import network

MODULES = {"course": course, "grading": grading, "network": network, "hosts": hosts}


def main(names: list[str]) -> int:
    held = True
    for name in names or MODULES:
        for figure in MODULES[name].measures():
            print(figure, flush=True)
            held = held and figure.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

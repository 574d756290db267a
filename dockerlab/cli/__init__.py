"""La commande dockerlab : mince, sans logique à elle."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..errors import DockerlabError
from ..terminal import UNABLE, one_line
from . import machine
from .grammar import make_parser

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Le point d'entrée. Rend 0 (tout va), 1 (le travail n'est pas encore bon) ou 2 (n'a pas pu se faire)."""
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run is not machine.jupyter:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except DockerlabError as error:
        print(f"dockerlab : {one_line(error)}", file=sys.stderr)
        return UNABLE
    except BrokenPipeError:
        # Qui lisait a refermé (« | head ») : Python ne doit pas s'en plaindre en vidant sa sortie.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNABLE
    except KeyboardInterrupt:
        print("dockerlab : interrompu.", file=sys.stderr)
        return UNABLE

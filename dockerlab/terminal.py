"""Le terminal : arguments lus et expliqués en français, avancement, erreurs en une ligne."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

from .errors import DockerlabError

UNABLE = 2  # code de sortie : cela n'a pas pu se faire


def one_line(error: DockerlabError) -> str:
    """L'erreur en une ligne, sans caractère de commande : un nom hostile ne pilote pas le terminal."""
    parts = (error.what, error.cause, f"Que faire : {error.remedy}" if error.remedy else "")
    text = " ".join(part for part in parts if part).replace("\n", " ")
    return printable(text)


def printable(text: str) -> str:
    """Le texte, ce qui pourrait piloter le terminal montré par �."""
    return "".join(character if character.isprintable() or character == "\u00a0" else "�" for character in text)


class FrenchParser(argparse.ArgumentParser):
    """argparse, en français."""

    # Les phrases d'argparse que l'on peut rencontrer, et leur traduction.
    _ERRORS = (
        (r"unrecognized arguments: (.*)", r"argument inconnu : \1"),
        (r"the following arguments are required: (.*)", r"il manque : \1"),
        (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\2 n'est pas connu ; choix : \3"),
        (r"argument (\S+): expected one argument", r"\1 attend une valeur"),
        (r"argument (\S+): expected at least one argument", r"\1 attend au moins une valeur"),
        (r"argument (\S+): not allowed with argument (\S+)", r"\1 ne va pas avec \2"),
        (r"argument (\S+): ignored explicit argument (.*)", r"\1 n'attend pas de valeur, et a reçu \2"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 est ambigu ; cela peut être \2"),
        (r"argument (\S+): invalid \S+ value: (.*)", r"\1 : \2 ne convient pas"),
        (r"argument (\S+): (.*)", r"\1 : \2"),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False, "formatter_class": argparse.RawDescriptionHelpFormatter})
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="montre cette aide")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "usage : ", 1)

    def format_help(self) -> str:
        text = super().format_help().replace("usage: ", "usage : ", 1)
        return re.sub(r"^(\w+):$", "\\1 :", text, flags=re.M)

    def error(self, message: str) -> NoReturn:
        for pattern, french in self._ERRORS:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, french, message)
                break
        self.exit(UNABLE, f"{self.format_usage()}{self.prog} : {printable(message)}\n")


class Progress:
    """L'avancement sur l'erreur standard : une ligne vivante sur un terminal ; ailleurs, une ligne toutes les deux secondes."""

    def __enter__(self) -> Callable[[str], None]:
        self._status: Any = None
        self._last = float("-inf")
        if not sys.stderr.isatty():
            return self._print
        from rich.console import Console
        from rich.text import Text

        self._status = Console(stderr=True).status("")
        self._status.start()
        return lambda text: self._status.update(Text(text))

    def _print(self, text: str) -> None:
        if time.monotonic() - self._last >= 2:
            self._last = time.monotonic()
            print(text, file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

"""Ce que l'on peut demander, tiré du code : le tableau de CONTRIBUTING.md se refait de lui, et ne ment pas.

`python -m dockerlab.grading.vocabulary` récrit le tableau ; un test dit s'il est à jour.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from ..workspace import course_root, write_atomically
from .probes import Probes
from .situation import Situation
from .verdict import Verdict

PAGE = "CONTRIBUTING.md"
BEGIN, END = "<!-- vocabulaire -->", "<!-- fin du vocabulaire -->"
FROM = {Situation: "situation", Probes: "probes"}
SIMPLE = ("passed", "failed", "error", "skipped")  # font un verdict, sans rien regarder


def table() -> str:
    """Le vocabulaire en Markdown : un tableau par objet, puis ce qui s'importe."""
    parts = []
    for kind in _kinds():
        name = f"`{FROM[kind]}`" if kind in FROM else f"`{kind.__name__}`"
        rows = [_row(method, skip=1) for method in _methods(kind)]
        parts += [f"**{name}.** {_first(kind)}", "", *_headed(rows), ""]
    rows = [f"| `{f.__name__}{_signature(f)}`, de `{f.__module__}` | {_said(f)} |" for f in _functions()]
    return "\n".join([*parts, "**À importer.**", "", *_headed(rows)])


def page(text: str) -> str:
    """La page, son tableau refait. Lève `ValueError` s'il manque un repère."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE} n'a pas ses repères {BEGIN} et {END}")
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


def _headed(rows: list[str]) -> list[str]:
    return ["| On écrit | Ce qui est demandé |", "|---|---|", *rows]


def _modules() -> Iterator[ModuleType]:
    package = importlib.import_module(__package__ or "")
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _kinds() -> list[type]:
    """Les objets dont une méthode rend un verdict, ou mène à un tel objet : `situation` et `probes` d'abord."""
    found: list[type] = []
    waiting: list[type] = [Situation, Probes]
    while waiting:
        kind = waiting.pop(0)
        if kind not in found:
            found.append(kind)
            waiting += [other for method in _methods(kind) if (other := _returned(method)) not in (None, Verdict)]
    return found


def _methods(kind: type) -> list[FunctionType]:
    methods = [m for name, m in vars(kind).items() if isinstance(m, FunctionType) and not name.startswith("_")]
    return [method for method in methods if _returned(method) is not None]


def _functions() -> list[FunctionType]:
    """Les fonctions publiques qui rendent un verdict sur ce qu'on leur donne."""
    return [
        function
        for module in _modules()
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and not name.startswith(("_", "judge_"))
        and name not in SIMPLE
        and _returned(function) is Verdict
    ]


def _returned(function: FunctionType) -> Any:
    """Le verdict ou l'objet que rend une fonction, d'après son annotation ; rien si c'est autre chose."""
    known = {kind.__name__: kind for module in _modules() for kind in vars(module).values() if _is_ours(kind)}
    return known.get(str(function.__annotations__.get("return", "")))


def _is_ours(kind: Any) -> bool:
    """Vrai d'un objet à interroger : `Exercise`, `Report` et les leurs jugent, et ne s'interrogent pas."""
    if not inspect.isclass(kind) or not kind.__module__.startswith(f"{__package__}."):
        return False
    return kind is Verdict or any(
        str(m.__annotations__.get("return")) == "Verdict" for m in vars(kind).values() if isinstance(m, FunctionType)
    )


def _row(function: FunctionType, *, skip: int) -> str:
    return f"| `{function.__name__}{_signature(function, skip)}` | {_said(function)} |"


def _signature(function: FunctionType, skip: int = 0) -> str:
    """« (port, *, only_on) » : sans annotation."""
    parameters = [
        p.replace(annotation=inspect.Parameter.empty) for p in inspect.signature(function).parameters.values()
    ]
    return str(inspect.Signature(parameters[skip:])).replace("|", "\\|")


def _said(function: FunctionType) -> str:
    returned = _returned(function)
    arrow = "" if returned is Verdict else f" (rend un `{returned.__name__}`)"
    return f"{_first(function)}{arrow}".strip()


def _first(thing: Any) -> str:
    """La première phrase de la documentation, sur une ligne."""
    text = (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")
    return text.replace("|", "\\|")


def main() -> int:
    path = course_root() / PAGE
    write_atomically(path, page(path.read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Ce que déclarent les leçons : lu dans leur première cellule, sans l'exécuter."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat

from ..dockerhosts import Plan
from ..errors import WorkspaceError
from ..images import split
from ..ownership import Declared


def declared_by(path: Path) -> Declared:
    """Les noms et les ports de l'appel `lesson(…)` d'un carnet ; vide s'il n'en a pas. Lève `WorkspaceError`."""
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code" and "lesson(" in cell.source and not cell.source.startswith("%%"):
                return _declared(cell.source)
    except (OSError, ValueError, SyntaxError, AttributeError, TypeError, KeyError, nbformat.ValidationError) as error:
        raise WorkspaceError(f"Le carnet {path.name} est illisible.", cause=str(error)) from error
    return Declared()


def _declared(source: str) -> Declared:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lesson":
            names = {
                key.arg: ast.literal_eval(key.value)
                for key in node.keywords
                if key.arg in Declared.__dataclass_fields__
            }
            hosts = [ast.literal_eval(key.value) for key in node.keywords if key.arg == "hosts"]
            plan = Plan.numbered(hosts[0]) if hosts else None
            if plan:
                names["containers"] = [*names.get("containers", ()), *plan.names]
                names["networks"] = [*names.get("networks", ()), plan.network]
            return Declared.of(**{**names, "images": split(names.get("images", ()))[1]})
    return Declared()

"""Exécuter de nouveau les carnets et garder leurs résultats, débarrassés de ce qui change à chaque fois.

`python -m dockerlab.course.recording [CARNET …]` : ceux donnés, ou tous (leçons et corrigés).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from ..workspace import course_root, write_atomically

CELL_TIMEOUT = 60  # secondes
WIDGET = "application/vnd.jupyter.widget-view+json"
# Ce qui change à chaque passage et n'apprend rien : identifiants entiers, dates des journaux.
_VOLATILE = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<identifiant>"),
    (re.compile(r"\[\d\d/\w{3}/\d{4}(:\d\d){3} [+-]\d{4}\]"), "[date]"),
)


def record(path: Path) -> None:
    """Exécute `path` dans son dossier, et y remplace les résultats. Lève l'erreur de la cellule qui échoue."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        coalesce_streams=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if not _is_only_live(output)]
        for output in cell.get("outputs", []):
            _normalise(output)
    write_atomically(path, nbformat.writes(notebook) + "\n")


def _is_only_live(output: Any) -> bool:
    """Vrai d'un bouton seul : sans noyau derrière lui, il n'en resterait qu'un nom de classe."""
    return set(output.get("data", {})) == {WIDGET, "text/plain"}


def _normalise(output: Any) -> None:
    for holder in (output, output.get("data", {})):
        for key, value in holder.items():
            if key in ("text", "text/plain", "text/html"):
                for pattern, replacement in _VOLATILE:
                    value = pattern.sub(replacement, value)
                holder[key] = value
    # Un bouton enregistré n'a plus de noyau derrière lui : son texte et son HTML suffisent.
    output.get("data", {}).pop(WIDGET, None)


def main(arguments: list[str]) -> int:
    root = course_root()
    chosen = [Path(name).resolve() for name in arguments]
    for path in chosen or [
        *sorted((root / "notebooks").glob("*.ipynb")),
        *sorted((root / "solutions").glob("*/corrige.ipynb")),
    ]:
        print(path.relative_to(root), flush=True)
        record(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

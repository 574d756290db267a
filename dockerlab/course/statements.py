"""L'énoncé tiré du corrigé : `solutions/ID/corrige.ipynb` est la seule source des deux carnets.

Dans le corrigé, les cellules d'étiquette `solution` disparaissent de l'énoncé, où une cellule vide les remplace ; la
cellule d'étiquette `attendus` reçoit, des deux côtés, le tableau des noms et des ports tiré de `checks.py`.

`python -m dockerlab.course.statements` refait tous les énoncés ; `--verify` dit seulement s'ils sont à jour.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from ..grading.exercise import Exercise, exercise_ids, load_exercise
from ..workspace import course_root, write_atomically

PLACEHOLDER = "%%bash -e\n# À vous : écrivez ici vos commandes, dans une ou plusieurs cellules.\n"
LABELS = {
    "containers": "Conteneur", "networks": "Réseau", "volumes": "Volume", "projects": "Projet Compose, si vous prenez cette route",
    "images": "Image à construire", "ports": "Port de la machine",
}  # fmt: skip


def expectations(exercise: Exercise) -> str:
    """Le tableau de ce que l'exercice attend, par noms."""
    rows = [
        f"| {label}{', qui doit avoir disparu' if name in exercise.doomed else ''} | `{name}` |"
        for kind, label in LABELS.items()
        for name in getattr(exercise.declared, kind)
    ]
    points = [f"| {check.title} | {check.points} |" for check in exercise.checks]
    return "\n".join(
        [
            f"**Le but.** {exercise.goal}",
            "",
            "| Ce qui est attendu | Nom |",
            "|---|---|",
            *rows,
            "",
            "| Ce qui sera vérifié | Points |",
            "|---|---|",
            *points,
        ]
    )


def generate(root: Path, id: str) -> dict[Path, str]:
    """Le contenu que doivent avoir le corrigé et l'énoncé de `id`."""
    exercise = load_exercise(root, id)
    source, target = root / "solutions" / id / "corrige.ipynb", root / "exercises" / id / "enonce.ipynb"
    solution = nbformat.read(source, as_version=4)
    for cell in solution.cells:
        if "attendus" in cell.metadata.get("tags", []):
            cell.source = expectations(exercise)
    return {source: _text(solution), target: _text(_statement(solution))}


def _statement(solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    statement: nbformat.NotebookNode = nbformat.from_dict({**solution, "metadata": dict(solution.metadata)})
    cells: list[nbformat.NotebookNode] = []
    for cell in solution.cells:
        tags = cell.metadata.get("tags", [])
        if "solution" not in tags:
            kept = nbformat.from_dict(dict(cell))
            if kept.cell_type == "code":
                kept.outputs, kept.execution_count = [], None
            cells.append(kept)
        elif cell.cell_type == "code" and not (cells and cells[-1].source == PLACEHOLDER):
            cells.append(nbformat.v4.new_code_cell(PLACEHOLDER, id=cell.id))
    statement.cells = cells
    return statement


def _text(notebook: nbformat.NotebookNode) -> str:
    return str(nbformat.writes(notebook)) + "\n"


def main(arguments: list[str]) -> int:
    """Refait les énoncés ; avec `--verify`, rend 1 si l'un n'est pas à jour."""
    root, stale = course_root(), []
    for id in exercise_ids(root):
        for path, text in generate(root, id).items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path)
                if "--verify" not in arguments:
                    write_atomically(path, text)
    for path in stale:
        print(f"{path.relative_to(root)} : {'périmé' if '--verify' in arguments else 'refait'}")
    return 1 if stale and "--verify" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

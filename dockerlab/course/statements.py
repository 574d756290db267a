"""L'énoncé tiré du corrigé : `solutions/ID/corrige.ipynb` est la seule source des deux carnets.

Dans le corrigé, les cellules d'étiquette `solution` disparaissent de l'énoncé, où une cellule vide les remplace ; la
cellule d'étiquette `attendus` reçoit, des deux côtés, le tableau des noms et des ports tiré de `checks.py`, et l'image du
but, en pièce jointe (`goals.py` la dessine ; JupyterLab n'y montre pas de SVG).

`python -m dockerlab.course.statements` refait tous les énoncés ; `--verify` dit seulement s'ils sont à jour.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from pathlib import Path

import nbformat

from ..drawing.figure import Figure
from ..grading.exercise import Exercise, exercise_ids, load_exercise
from ..grading.goal import read_goal
from ..workspace import course_root, write_atomically
from .goals import PICTURE

PLACEHOLDER = "%%bash -e\n# À vous : écrivez ici vos commandes, dans une ou plusieurs cellules.\n"
LABELS = {
    "containers": "Conteneur", "networks": "Réseau", "volumes": "Volume", "projects": "Projet Compose, si vous prenez cette route",
    "images": "Image à construire", "ports": "Port de la machine",
}  # fmt: skip


def expectations(exercise: Exercise) -> str:
    """Ce que l'exercice attend : le but, son image s'il en a une, les noms, les vérifications."""
    rows = [
        f"| {label}{', qui doit avoir disparu' if name in exercise.doomed else ''} | `{name}` |"
        for kind, label in LABELS.items()
        for name in getattr(exercise.declared, kind)
        if not exercise.hosts or name not in (*exercise.hosts.names, exercise.hosts.network)
    ]
    rows += _lodgings(exercise)
    points = [f"| {check.title} | {check.points} |" for check in exercise.checks]
    return "\n".join(
        [
            f"**Le but.** {exercise.goal}",
            "",
            *_picture(exercise),
            "| Ce qui est attendu | Nom |",
            "|---|---|",
            *rows,
            "",
            "| Ce qui sera vérifié | Points |",
            "|---|---|",
            *points,
        ]
    )


def _lodgings(exercise: Exercise) -> list[str]:
    """Les hôtes, que l'ouverture de l'exercice démarre, et ce qui est attendu sur eux."""
    if not exercise.hosts:
        return []
    plan, found = exercise.hosts, dict[tuple[str, str], list[str]]()
    for host, declared in exercise.inside.items():
        for kind, label in LABELS.items():
            for name in getattr(declared, kind):
                found.setdefault((label, name), []).append(f"`{host}`")
    return [f"| Hôte, démarré à l'ouverture, à l'adresse {plan.address(host)} | `{host}` |" for host in plan.names] + [
        f"| {_lodged(label, hosts)} | `{name}` |" for (label, name), hosts in found.items()
    ]


def _lodged(label: str, hosts: list[str]) -> str:
    """« Conteneur, sur `hote-1` » ; le réseau que plusieurs hôtes voient est un seul, et n'est pas à faire sur chacun."""
    if label == LABELS["networks"] and len(hosts) > 1:
        return f"Un seul réseau, vu de {' et de '.join(hosts)}"
    return f"{label}, sur {' et '.join(hosts)}"


def _picture(exercise: Exercise) -> list[str]:
    """L'image du but, avec ses mots pour qui ne la voit pas."""
    goal = read_goal(exercise.folder)
    if goal is None:
        return []
    words = " ".join(fact.sentence for fact in Figure.goal(goal).facts())
    return [f"![Le but. {words.replace('[', '(').replace(']', ')')}](attachment:{PICTURE})", ""]


def _attach(cell: nbformat.NotebookNode, picture: Path) -> None:
    cell.pop("attachments", None)
    if picture.exists():
        cell["attachments"] = {PICTURE: {"image/png": b64encode(picture.read_bytes()).decode()}}


def generate(root: Path, id: str) -> dict[Path, str]:
    """Le contenu que doivent avoir le corrigé et l'énoncé de `id`."""
    exercise = load_exercise(root, id)
    source, target = root / "solutions" / id / "corrige.ipynb", root / "exercises" / id / "enonce.ipynb"
    solution = nbformat.read(source, as_version=4)
    for cell in solution.cells:
        if "attendus" in cell.metadata.get("tags", []):
            cell.source = expectations(exercise)
            _attach(cell, target.parent / PICTURE)
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

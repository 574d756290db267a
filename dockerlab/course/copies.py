"""Les copies de l'étudiant, dans `travail/` : faites une fois, sans les résultats, et jamais écrasées une fois modifiées."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

from ..errors import UsageError, WorkspaceError
from ..workspace import Store, unusable, write_atomically

FOLDER, ARCHIVES = "travail", "archives"
# Dans le dépôt un énoncé a son dossier ; dans travail/ tout est côte à côte, et les liens suivent.
STATEMENT_LINK = re.compile(r"\((?:\.\./)*exercises/([a-z0-9-]+)/enonce\.ipynb\)")
_LESSON_LINK = re.compile(r"\((?:\.\./)+notebooks/([\w-]+\.(?:ipynb|md))\)")


def sources(root: Path) -> dict[str, Path]:
    """Ce que l'étudiant peut ouvrir : nom dans `travail/` → fichier du cours."""
    found = {path.name: path for path in sorted((root / "notebooks").glob("*.ipynb"))}
    found |= {path.name: path for path in sorted((root / "notebooks").glob("*.md"))}
    return found | {f"{path.parent.name}.ipynb": path for path in sorted((root / "exercises").glob("*/enonce.ipynb"))}


def make_copies(root: Path, store: Store) -> list[Path]:
    """Fait toutes les copies qui manquent ; rafraîchit celles que l'étudiant n'a pas touchées."""
    return [_copy(root, store, name, source) for name, source in sources(root).items()]


def make_copy(root: Path, store: Store, id: str) -> Path | None:
    """La copie d'un énoncé ou d'une leçon, faite si elle manque ; rien si le cours n'a pas ce carnet."""
    source = sources(root).get(f"{id}.ipynb")
    return _copy(root, store, f"{id}.ipynb", source) if source else None


def copy_solution(root: Path, store: Store, id: str) -> Path:
    """Le corrigé d'un exercice, posé à côté de la copie de l'étudiant."""
    return _copy(root, store, f"{id}-corrige.ipynb", root / "solutions" / id / "corrige.ipynb")


def reset_copy(root: Path, store: Store, id: str) -> Path | None:
    """Archive la copie et en fait une neuve ; rend le chemin de l'archive, ou rien s'il n'y avait pas de copie.

    Lève `UsageError` si le cours n'a pas ce carnet.
    """
    name = f"{id}.ipynb"
    if name not in sources(root):
        raise UsageError(f"Le cours n'a pas de carnet « {id} ».")
    copy, archive = root / FOLDER / name, None
    if copy.exists():
        archive = root / FOLDER / ARCHIVES / f"{id}-{datetime.now().strftime('%Y-%m-%d-%Hh%Mm%S-%f')}.ipynb"
        try:
            archive.parent.mkdir(parents=True, exist_ok=True)
            copy.rename(archive)
        except OSError as error:
            raise unusable(copy, error) from error
    _copy(root, store, name, sources(root)[name])
    return archive


def _copy(root: Path, store: Store, name: str, source: Path) -> Path:
    target = root / FOLDER / name
    made = store.read("copies").get(name)
    made = made if isinstance(made, dict) else {}
    try:
        origin = _digest(source.read_bytes())
        if target.exists() and (made.get("source") == origin or made.get("copy") != _digest(target.read_bytes())):
            return target  # rien de neuf dans le cours, ou l'étudiant y a mis la main
        text = _prepared(source)
        target.parent.mkdir(exist_ok=True)
        write_atomically(target, text)
    except OSError as error:
        raise unusable(target, error) from error
    except (ValueError, AttributeError, KeyError) as error:
        raise WorkspaceError(
            f"Le carnet {source} du cours est abîmé.", cause=str(error)[:200], remedy="« git checkout » le rétablit."
        ) from error
    with store.change("copies") as document:
        document[name] = {"source": origin, "copy": _digest(text.encode())}
    return target


def _prepared(source: Path) -> str:
    """Le contenu de la copie : sans résultat, pour que personne ne lise la réponse avant la question."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".ipynb":
        import nbformat  # lent à charger, et le plus souvent rien n'est à copier

        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        notebook.metadata.pop("widgets", None)
        text = nbformat.writes(notebook) + "\n"
    return _LESSON_LINK.sub(r"(\1)", STATEMENT_LINK.sub(r"(\1.ipynb)", text))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""La figure : ce que Jupyter affiche (SVG, tableau, texte), et ce qui s'écrit dans un fichier."""

from __future__ import annotations

import itertools
import json
import subprocess
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import graphviz

from ..errors import UsageError, reason
from ..model.topology import Topology
from ..workspace import write_atomically
from . import svg, views, words, words_difference, words_goal
from .dot import Ids, to_dot
from .folding import fold
from .merging import merge
from .scene import Scene
from .spreading import spread
from .text import visible
from .voice import CHANGE, GOAL, Voice

_serial = itertools.count(1)  # des identifiants uniques dans la page

FORMATS = (".svg", ".png", ".dot", ".json")
INSTALL_DOT = "Le programme « dot » de Graphviz manque : l'image n'est pas dessinée. « sudo apt-get install graphviz » l'installe."


@dataclass(frozen=True, slots=True)
class Figure:
    """Une topologie dessinée, ou ce qui a changé depuis `before`. Dans un carnet : image, tableau des mêmes faits et
    texte ; ailleurs, le texte. `voice` : GOAL quand c'est un but, ou ce qui est comparé à lui.

    Lève `UsageError` si la vue n'existe pas, ou ne montre pas cette sorte de topologie (un moteur, ou plusieurs hôtes).
    """

    topology: Topology
    view: str = "simple"
    before: Topology | None = None
    voice: Voice = CHANGE
    serial: int = field(default_factory=lambda: next(_serial), compare=False, repr=False)

    def __post_init__(self) -> None:
        for topology in (self.topology, *([self.before] if self.before else [])):
            views.must_show(self.view, topology)

    @classmethod
    def difference(cls, before: Topology, after: Topology, view: str = "simple") -> Figure:
        """Les deux topologies en une image : ce qui est ajouté, retiré, modifié y est marqué."""
        return cls(after, view, before)

    @classmethod
    def goal(cls, goal: Topology, now: Topology | None = None, view: str = "simple") -> Figure:
        """Un but, ou `now` comparé à lui : ce qui est de trop, ce qui manque, ce qui diffère y est marqué."""
        return cls(goal, view, voice=GOAL) if now is None else cls(now, view, goal, GOAL)

    def __repr__(self) -> str:
        return f"{self.describe()}\n{self.caption()}"

    def describe(self) -> str:
        """La figure en mots, une phrase par ligne."""
        return "\n".join(fact.sentence for fact in self.facts()) or words.NOTHING

    def caption(self) -> str:
        """Sur quoi repose la figure, et ce qui n'y est pas."""
        if self.before is None:
            return words.caption(self.topology) if self.voice.read else words_goal.ALONE
        difference = self.before.diff(self.topology)
        return words_difference.caption(difference) if self.voice.read else words_goal.caption(difference)

    def facts(self) -> list[words.Fact]:
        """Les faits que montre l'image, dans l'ordre où ils se disent."""
        if self.before is None:
            return views.facts(self.topology, self.view) if self.voice.read else words_goal.facts(self.topology)
        told = None if self.voice.read else words_goal.GoalTeller
        return words_difference.facts(self.before.diff(self.topology), self.view, self.voice, told)

    @property
    def scene(self) -> Scene:
        """Ce que montre l'image."""
        view = views.of(self.view)
        after = view.scene(self.topology)
        if self.before is None:
            drawn = replace(after, read=self.voice.read)
        else:
            drawn = merge(view.scene(self.before), after, self.voice)
        return spread(fold(replace(drawn, caption=self.caption())))

    @property
    def dot(self) -> str:
        """Le texte DOT de l'image : les mêmes octets pour les mêmes topologies."""
        return str(to_dot(self.scene).source)

    def svg(self) -> str:
        """L'image, avec titre et description pour qui ne la voit pas. Lève `UsageError` sans Graphviz."""
        scene = self.scene
        return svg.finished(
            render(scene, "svg"), prefix=f"dockerlab-{self.serial}", title=scene.title, description=repr(self),
            tips=Ids(scene).tips(scene),
        )  # fmt: skip

    def document(self) -> dict[str, Any]:
        """Le document JSON : celui de la topologie ; pour une différence, `changes` s'y ajoute."""
        document = self.topology.to_json()
        if self.before is not None:
            document["changes"] = [
                {"what": change.what, "kind": change.kind, "name": change.name, "fields": list(change.fields)}
                for change in self.before.diff(self.topology).changes
            ]
        return document

    def save(self, path: str | Path) -> Path:
        """Écrit la figure ; la fin du nom choisit : .svg, .png, .dot ou .json. Un échec laisse l'ancien fichier entier.

        Lève `UsageError`.
        """
        path = Path(path)
        content = self._content(ending_of(path))
        target = path.resolve()  # au bout d'un lien symbolique, c'est le fichier qui change, et non le lien
        try:
            if target.exists() and not target.is_file():
                target.write_bytes(content)  # un tube, un périphérique : rien à y remplacer
            else:
                write_atomically(target, content)
        except OSError as error:
            raise UsageError(f"« {path} » ne peut pas être écrit.", cause=reason(error)) from error
        return path

    def _content(self, ending: str) -> bytes:
        if ending == ".json":
            return (json.dumps(self.document(), ensure_ascii=False, indent=1) + "\n").encode()
        if ending == ".dot":
            return self.dot.encode()
        return self.svg().encode() if ending == ".svg" else render(self.scene, "png")

    def html(self) -> str:
        """La figure pour une page : l'image, ou sans Graphviz ce qui manque, et le tableau des mêmes faits."""
        return self._repr_mimebundle_()["text/html"]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            picture, said = self.svg(), ""
            shown, parts = svg.as_page_part(picture), {"image/svg+xml": picture}
        except Exception as error:  # un carnet montre toujours au moins les mots
            # Sans image, la légende ne s'y trouve pas : elle est dite dessous.
            shown, parts, said = f"<p>{escape(cannot_draw(error))}</p>", {}, f"<p>{escape(self.caption())}</p>"
        html = f"<figure style='margin:0'>{shown}<figcaption>{said}{self._table()}</figcaption></figure>"
        return {"text/plain": repr(self), "text/html": html, **parts}

    def _table(self) -> str:
        rows = [(fact.kind, fact.text) for fact in self.facts()]
        rows.append(("lecture", self.caption()))
        body = "".join(
            f"<tr><th scope='row' style='text-align:left'>{escape(kind)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for kind, text in rows
        )
        return f"<details><summary>Les mêmes faits, en tableau</summary><table>{body}</table></details>"


def ending_of(path: str | Path) -> str:
    """La fin d'un nom de fichier, en minuscules, quand c'est une de `FORMATS`. Lève `UsageError` qui les donne."""
    ending = Path(path).suffix.lower()
    if ending not in FORMATS:
        raise UsageError(
            f"La fin de « {visible(str(path))} » n'est pas connue.", remedy=f"choisissez {', '.join(FORMATS)}."
        )
    return ending


def cannot_draw(error: Exception) -> str:
    return error.what if isinstance(error, UsageError) else f"L'image n'a pas pu être dessinée : {error}"


def render(scene: Scene, format: str) -> bytes:
    try:
        # D'un seul tenant : ligne par ligne, un `dot` qui s'arrête tôt romprait le tube.
        return bytes(graphviz.pipe("dot", format, str(to_dot(scene).source).encode()))
    except graphviz.ExecutableNotFound as error:
        raise UsageError(INSTALL_DOT) from error
    except subprocess.CalledProcessError as error:
        raise UsageError(
            "Le programme « dot » de Graphviz n'a pas su dessiner.",
            cause=str(error.stderr or error),
            remedy="réinstallez graphviz.",
        ) from error

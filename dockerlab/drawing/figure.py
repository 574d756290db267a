"""La figure : ce que Jupyter affiche (SVG, tableau, texte), et ce qui s'écrit dans un fichier."""

from __future__ import annotations

import itertools
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import graphviz

from ..errors import UsageError
from ..model.topology import Topology
from ..workspace import reason
from . import words
from .dot import INK, node_names, to_dot

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)
_serial = itertools.count(1)  # des identifiants uniques dans la page

FORMATS = (".svg", ".png", ".dot")
INSTALL_DOT = "Le programme « dot » de Graphviz manque : l'image n'est pas dessinée. « sudo apt-get install graphviz » l'installe."


@dataclass(frozen=True, slots=True)
class Figure:
    """Une topologie dessinée. Dans un carnet : image, tableau des mêmes faits et texte ; ailleurs, le texte."""

    topology: Topology
    serial: int = field(default_factory=lambda: next(_serial), compare=False, repr=False)

    def __repr__(self) -> str:
        return f"{words.describe(self.topology)}\n{words.caption(self.topology)}"

    @property
    def dot(self) -> str:
        return str(to_dot(self.topology).source)

    def svg(self) -> str:
        """L'image, avec titre et description pour qui ne la voit pas. Lève `UsageError` sans Graphviz."""
        root = ET.fromstring(self._render("svg"))
        prefix = f"dockerlab-{self.serial}"
        titles = {name: label for (_, label), name in node_names(self.topology).items()} | {
            "host": "Machine : ports publiés"
        }
        for group in root.iter(f"{{{SVG}}}g"):
            group.set("id", f"{prefix}-{group.get('id')}")
            title = group.find(f"{{{SVG}}}title")
            if title is not None:
                ends = [titles.get(end.partition(":")[0], "") for end in (title.text or "").split("--")]
                title.text = " — ".join(end for end in ends if end)
        root.set("role", "img")
        root.set("aria-labelledby", f"{prefix}-titre {prefix}-desc")
        # À la largeur de la page s'il le faut, jamais au-delà de sa taille.
        root.set("style", "max-width:100%;height:auto;color:var(--jp-content-font-color1,currentColor)")
        for tag, text in (("desc", words.describe(self.topology)), ("title", "Conteneurs, réseaux et ports publiés")):
            element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}-{'titre' if tag == 'title' else tag}"})
            element.text = text
            root.insert(0, element)
        return ET.tostring(root, encoding="unicode")

    def save(self, path: str | Path) -> Path:
        """Écrit la figure ; la fin du nom choisit : .svg, .png ou .dot. Lève `UsageError`."""
        path = Path(path)
        if path.suffix not in FORMATS:
            raise UsageError(f"La fin de « {path.name} » n'est pas connue.", remedy=f"choisissez {', '.join(FORMATS)}.")
        if path.suffix == ".dot":
            content = self.dot.encode()
        else:
            content = self.svg().encode() if path.suffix == ".svg" else self._render("png")
        try:
            path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"« {path} » ne peut pas être écrit.", cause=reason(error)) from error
        return path

    def _render(self, format: str) -> bytes:
        try:
            graph = to_dot(self.topology)
            if format == "png":  # un fichier ne sait pas sur quel fond il sera posé
                graph.attr(bgcolor="white")
            # D'un seul tenant : ligne par ligne, un `dot` qui s'arrête tôt romprait le tube.
            return bytes(graphviz.pipe("dot", format, str(graph.source).encode()))
        except graphviz.ExecutableNotFound as error:
            raise UsageError(INSTALL_DOT) from error
        except subprocess.CalledProcessError as error:
            raise UsageError(
                "Le programme « dot » de Graphviz n'a pas su dessiner.",
                cause=str(error.stderr or error),
                remedy="réinstallez graphviz.",
            ) from error

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            picture = self.svg().replace(f'"{INK}"', '"currentColor"')
            parts = {"image/svg+xml": self.svg()}
        except UsageError as error:
            picture, parts = f"<p>{escape(error.what)}</p>", {}
        html = f"<figure style='margin:0'>{picture}<figcaption>{escape(words.caption(self.topology))}</figcaption>{self._table()}</figure>"
        return {"text/plain": repr(self), "text/html": html, **parts}

    def _table(self) -> str:
        rows = [("réseau", words.describe_network(n)) for n in self.topology.networks]
        rows += [("conteneur", words.describe_container(c)) for c in self.topology.containers]
        rows += [("port publié", words.describe_publication(p)) for p in self.topology.publications]
        body = "".join(
            f"<tr><th scope='row' style='text-align:left'>{kind}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for kind, text in rows
        )
        return f"<details><summary>Les mêmes faits, en tableau</summary><table>{body}</table></details>"

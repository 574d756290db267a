"""Ce qui s'affiche : un texte, son jumeau HTML, et des boutons quand un noyau est là pour y répondre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets
from IPython.display import display

from ..drawing.figure import Figure


class View:
    """Un affichage complet : texte partout, HTML dans un carnet, boutons dans JupyterLab."""

    def __init__(self, text: str, html: str = "", panel: ipywidgets.Widget | None = None) -> None:
        self._text, self._panel = text, panel
        self._html = html or f"<p style='white-space:pre-wrap'>{escape(text)}</p>"

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = self._panel._repr_mimebundle_() if self._panel is not None else {}
        return {**live, "text/plain": self._text, "text/html": self._html}


class Drawing(View):
    """Une figure et son bouton « Redessiner ». `figure` est la figure ; `save` l'écrit dans un fichier."""

    def __init__(self, figure: Figure, redraw: Callable[[], str]) -> None:
        self.figure, self.save = figure, figure.save
        self._redraw = redraw

    def __repr__(self) -> str:
        return repr(self.figure)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.figure._repr_mimebundle_()

    def _ipython_display_(self) -> None:
        """La figure, puis le bouton : rouvert sans noyau, le carnet garde la figure et ne perd que le bouton."""
        for shown in (self.figure, drawing_panel(self._redraw)):
            display(shown)  # type: ignore[no-untyped-call]


def drawing_panel(redraw: Callable[[], str]) -> ipywidgets.Widget:
    """Le bouton « Redessiner », et dessous ce que rend `redraw` (du HTML)."""
    button, place = ipywidgets.Button(description="Redessiner", icon="refresh"), ipywidgets.HTML()
    button.on_click(_responder([button], place, "Lecture du réseau…", redraw))
    return ipywidgets.VBox([button, place])


def exercise_panel(html: str, verify: Callable[[], str], hint: Callable[[], str]) -> ipywidgets.Widget:
    """Le compte rendu d'un exercice et ses deux boutons ; `verify` et `hint` rendent du HTML."""
    report, advice = ipywidgets.HTML(value=html), ipywidgets.HTML()
    buttons = [
        ipywidgets.Button(description="Vérifier", button_style="primary"),
        ipywidgets.Button(description="Un indice"),
    ]

    buttons[0].on_click(_responder(buttons, report, "Vérification en cours…", verify))
    buttons[1].on_click(_responder(buttons, advice, "Un instant…", hint))
    return ipywidgets.VBox([report, ipywidgets.HBox(buttons), advice])


def _responder(
    buttons: Sequence[ipywidgets.Button],
    place: ipywidgets.HTML,
    waiting: str,
    action: Callable[[], str],
) -> Callable[[ipywidgets.Button], None]:
    """Ce que fait un bouton : dire qu'il travaille, montrer ce que rend `action`."""

    def respond(_: ipywidgets.Button) -> None:
        for button in buttons:
            button.disabled = True
        place.value = f"<p aria-live='polite'>{waiting}</p>"
        try:
            place.value = action()
        except Exception:
            place.value = "<p>Cela s'est interrompu : le détail est dans le journal de JupyterLab.</p>"
            raise
        finally:
            for button in buttons:
                button.disabled = False

    return respond


def quiz_panel(question: str, choices: Sequence[str], correct: int, because: str) -> ipywidgets.Widget:
    """Une question à choix : la réponse ne se lit qu'après avoir choisi."""
    options = ipywidgets.RadioButtons(
        options=[(text, rank) for rank, text in enumerate(choices)], index=None, layout={"width": "max-content"}
    )
    answer = ipywidgets.HTML()

    def judge(change: dict[str, Any]) -> None:
        if change["new"] is not None:
            right = change["new"] == correct
            answer.value = f"<p aria-live='polite'><b>{'✔ Oui.' if right else '✘ Non.'}</b> {escape(because)}</p>"

    options.observe(judge, names="value")
    return ipywidgets.VBox([ipywidgets.HTML(f"<p><b>{escape(question)}</b></p>"), options, answer])

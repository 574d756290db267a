"""Ce qui s'affiche : un texte, son jumeau HTML, et des boutons quand un noyau est là pour y répondre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets


class View:
    """Un affichage complet : texte partout, HTML dans un carnet, boutons dans JupyterLab."""

    def __init__(self, text: str, html: str = "", panel: ipywidgets.Widget | None = None) -> None:
        self._text, self._panel = text, panel
        self._html = html or f"<p style='white-space:pre-wrap'>{escape(text)}</p>"

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = self._panel._repr_mimebundle_() if self._panel is not None else {}
        return {**live, "text/plain": self._text, "text/html": self._html}


def exercise_panel(html: str, verify: Callable[[], str], hint: Callable[[], str]) -> ipywidgets.Widget:
    """Le compte rendu d'un exercice et ses deux boutons ; `verify` et `hint` rendent du HTML."""
    body = ipywidgets.HTML(value=html)
    buttons = {
        "Vérifier": (ipywidgets.Button(description="Vérifier", button_style="primary"), verify, "Vérification en cours…"),
        "Un indice": (ipywidgets.Button(description="Un indice"), hint, "Un instant…"),
    }

    def respond(clicked: ipywidgets.Button) -> None:
        _, action, waiting = buttons[clicked.description]
        for button, _, _ in buttons.values():
            button.disabled = True
        body.value = f"<p aria-live='polite'>{waiting}</p>"
        try:
            body.value = action()
        finally:
            for button, _, _ in buttons.values():
                button.disabled = False

    for button, _, _ in buttons.values():
        button.on_click(respond)
    return ipywidgets.VBox([body, ipywidgets.HBox([button for button, _, _ in buttons.values()])])


def quiz_panel(question: str, choices: Sequence[str], correct: int, because: str) -> ipywidgets.Widget:
    """Une question à choix : la réponse ne se lit qu'après avoir choisi."""
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

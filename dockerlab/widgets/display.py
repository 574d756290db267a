"""Ce qui s'affiche : un texte, son jumeau HTML, et des boutons quand un noyau est là pour y répondre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets


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


def exercise_panel(html: str, verify: Callable[[], str], hint: Callable[[], str]) -> ipywidgets.Widget:
    """Le compte rendu d'un exercice et ses deux boutons ; `verify` et `hint` rendent du HTML."""
    report, advice = ipywidgets.HTML(value=html), ipywidgets.HTML()
    buttons = [
        ipywidgets.Button(description="Vérifier", button_style="primary"),
        ipywidgets.Button(description="Un indice"),
    ]

    def responder(
        place: ipywidgets.HTML, waiting: str, action: Callable[[], str]
    ) -> Callable[[ipywidgets.Button], None]:
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

    buttons[0].on_click(responder(report, "Vérification en cours…", verify))
    buttons[1].on_click(responder(advice, "Un instant…", hint))
    return ipywidgets.VBox([report, ipywidgets.HBox(buttons), advice])


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

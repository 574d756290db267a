"""Les noms tels qu'on les montre : un nom venu d'ailleurs ne change ni la ligne, ni le sens de lecture."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

ISOLATE, RESTORE = "\u2068", "\u2069"  # UAX #9 : ce qui est entre les deux ne change pas l'ordre du reste


def visible(text: str) -> str:
    """Le texte, chaque caractère de commande remplacé par un signe visible.

    Un nom de réseau peut contenir une fin de ligne ou un signe de sens d'écriture ; XML 1.0 (§ 2.2) refuse les autres.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def named(text: str) -> str:
    """Le nom visible ; isolé s'il s'écrit de droite à gauche, pour que la phrase autour garde son ordre."""
    shown = visible(text)
    rightward = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in shown)
    return f"{ISOLATE}{shown}{RESTORE}" if rightward else shown


def listed(names: Iterable[str]) -> str:
    """« un, deux et trois »."""
    *first, last = names
    return f"{', '.join(first)} et {last}" if first else last


def wrapped(text: str, width: int = 84) -> list[str]:
    """Le texte en lignes de `width` caractères au plus, coupé aux espaces ; l'espace insécable ne coupe pas."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def folded(text: str, width: int) -> list[str]:
    """Le texte en lignes de `width` caractères environ, sans rien y perdre : mises bout à bout, elles le redonnent."""
    lines, rest = [], text
    while len(rest) > width + width // 8:
        space = rest.rfind(" ", width // 2, width) + 1
        cut = space or max(rest.rfind(mark, width // 2, width) + 1 for mark in "-_./:") or width
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or (kind == "Cf" and char not in (ISOLATE, RESTORE)):
        return f"‹U+{ord(char):04X}›"
    return char

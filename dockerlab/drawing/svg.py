"""Le SVG que rend `dot`, rendu lisible à tous : titre, description, survols, identifiants uniques, couleurs de la page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from .dot import FONT, INK, PAPER

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)
# À la largeur de la page s'il le faut, jamais au-delà de sa taille.
FILE_STYLE = f"max-width:100%;height:auto;color:{INK}"
PAGE_STYLE = "max-width:100%;height:auto;color:var(--jp-content-font-color1,currentColor)"
FALLBACKS = f"{FONT}, Verdana, sans-serif"  # Verdana a les mêmes largeurs


def finished(source: bytes, *, prefix: str, title: str, description: str, tips: dict[str, str]) -> str:
    """Le fichier SVG fini, sur fond blanc : `tips` par identifiant engendré, `prefix` devant chaque identifiant."""
    root = ET.fromstring(source)
    for group in root.iter(_tag("g")):
        anchor = group.find(_tag("a"))
        if anchor is not None:
            _replace_link(group, anchor)
        _name(group, prefix, title, tips)
    for element in root.iter():
        for name in ("fill", "stroke"):
            if element.get(name) == INK:
                element.set(name, "currentColor")
        if element.tag == _tag("text"):
            element.set("font-family", FALLBACKS)
            element.set("fill", "currentColor")
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-titre {prefix}-desc")
    root.set("style", FILE_STYLE)
    for tag, name, said in (("desc", "desc", description), ("title", "titre", title)):
        element = ET.Element(_tag(tag), {"id": f"{prefix}-{name}"})
        element.text = said
        root.insert(0, element)
    return ET.tostring(root, encoding="unicode")


def as_page_part(picture: str) -> str:
    """La même image pour une page : sans fond, et de la couleur de son texte, claire ou sombre.

    Le premier `style` est celui de la racine, le premier `polygon` est le fond : aucun texte ne peut les précéder, puisque
    XML y écrit autrement les chevrons.
    """
    head, mark, rest = picture.replace(FILE_STYLE, PAGE_STYLE, 1).partition("<polygon ")
    return head + mark + rest.replace(f'fill="{PAPER}"', 'fill="none"', 1)


def _name(group: ET.Element, prefix: str, title: str, tips: dict[str, str]) -> None:
    name = group.get("id", "")
    group.set("id", f"{prefix}-{name}")
    element = group.find(_tag("title"))
    if element is None and name in tips:
        element = ET.Element(_tag("title"))
        group.insert(0, element)
    if element is not None:
        element.text = tips.get(name, title)


def _replace_link(group: ET.Element, anchor: ET.Element) -> None:
    """Une cellule n'est un lien que pour être retrouvée : le lien s'en va, son contenu reste, sous le nom de la cellule."""
    group.set("id", anchor.get(f"{{{XLINK}}}title", ""))
    group.remove(anchor)
    group.extend(list(anchor))


def _tag(name: str) -> str:
    return f"{{{SVG}}}{name}"

"""Le SVG que rend `dot`, rendu lisible à tous : titre, description, survols, identifiants uniques, couleurs de la page."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET

from .dot import FONT, INK, PAPER

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)
FALLBACKS = f"{FONT}, Verdana, sans-serif"  # Verdana a les mêmes largeurs


def finished(source: bytes, *, prefix: str, title: str, description: str, tips: dict[str, str]) -> ET.Element:
    """L'image finie, sur fond blanc : `tips` par identifiant engendré, `prefix` devant chaque identifiant."""
    root = ET.fromstring(source)
    for parent in root.iter(_tag("g")):
        anchor = parent.find(_tag("a"))
        if anchor is not None:
            _replace_link(parent, anchor)
    for group in root.iter(_tag("g")):
        name = group.get("id", "")
        group.set("id", f"{prefix}-{name}")
        element = group.find(_tag("title"))
        if element is None and name in tips:
            element = ET.Element(_tag("title"))
            group.insert(0, element)
        if element is not None:
            element.text = tips.get(name, title)
    for text in root.iter(_tag("text")):
        text.set("font-family", FALLBACKS)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-titre {prefix}-desc")
    # À la largeur de la page s'il le faut, jamais au-delà de sa taille.
    root.set("style", "max-width:100%;height:auto")
    for tag, name, said in (("desc", "desc", description), ("title", "titre", title)):
        element = ET.Element(_tag(tag), {"id": f"{prefix}-{name}"})
        element.text = said
        root.insert(0, element)
    return root


def as_file(root: ET.Element) -> str:
    """Un fichier entier : il ne sait pas sur quel fond il sera posé, et garde le sien."""
    return ET.tostring(root, encoding="unicode")


def as_page_part(root: ET.Element) -> str:
    """Pour une page : sans fond, et de la couleur de son texte, claire ou sombre."""
    part = copy.deepcopy(root)
    background = part.find(f"{_tag('g')}/{_tag('polygon')}")
    if background is not None and background.get("fill") == PAPER:
        background.set("fill", "none")
    for element in part.iter():
        for name in ("fill", "stroke"):
            if element.get(name) == INK:
                element.set(name, "currentColor")
    for text in part.iter(_tag("text")):
        if text.get("fill") is None:
            text.set("fill", "currentColor")
    part.set("style", f"{part.get('style')};color:var(--jp-content-font-color1,currentColor)")
    return ET.tostring(part, encoding="unicode")


def _replace_link(group: ET.Element, anchor: ET.Element) -> None:
    """Une cellule n'est un lien que pour être retrouvée : le lien s'en va, son contenu reste, sous le nom de la cellule."""
    group.set("id", anchor.get(f"{{{XLINK}}}title", ""))
    group.remove(anchor)
    group.extend(list(anchor))


def _tag(name: str) -> str:
    return f"{{{SVG}}}{name}"

"""Ce qu'on lit sous l'image : le sens de chaque trait qui s'y trouve, les doutes, et sur quoi elle repose."""

from __future__ import annotations

from .scene import Mark, Scene
from .text import wrapped
from .words import NOTHING

SOLID = "——  trait plein : confirmé par le noyau"
DASHED = "- - -  trait tireté : dit par le moteur ; le noyau ne le confirme pas"
KINDS = {
    "tunnel": "═══  trait double : le tunnel VXLAN (overlay), le chemin que croient suivre les conteneurs",
    "underlay": "━━━  trait épais : l'underlay, le chemin du paquet qui emballe l'autre",
}
THIN = "les mêmes, en fin : le réseau ingress, que Swarm fait pour les ports qu'il publie"
FAINT = "- - -  bord tireté : ne tourne pas, ou n'existe plus"
MARKS = {
    Mark.ADDED: "+  ajouté : trait et bord épais",
    Mark.REMOVED: "−  retiré : trait et bord en pointillé épais",
    Mark.CHANGED: "~  modifié : avant → après",
    Mark.EXTRA: "+  de trop : trait et bord épais",
    Mark.MISSING: "−  manquant : trait et bord en pointillé épais",
    Mark.OTHER: "~  différent : le but → ce qui est",
}


def legend(scene: Scene) -> list[str]:
    """Les lignes de la légende : les seuls signes que la scène emploie, puis ses doutes, puis ce sur quoi elle repose."""
    lines = [] if scene.boxes else [NOTHING]
    present = [edge for edge in scene.edges if scene.read and not edge.mark.absent]
    if any(edge.confirmed for edge in present):
        lines.append(SOLID)
    if any(not edge.confirmed for edge in present):
        lines.append(DASHED)
    lines += [text for kind, text in KINDS.items() if any(edge.kind == kind for edge in present)]
    if any(edge.thin for edge in present):
        lines.append(THIN)
    if any(box.faint for box in scene.boxes):
        lines.append(FAINT)
    marks = {box.mark for box in scene.boxes} | {row.mark for box in scene.boxes for row in box.rows}
    marks |= {edge.mark for edge in scene.edges}
    lines += [text for mark, text in MARKS.items() if mark in marks]
    for note in scene.notes:
        first, *rest = wrapped(note)
        lines += [f"⚠  {first}", *(f"     {line}" for line in rest)]
    return [*lines, *(wrapped(scene.caption) if scene.caption else [])]

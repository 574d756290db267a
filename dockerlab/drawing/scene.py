"""La scène : ce qu'une vue montre, avant toute question de dessin. Données figées, repérées par des clés stables.

Une clé est un nom qui ne dépend ni de l'ordre ni du moment (`container:web`, `network:rue`) : deux scènes d'une même vue
se comparent donc clé à clé, et toute vue a sa différence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..model.objects import Publication

INLINE = 38  # au-delà, le détail d'une ligne passe dessous


class Mark(Enum):
    """Ce qu'une chose devient d'une topologie à l'autre, ou du but à ce qui est : un signe et un mot, car la couleur ne suffit pas."""

    SAME = ("", "")
    ADDED = ("+", "ajouté")
    REMOVED = ("−", "retiré")
    CHANGED = ("~", "modifié")
    EXTRA = ("+", "de trop")
    MISSING = ("−", "manquant")
    OTHER = ("~", "différent")

    @property
    def sign(self) -> str:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]

    @property
    def absent(self) -> bool:
        """Vrai de ce qui n'est pas, ou plus, dans ce qui est."""
        return self in (Mark.REMOVED, Mark.MISSING)


@dataclass(frozen=True, slots=True)
class Row:
    """Une ligne d'une boîte, où un trait peut finir.

    `detail` s'écrit plus petit, à la suite. `tip` : ce que dit le survol. `right` : elle s'aligne à droite, du côté où part
    son trait. `faint` : dite par le moteur seul, ou sans effet. `height` : sa hauteur en points au moins.
    """

    key: str
    text: str
    detail: str = ""
    tip: str = ""
    right: bool = False
    faint: bool = False
    mark: Mark = Mark.SAME
    height: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """Une boîte. `kind` choisit son allure : machine, container, network, bridge, namespace.

    `column` : sa colonne, de gauche à droite. `frame` : la clé du cadre qui l'entoure, "" sans cadre. `faint` : ce qu'elle
    montre ne vit pas (conteneur arrêté, réseau disparu).
    """

    key: str
    kind: str
    title: str
    subtitle: str = ""
    rows: tuple[Row, ...] = ()
    tip: str = ""
    column: int = 0
    frame: str = ""
    faint: bool = False
    mark: Mark = Mark.SAME


End = tuple[str, str]  # la clé d'une boîte, celle d'une de ses lignes ("" : la boîte entière)


@dataclass(frozen=True, slots=True)
class Edge:
    """Un trait d'une ligne à une autre : plein si le noyau l'a confirmé, tireté sinon. `directed` : une flèche en `b`.

    `publication` : celle que montre la flèche, si c'en est une. `thin` : il est là pour être complet, et se fait discret.
    """

    a: End
    b: End
    kind: str
    confirmed: bool
    directed: bool = False
    label: str = ""
    tip: str = ""
    mark: Mark = Mark.SAME
    publication: Publication | None = None
    thin: bool = False

    @property
    def key(self) -> tuple[End, End, str]:
        return self.a, self.b, self.kind


@dataclass(frozen=True, slots=True)
class Frame:
    """Un cadre autour de plusieurs boîtes : un espace de noms."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Toute l'image. `notes` : les doutes, écrits sous elle ; `caption` : sur quoi elle repose.

    `ordered` : les boîtes d'une colonne gardent leur ordre, de haut en bas ; sinon `dot` le choisit.
    `gap` : entre deux colonnes, en pouces. `framed` : un cadre tient sur plusieurs colonnes, alignées d'un cadre à l'autre.
    `read` : elle vient d'une lecture, et la légende dit ce que le noyau en confirme ; un but n'a rien à confirmer.
    """

    title: str
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    frames: tuple[Frame, ...] = ()
    notes: tuple[str, ...] = ()
    caption: str = ""
    ordered: bool = False
    gap: float = 1.0
    framed: bool = False
    read: bool = True

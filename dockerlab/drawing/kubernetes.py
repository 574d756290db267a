"""Ce que Kubernetes fait à la place : une image qui ne vient d'aucune lecture, dessinée comme les autres.

Ses faits sont ceux de la documentation de Kubernetes, « Services, Load Balancing, and Networking » et « Virtual IPs and
Service Proxies ».
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from html import escape
from typing import Any

from . import svg
from .dot import Ids
from .figure import cannot_draw, render
from .scene import Box, Edge, Frame, Row, Scene

TITLE = "Deux nœuds Kubernetes"
PODS, NODES, WIRE = range(3)  # les colonnes
CAPTION = "Un schéma : les adresses sont des exemples, et rien ici ne vient d'une lecture."
FACTS = (
    "Chaque pod (un ou plusieurs conteneurs qui partagent un espace de noms réseau) a une adresse à lui, unique dans toute la grappe.",
    "Tout pod joint tout autre pod à cette adresse, d'un nœud à l'autre, sans traduction : il n'y a qu'un réseau, à plat.",
    "Qui porte les paquets d'un nœud à l'autre est un greffon CNI, au choix : des routes, ou un tunnel VXLAN. L'overlay n'est pas obligatoire.",
    "Un Service est une adresse que personne ne porte : sur chaque nœud, des règles du noyau (kube-proxy) la changent en celle d'un pod.",
    "Un mur entre pods se demande (NetworkPolicy) ; il ne vient pas d'un réseau à part.",
)
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """L'image et ses phrases, telles qu'un carnet les montre."""

    serial: int = field(default_factory=lambda: next(_serial), compare=False, repr=False)

    def __repr__(self) -> str:
        return "\n".join([*FACTS, CAPTION])

    def svg(self) -> str:
        """L'image, avec titre et description pour qui ne la voit pas. Lève `UsageError` sans Graphviz."""
        drawn = scene()
        return svg.finished(
            render(drawn, "svg"), prefix=f"dockerlab-kubernetes-{self.serial}", title=drawn.title,
            description=repr(self), tips=Ids(drawn).tips(drawn),
        )  # fmt: skip

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            picture = self.svg()
            shown, parts = svg.as_page_part(picture), {"image/svg+xml": picture}
        except Exception as error:  # un carnet montre toujours au moins les mots
            shown, parts = f"<p>{escape(cannot_draw(error))}</p>", {}
        said = "".join(f"<li>{escape(fact)}</li>" for fact in FACTS)
        html = f"<figure style='margin:0'>{shown}<figcaption><ul>{said}</ul></figcaption></figure>"
        return {"text/plain": repr(self), "text/html": html, **parts}


def scene() -> Scene:
    """Deux nœuds, leurs pods, et le réseau qui les joint."""
    boxes, edges = [], []
    for rank, pods in enumerate((("front", "base-1"), ("base-2",)), 1):
        node, bridge = f"node:{rank}", f"space:{rank}"
        for place, pod in enumerate(pods, 2):
            box = Box(
                f"pod:{pod}", "container", f"pod {pod}", "un espace de noms réseau",
                (Row("eth0", f"eth0 10.244.{rank}.{place}", "unique dans la grappe", right=True),), column=PODS, frame=node,
            )  # fmt: skip
            boxes.append(box)
            edges.append(Edge((box.key, "eth0"), (bridge, "pods"), "veth", True))
        boxes.append(
            Box(
                bridge, "machine", f"nœud {rank}", "le noyau de la machine",
                (
                    Row("service", "Service base, 10.96.0.10", "règles du noyau : vers base-1 ou base-2"),
                    Row("pods", f"10.244.{rank}.0/24", "ses pods"),
                    Row("route", f"10.244.{3 - rank}.0/24 par le nœud {3 - rank}", "route ou tunnel, selon le greffon CNI", right=True),
                ),
                column=NODES, frame=node,
            )
        )  # fmt: skip
        edges.append(Edge((bridge, "route"), ("wire", ""), "underlay", True))
    rows = (Row("plain", "tous les pods : 10.244.0.0/16", "joints sans traduction d'adresse"),)
    boxes.append(Box("wire", "underlay", "d'un nœud à l'autre", "le réseau des machines", rows, column=WIRE))
    frames = (Frame("node:1", "nœud 1"), Frame("node:2", "nœud 2"))
    return Scene(
        TITLE, tuple(boxes), tuple(edges), frames, caption=CAPTION, ordered=True, framed=True, gap=1.0, read=False
    )

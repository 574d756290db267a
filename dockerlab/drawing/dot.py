"""La vue `simple` en DOT : la machine et ses ports publiés, les conteneurs, les réseaux.

Identifiants de nœud engendrés et textes échappés : le nom d'un conteneur ne devient jamais du balisage. Les encres sont
opaques et de valeur moyenne, les fonds translucides : l'image se lit sur un fond clair comme sur un fond sombre.
"""

from __future__ import annotations

from html import escape

import graphviz

from ..model.objects import Container, Network
from ..model.topology import Topology
from . import words

INK = "#24292f"  # remplacée par la couleur du texte de la page, voir figure.py
CONTAINER, NETWORK, HOST, STOPPED = "#2f81c7", "#3d9a6a", "#b8862f", "#868e96"
FONT = "DejaVu Sans"


def to_dot(topology: Topology) -> graphviz.Graph:
    """Le graphe, et rien qui dépende du moment : une même topologie donne les mêmes octets."""
    graph = graphviz.Graph(
        graph_attr={"rankdir": "LR", "bgcolor": "transparent", "nodesep": "0.3", "ranksep": "1.0", "pad": "0.15"},
        node_attr={"shape": "plain", "fontname": FONT, "fontsize": "11", "fontcolor": INK},
        edge_attr={"fontname": FONT, "fontsize": "10", "fontcolor": INK, "color": INK},
    )
    names = node_names(topology)
    # Dans l'ordre des conteneurs : les flèches se croisent moins.
    publications = sorted(topology.publications, key=lambda p: (p.container, p))
    sockets = list(dict.fromkeys(f"{p.socket}/{p.protocol}" for p in publications))
    if sockets:
        rows = [(f"s{i}", socket) for i, socket in enumerate(sockets)]
        graph.node("host", _table("Machine", "ports publiés", rows, HOST, side="e"))
    for container in topology.containers:
        graph.node(names["container", container.name], _container(container, topology))
    with graph.subgraph() as column:
        # Les réseaux sur une même colonne, même ceux auxquels rien n'est relié.
        column.attr(rank="same")
        for network in topology.networks:
            column.node(names["network", network.name], _network(network))
    for publication in publications:
        row = sockets.index(f"{publication.socket}/{publication.protocol}")
        target = f"{names['container', publication.container]}:p{publication.container_port}{publication.protocol}:w"
        graph.edge(f"host:s{row}:e", target, dir="forward", arrowsize="0.7", color=HOST)
    for container in topology.containers:
        for i, endpoint in enumerate(container.endpoints):
            if ("network", endpoint.network) in names:
                style = "solid" if container.state in ("running", "paused") else "dashed"
                graph.edge(
                    f"{names['container', container.name]}:e{i}:e",
                    f"{names['network', endpoint.network]}:w",
                    color=NETWORK,
                    style=style,
                )
    return graph


def node_names(topology: Topology) -> dict[tuple[str, str], str]:
    """L'identifiant engendré de chaque objet dessiné."""
    names = {("container", container.name): f"c{i}" for i, container in enumerate(topology.containers)}
    return names | {("network", network.name): f"n{i}" for i, network in enumerate(topology.networks)}


def _container(container: Container, topology: Topology) -> str:
    ports = sorted({(p.container_port, p.protocol) for p in topology.publications if p.container == container.name})
    rows = [(f"p{port}{protocol}", f"port {port}/{protocol}") for port, protocol in ports]
    rows += [(f"e{i}", ", ".join(e.addresses) or f"sur {e.network}") for i, e in enumerate(container.endpoints)]
    color = CONTAINER if container.state == "running" else STOPPED
    return _table(
        container.name, f"{container.image}, {words.state(container)}", rows, color, dashed=container.state != "running"
    )


def _network(network: Network) -> str:
    rows = [
        ("", subnet + (f" (passerelle {gateway})" if gateway else ""))
        for subnet, gateway in zip(network.subnets, network.gateways, strict=True)
        if subnet
    ]
    kind = f"réseau {network.driver}" + (", interne" if network.internal else "")
    return _table(network.name, kind, rows, NETWORK, rounded=True)


def _table(
    title: str,
    subtitle: str,
    rows: list[tuple[str, str]],
    color: str,
    *,
    side: str = "",
    dashed: bool = False,
    rounded: bool = False,
) -> str:
    style = ",".join(name for name, wanted in (("rounded", rounded), ("dashed", dashed)) if wanted)
    cells = "".join(
        f'<tr><td border="1" sides="t" color="{color}"{f" port={chr(34)}{port}{chr(34)}" if port else ""} '
        f'align="{"right" if side == "e" else "left"}">{escape(text)}</td></tr>'
        for port, text in rows
    )
    return (
        f'<<table border="1" cellborder="0" cellspacing="0" cellpadding="5" color="{color}" bgcolor="{color}22"'
        f"{f' style={chr(34)}{style}{chr(34)}' if style else ''}>"
        f'<tr><td><b>{escape(title)}</b><br/><font point-size="9">{escape(subtitle)}</font></td></tr>{cells}</table>>'
    )

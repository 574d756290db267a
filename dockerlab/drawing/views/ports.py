"""La vue `ports` : qui, de l'extérieur, atteint quoi, et par où."""

from __future__ import annotations

from ...model.objects import HOST, Container, Publication
from ...model.topology import Topology
from ...model.ways import DNAT, PROXY, UNSEEN, Ways, ways
from .. import words
from ..naming import Naming, container_key
from ..ranges import spans
from ..scene import Box, Row, Scene
from ..text import named
from .simple import container_box, port_key, publication_edge, sharing_row, socket_key, socket_rows

TITLE = "Qui, de l'extérieur, atteint quel port de quel conteneur"
OPEN, LOCAL = "reach:others", "reach:machine"
OPEN_SAID, LOCAL_SAID = "Depuis les autres machines et celle-ci", "Depuis cette machine seulement"
BY_DNAT = "par DNAT"
BY_RELAY = {
    PROXY: "par le mandataire docker-proxy",
    DNAT: "par DNAT",
    UNSEEN: "par une voie que le noyau ne montre pas",
}


def scene(topology: Topology) -> Scene:
    """À gauche, d'où l'on vient et le port de la machine ; à droite, le port du conteneur."""
    found = _ways(topology)
    boxes = []
    for key, title, subtitle in (
        (OPEN, OPEN_SAID, "par toute adresse de la machine qu'elles joignent"),
        (LOCAL, LOCAL_SAID, "par la boucle locale"),
    ):
        mine = [p for p in topology.publications if _source(found[p]) == key]
        if mine:
            boxes.append(Box(key, "machine", title, subtitle, _sockets(mine, found), tip=title))
    published: dict[str, list[Publication]] = {}
    for publication in topology.publications:
        published.setdefault(publication.container, []).append(publication)
    boxes += [container_box(c, _rows(c, published.get(c.name, []))) for c in topology.containers]
    edges = [
        publication_edge(p, _source(found[p])) for p in sorted(topology.publications, key=lambda p: (p.container, p))
    ]
    return Scene(TITLE, tuple(boxes), tuple(edges))


def facts(topology: Topology) -> list[words.Fact]:
    """D'où l'on atteint chaque port publié et par où ; puis ce qui n'est atteint de nulle part."""
    found = _ways(topology)
    said = []
    for span in spans(topology.publications, found.__getitem__):
        ways_of = found[span.first]
        lead = OPEN_SAID if _source(ways_of) == OPEN else LOCAL_SAID
        text = f"{words.describe_span(span).removesuffix('.')}, {way(ways_of)}."
        said.append(words.Fact(lead[0].lower() + lead[1:], text, f"{lead} : "))
    for container in topology.containers:
        closed = _closed(container, {port_key(p) for p in topology.publications if p.container == container.name})
        said += [words.Fact("de nulle part", f"{named(container.name)} : {text}.", "") for text in closed]
    return said


def way(found: Ways) -> str:
    """« par DNAT ; depuis la boucle locale, par le mandataire docker-proxy »."""
    if found.outside == DNAT:
        return BY_DNAT + (
            f" ; depuis la boucle locale, {BY_RELAY[found.inside]}" if found.inside not in ("", DNAT) else ""
        )
    if found.inside == UNSEEN and not found.outside:
        return "par la boucle locale"
    return BY_RELAY[found.outside or found.inside]


def doubts(topology: Topology) -> list[str]:
    """Les ports que rien, dans le noyau lu, n'écoute : le trait tireté dit le doute, et ceci le nomme."""
    unseen = [p for p in topology.publications if not p.verified] if topology.kernel else []
    if not unseen:
        return []
    listed = ", ".join(span.socket for span in spans(unseen))
    text = f"Le noyau ne montre aucune socket à l'écoute sur {listed} : docker-proxy n'y est pas"
    return [f"{text}, et ce qui y répondrait n'a pas été vu."]


def _ways(topology: Topology) -> dict[Publication, Ways]:
    networks = Naming.of(topology).by_id
    containers = {container.name: container for container in topology.containers}
    return {
        p: ways(
            p,
            containers.get(p.container),
            networks,
            topology.engine_version,
            seen=p.verified or not topology.kernel,
        )
        for p in topology.publications
    }


def _source(found: Ways) -> str:
    return OPEN if found.outside else LOCAL


def _sockets(publications: list[Publication], found: dict[Publication, Ways]) -> tuple[Row, ...]:
    ways_of = {socket_key(p): way(found[p]) for p in publications}
    return tuple(
        Row(row.key, row.text, ways_of[row.key], f"{row.tip.removesuffix('.')}, {ways_of[row.key]}.", True, row.faint)
        for row in socket_rows(publications)
    )


def _rows(container: Container, publications: list[Publication]) -> list[Row]:
    ports = sorted({(p.container_port, p.protocol, port_key(p), p.inside) for p in publications})
    rows = [Row(key, f"port {inside}") for _, _, key, inside in ports]
    rows += [Row(f"closed:{text}", text, faint=True) for text in _closed(container, {row.key for row in rows})]
    return [*rows, sharing_row(container)] if container.owner else rows


def _closed(container: Container, published: set[str]) -> list[str]:
    """Ce qui n'est pas publié, et pourquoi cela n'a pas à l'être."""
    if not container.alive:
        return ["ne tourne pas, rien n'y mène"]
    if container.namespace == HOST or container.on_host:
        return ["sur le réseau de la machine, ses ports sont ceux de la machine"]
    if container.owner and container.namespace != container_key(container):
        return []  # ses ports sont ceux de l'espace de noms qu'il partage
    found = [f"{port} exposé, non publié" for port in container.exposed if f"port:{port}" not in published]
    return found or ([] if published or container.owner else ["rien d'exposé ni de publié"])

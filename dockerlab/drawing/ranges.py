"""Des publications dont les ports se suivent se disent d'un mot : « 127.0.0.1:9200-9399 », comme on les a demandées."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from ..model.objects import Publication

FEW = 8  # en deçà, chaque port garde sa ligne


@dataclass(frozen=True, slots=True)
class Span:
    """Des publications d'un même conteneur, à la même adresse, dont les ports se suivent des deux côtés ; souvent une seule."""

    publications: tuple[Publication, ...]

    @property
    def first(self) -> Publication:
        return self.publications[0]

    @property
    def wide(self) -> bool:
        """Vrai s'il y a plus d'un port."""
        return len(self.publications) > 1

    @property
    def socket(self) -> str:
        """Adresse et ports de la machine : « 127.0.0.1:9200-9399/tcp », ou « 127.0.0.1:8080/tcp »."""
        last = f"-{self.publications[-1].host_port}" if self.wide else ""
        return f"{self.first.socket}{last}/{self.first.protocol}"

    @property
    def inside(self) -> str:
        """Les ports du conteneur : « ports 9200-9399/tcp », ou « port 80/tcp »."""
        if not self.wide:
            return f"port {self.first.inside}"
        return f"ports {self.first.container_port}-{self.publications[-1].container_port}/{self.first.protocol}"


def spans(publications: Iterable[Publication], alike: Callable[[Publication], Hashable] = lambda _: None) -> list[Span]:
    """Les mêmes publications, dans le même ordre ; celles qui se suivent à `FEW` au moins sont réunies à la place de la première.

    `alike` : ce qui doit être égal, en plus, pour que deux publications soient réunies.
    """
    listed = list(publications)
    runs: list[list[Publication]] = []
    last: Hashable = None
    for publication in sorted(listed, key=_line):
        offset = publication.host_port - publication.container_port
        line = (publication.container, publication.host_ip, publication.protocol, offset, alike(publication))
        if line == last and publication.host_port == runs[-1][-1].host_port + 1:
            runs[-1].append(publication)
        else:
            runs.append([publication])
        last = line
    wide = {run[0]: tuple(run) for run in runs if len(run) >= FEW}
    inner = {publication for run in wide.values() for publication in run[1:]}
    return [Span(wide.get(publication, (publication,))) for publication in listed if publication not in inner]


def _line(publication: Publication) -> tuple[str, str, str, int, int]:
    offset = publication.host_port - publication.container_port
    return publication.container, publication.host_ip, publication.protocol, offset, publication.host_port

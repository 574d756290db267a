"""Les trames capturées, telles qu'un carnet les montre : l'image, le tableau des couches, et les mots."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, overload

from ..errors import UsageError
from ..model.frames import Frame, Kind, Layer
from ..model.recording import Recording, to_pcapng
from ..workspace import unusable, write_atomically
from . import frame_picture
from . import frame_words as words
from .text import visible

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """Une trame et ce qu'on en montre. `layers` : ses couches ; `print(trame)` : ce qui ne change pas d'une fois à l'autre."""

    frame: Frame
    names: Mapping[str, str]
    caption: str
    serial: int = field(default_factory=lambda: next(_serial), compare=False, repr=False)

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.frame.layers

    @property
    def size(self) -> int:
        """La taille de la trame, en octets."""
        return self.frame.size

    @property
    def wrapping(self) -> int:
        """Ce que coûte l'emballage VXLAN, en octets : 50 en IPv4 (RFC 7348)."""
        return sum(layer.size for layer in self.frame.wrapping)

    def __repr__(self) -> str:
        return words.describe(self.frame, self.names)

    def svg(self) -> str:
        """Les couches emboîtées, avec titre et description pour qui ne voit pas l'image."""
        return frame_picture.svg(
            self.frame, self.names, prefix=f"dockerlab-trame-{self.serial}", description=f"{self!r}\n{self.caption}"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        picture = self.svg()
        html = f"<figure style='margin:0'>{picture}<figcaption><p>{_html(self.caption)}</p>{self._table()}</figcaption></figure>"
        return {"text/plain": f"{self!r}\n{self.caption}", "text/html": html, "image/svg+xml": picture}

    def _table(self) -> str:
        head = "".join(f"<th scope='col' style='{LEFT}'>{title}</th>" for title in COLUMNS)
        body = "".join(self._rows(layer) for layer in self.layers)
        return (
            "<details><summary>Tous les champs, en tableau</summary>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
        )

    def _rows(self, layer: Layer) -> str:
        told = [(one.name, words.who(one.value, self.names)) for one in layer.fields] or [("", layer.said)]
        cells = [f"<td style='{LEFT}'>{_html(name)}</td><td style='{LEFT}'>{_html(value)}</td>" for name, value in told]
        span = f"rowspan='{len(cells)}'" if len(cells) > 1 else ""
        head = (
            f"<th scope='rowgroup' {span} style='{LEFT};vertical-align:top'>{_html(layer.kind.value)}</th>"
            f"<td {span} style='text-align:right;vertical-align:top'>{layer.size}</td>"
        )
        tail = f"<td {span} style='{LEFT};vertical-align:top'>{_html(layer.reference)}</td>"
        return "".join(
            f"<tr>{head if not rank else ''}{cell}{tail if not rank else ''}</tr>" for rank, cell in enumerate(cells)
        )


LEFT = "text-align:left"
COLUMNS = ("Couche", "Octets", "Champ", "Valeur", "Référence")


class Frames:
    """Les trames d'une capture, dans l'ordre de leur passage : `trames[0]`, `trames[:3]`, `len(trames)`, `trames.first("ICMP")`.

    Vide tant que la capture dure.
    """

    def __init__(self, recording: Recording | None = None, origin: str = "en direct") -> None:
        self._recording, self._origin, self._cut = recording, origin, False

    def receive(self, recording: Recording, *, cut: bool = False) -> None:
        """La capture est finie : voici ce qu'elle a pris ; `cut` : elle s'est arrêtée avant la fin du bloc."""
        self._recording, self._cut = recording, cut

    @property
    def recording(self) -> Recording:
        return self._recording or Recording()

    @property
    def caption(self) -> str:
        """D'où viennent ces trames : où, sur quel noyau, quand ; en direct, ou enregistré."""
        told = [self._origin, self.recording.place]
        if self.recording.kernel:
            told.append(f"noyau {self.recording.kernel}")
        if self.recording.frames:
            told.append(_day(self.recording.frames[0].time))
        return visible(f"Capture : {', '.join(filter(None, told))}.")

    def __len__(self) -> int:
        return len(self.recording.frames)

    @overload
    def __getitem__(self, rank: int) -> ShownFrame: ...

    @overload
    def __getitem__(self, rank: slice) -> list[ShownFrame]: ...

    def __getitem__(self, rank: int | slice) -> ShownFrame | list[ShownFrame]:
        if isinstance(rank, slice):
            return [self._shown(frame) for frame in self.recording.frames[rank]]
        try:
            return self._shown(self.recording.frames[rank])
        except IndexError:
            raise UsageError(
                f"Il n'y a pas de trame n° {rank} : {self._count()}.",
                cause="rien de ce que demandait le filtre n'est passé pendant la capture." if not len(self) else "",
            ) from None

    def __iter__(self) -> Iterator[ShownFrame]:
        return (self._shown(frame) for frame in self.recording.frames)

    def first(self, kind: str) -> ShownFrame:
        """La première trame où se trouve une couche, par son nom : « ICMP », « VXLAN », « ESP ». Lève `UsageError` sans elle."""
        for shown in self:
            if kind in shown.frame.kinds:
                return shown
        seen = sorted({each for frame in self.recording.frames for each in frame.kinds})
        known = [each.value for each in Kind]
        raise UsageError(
            f"Aucune trame capturée ne contient {kind} ({self._count()}).",
            cause=f"on y a vu : {', '.join(seen)}." if seen else "rien de ce que demandait le filtre n'est passé.",
            remedy="" if kind in known else f"les couches connues : {', '.join(known)}.",
        )

    def save(self, path: str | Path) -> Path:
        """Écrit la capture en pcapng : `read_capture` la relit, Wireshark l'ouvre. Lève `WorkspaceError`."""
        path = Path(path)
        try:
            write_atomically(path, to_pcapng(self.recording))
        except OSError as error:
            raise unusable(path, error) from error
        return path

    def _shown(self, frame: Frame) -> ShownFrame:
        return ShownFrame(frame, self.recording.names, self.caption)

    def _count(self) -> str:
        count = len(self)
        return (
            f"{count} trame{'s' if count > 1 else ''} capturée{'s' if count > 1 else ''}"
            if count
            else "aucune trame capturée"
        )

    def _said(self) -> str:
        early = " La capture s'est arrêtée d'elle-même avant la fin du bloc." if self._cut else ""
        return f"{self._count().capitalize()}.{early}"

    def __repr__(self) -> str:
        if self._recording is None:
            return "Capture en cours."
        lines = (
            f"  {rank}  {words.summary(frame, self.recording.names)}"
            for rank, frame in enumerate(self.recording.frames)
        )
        return "\n".join([self._said(), *lines])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        rows = "".join(
            f"<tr><th scope='row'>{rank}</th><td style='{LEFT}'>{_html(words.summary(frame, self.recording.names))}</td>"
            f"<td style='{LEFT}'>{_html(' / '.join(frame.kinds))}</td></tr>"
            for rank, frame in enumerate(self.recording.frames)
        )
        head = "".join(f"<th scope='col' style='{LEFT}'>{title}</th>" for title in ("N°", "Trame", "Couches"))
        caption = f"{self._said()} {self.caption}"
        html = f"<table><caption>{_html(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return {"text/plain": f"{self!r}\n{self.caption}", "text/html": html}


def _day(time: float) -> str:
    """Le jour de cet instant (secondes depuis 1970) ; "" s'il n'est dans aucun calendrier : un fichier porte ce qu'il veut."""
    try:
        return f"{datetime.fromtimestamp(time, UTC):%d/%m/%Y}"
    except (ValueError, OverflowError, OSError):
        return ""


def _html(text: str) -> str:
    return escape(visible(text))

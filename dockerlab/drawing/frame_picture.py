"""L'image d'une trame : ses octets dans l'ordre, puis les couches emboîtées, chacune dans celle qui la transporte."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ..model.frames import Frame, Kind, Layer
from . import frame_words as words
from .dot import COLORS, FAINT
from .svg import FALLBACKS, PAGE_STYLE
from .text import visible

WIDTH, INSET, HEAD, GAP = 860, 14, 30, 10  # unités de l'image
TOP, BAND, BRACE = 24, 34, 30
TITLE = 26
SIZE, SAID = 262, 276  # où finissent les tailles, où commencent les phrases
NARROW = 64  # la largeur d'un en-tête dans la bande : la place de son nom
LETTER = 7.3  # largeur moyenne d'un caractère de 12 unités en DejaVu Sans
SENT = "ce que le conteneur a envoyé"
OUTSIDE, INSIDE = COLORS["machine"], COLORS["container"]
CONTENT = (Kind.DATA, Kind.QUOTED, Kind.FRAGMENT, Kind.PADDING, Kind.UNKNOWN, Kind.ENCRYPTED)


def svg(frame: Frame, names: words.Names, *, prefix: str, description: str) -> str:
    """Le SVG, de la couleur du texte de la page ; `prefix` devant chaque identifiant."""
    band = _band(frame, prefix)
    boxes, height = _boxes(frame, names, prefix)
    drop = TOP + BAND + 16 + (BRACE if _split(frame) else 0)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {drop + height + 2}" width="{WIDTH}" role="img" '
        f'aria-labelledby="{prefix}-titre {prefix}-desc" style="{PAGE_STYLE}" font-family="{escape(FALLBACKS)}" font-size="12" fill="currentColor">'
        f'<title id="{prefix}-titre">{_text(words.title(frame, names))}</title><desc id="{prefix}-desc">{_text(description)}</desc>'
        f'<defs><pattern id="{prefix}-hachures" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="3" height="9" fill="{FAINT}" fill-opacity="0.25"/></pattern></defs>'
    )
    return f'{head}{band}<g transform="translate(0 {drop})">{boxes}</g></svg>'


def _color(frame: Frame, rank: int) -> str:
    if frame.layers[rank].kind in CONTENT:
        return FAINT
    hidden = any(layer.kind is Kind.ESP for layer in frame.layers)
    return OUTSIDE if rank < len(frame.wrapping) or hidden else INSIDE


def _split(frame: Frame) -> int:
    """Le rang de la couche où s'arrête ce que l'on ajoute pour traverser, ou ce qui se lit ; 0 s'il n'y a rien à séparer."""
    hidden = (rank for rank, layer in enumerate(frame.layers) if layer.kind is Kind.ENCRYPTED)
    cut = next(hidden, len(frame.wrapping))
    return cut if cut < len(frame.layers) else 0


def _band(frame: Frame, prefix: str) -> str:
    """Les octets dans l'ordre où ils passent. Les en-têtes ont la place de leur nom, le contenu prend le reste."""
    parts = ['<text x="0" y="14">Les octets, dans l\'ordre où ils passent</text>']
    parts.append(f'<text x="{WIDTH}" y="14" text-anchor="end">{words.octets(frame.size)}</text>')
    contents = [layer for layer in frame.layers if layer.kind in CONTENT]
    left = WIDTH - NARROW * (len(frame.layers) - len(contents))
    total = sum(layer.size for layer in contents) or 1
    edges, x = [0.0], 0.0
    for rank, layer in enumerate(frame.layers):
        width = left * layer.size / total if layer.kind in CONTENT else NARROW
        parts.append(_cell(x, width, layer, _color(frame, rank), prefix))
        x += width
        edges.append(x)
    if cut := _split(frame):
        before, after = (sum(layer.size for layer in part) for part in (frame.layers[:cut], frame.layers[cut:]))
        hidden = frame.layers[cut].kind is Kind.ENCRYPTED
        sent = f"le début de {SENT}" if words.continued(frame) else SENT
        said = ("lisible", "illisible, la trame du conteneur comprise") if hidden else ("l'emballage", sent)
        lost = f", dont {frame.missing} non capturés" if frame.missing else ""
        parts.append(_brace(0, edges[cut], f"{said[0]} : {words.octets(before)}", OUTSIDE))
        told = f"{said[1]} : {words.octets(after + frame.missing)}{lost}"
        parts.append(_brace(edges[cut], edges[-1], told, FAINT if hidden else INSIDE))
    return "".join(parts)


def _cell(x: float, width: float, layer: Layer, color: str, prefix: str) -> str:
    fill = f'fill="url(#{prefix}-hachures)"' if layer.kind is Kind.ENCRYPTED else f'fill="{color}" fill-opacity="0.22"'
    middle = x + width / 2
    name = _cut(layer.kind.value, width * 1.15)
    return (
        f"<g><title>{_text(f'{layer.kind.value} : {words.octets(layer.size)}')}</title>"
        f'<rect x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{BAND}" {fill} stroke="{color}" stroke-width="1.5"/>'
        f'<text x="{middle:.1f}" y="{TOP + 14}" text-anchor="middle" font-size="11">{_text(name)}</text>'
        f'<text x="{middle:.1f}" y="{TOP + 28}" text-anchor="middle" font-weight="bold">{layer.size}</text></g>'
    )


def _brace(left: float, right: float, text: str, color: str) -> str:
    y = TOP + BAND + 6
    return (
        f'<path d="M{left + 2:.1f} {y} v5 H{right - 2:.1f} v-5" fill="none" stroke="{color}" stroke-width="2"/>'
        f'<text x="{(left + right) / 2:.1f}" y="{y + 20}" text-anchor="middle">{_text(text)}</text>'
    )


def _boxes(frame: Frame, names: words.Names, prefix: str) -> tuple[str, float]:
    """Les couches emboîtées : le cadre d'une couche contient celui de la suivante."""
    layers = [layer for layer in frame.layers if layer.kind is not Kind.PADDING]  # il n'est dans aucune couche
    letter = len(frame.wrapping)  # le rang de la trame emballée : elle a un titre à elle
    tops, y = [], 0.0
    for rank in range(len(layers)):
        y += (HEAD if rank else 0) + (TITLE if rank == letter and letter else 0)
        tops.append(y)
    height = y + HEAD + 6 + (len(layers) - 1) * GAP
    drawn = []
    for rank, layer in enumerate(layers):
        box = _Box(INSET * rank, tops[rank], WIDTH - 2 * INSET * rank, height - tops[rank] - GAP * rank)
        if rank == letter and letter:
            inside = "le début de la trame du conteneur" if words.continued(frame) else "la trame du conteneur, entière"
            told = ", ".join(filter(None, ("dedans", inside, words.ends(frame.wrapped, names))))
            drawn.append(f'<text x="{box.x + 2}" y="{box.y - 9:.1f}" font-style="italic">{_text(told)}</text>')
        hole = (
            ""
            if layer is layers[-1]
            else _Box(box.x + INSET, tops[rank + 1], box.width - 2 * INSET, 0).hole(height - GAP * (rank + 1))
        )
        drawn.append(_ring(box, hole, layer, _color(frame, rank), prefix) + _line(box, layer, names) + "</g>")
    return "".join(drawn), height


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float

    def path(self) -> str:
        return f"M{self.x + 1} {self.y + 1:.1f} h{self.width - 2} v{self.height - 2:.1f} h{2 - self.width} z"

    def hole(self, bottom: float) -> str:
        return _Box(self.x, self.y, self.width, bottom - self.y).path()


def _ring(box: _Box, hole: str, layer: Layer, color: str, prefix: str) -> str:
    """Le cadre d'une couche. Son fond s'arrête à celui de la suivante : chaque couleur reste la sienne."""
    hidden = layer.kind is Kind.ENCRYPTED
    fill = f'fill="url(#{prefix}-hachures)"' if hidden else f'fill="{color}" fill-opacity="0.13"'
    return (
        f"<g><title>{_text(_tip(layer))}</title>"
        f'<path d="{box.path()} {hole}" fill-rule="evenodd" {fill}/>'
        f'<path d="{box.path()}" fill="none" stroke="{color}" stroke-width="2"/>'
    )


def _line(box: _Box, layer: Layer, names: words.Names) -> str:
    """Ce qu'un cadre dit : nom, taille, de qui à qui, et le texte qui le définit."""
    y = f"{box.y + 20:.1f}"
    right = box.x + box.width - 12
    room = right - SAID - LETTER * len(layer.reference) - 8
    said = words.sentence(layer, names, full=True)
    if len(said) * LETTER > room:
        said = _cut(words.sentence(layer, names), room)
    return (
        f'<text x="{box.x + 12}" y="{y}" font-weight="bold">{_text(layer.kind.value)}</text>'
        f'<text x="{SIZE}" y="{y}" text-anchor="end">{words.octets(layer.size)}</text>'
        f'<text x="{SAID}" y="{y}">{_text(said)}</text>'
        f'<text x="{right}" y="{y}" text-anchor="end" font-size="11" opacity="0.75">{_text(layer.reference)}</text>'
    )


def _tip(layer: Layer) -> str:
    return "\n".join(
        [f"{layer.kind.value} : {words.octets(layer.size)}", *(f"{f.name} : {f.value}" for f in layer.fields)]
    )


def _cut(text: str, room: float) -> str:
    most = max(int(room / LETTER), 1)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(text: str) -> str:
    return escape("\n".join(visible(line) for line in text.split("\n")))

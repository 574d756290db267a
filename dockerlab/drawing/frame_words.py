"""Une trame en mots : de qui à qui, quelles couches, combien d'octets d'emballage. Les mêmes mots d'une exécution à l'autre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.decoding import FOLLOWED
from ..model.frames import Frame, Kind, Layer
from .text import named

Names = Mapping[str, str]
BROADCAST, EVERYONE, UNNAMED = "ff:ff:ff:ff:ff:ff", "tous", "une carte sans nom connu"
DULL = (Kind.ENCRYPTED, Kind.QUOTED, Kind.FRAGMENT, Kind.UNKNOWN)  # ce qui n'apprend rien d'une trame


def octets(count: int) -> str:
    """
    >>> octets(1), octets(50)
    ('1 octet', '50 octets')
    """
    return f"{count} octet{'s' if count > 1 else ''}"


def who(address: str, names: Names) -> str:
    """À qui est cette adresse, quand on le sait : « 10.0.0.2 (digue) »."""
    return f"{address} ({named(names[address])})" if address in names else address


def direction(layer: Layer, names: Names, *, short: bool = False) -> str:
    """« de A à B » ; `short` : sans les adresses MAC, dont certaines sont tirées au hasard, quand un nom ne les remplace pas."""
    ends = (layer.source, layer.target)
    if not any(ends):
        return ""
    if layer.kind is Kind.ETHERNET and short:
        if not any(end in names or end == BROADCAST for end in ends):
            return ""
        source, target = (named(names.get(end, EVERYONE if end == BROADCAST else UNNAMED)) for end in ends)
        return f"de {source} à {target}"
    return f"de {who(ends[0], names)} à {EVERYONE if ends[1] == BROADCAST else who(ends[1], names)}"


def sentence(layer: Layer, names: Names, *, full: bool = False) -> str:
    """Ce que dit une couche, en peu de mots ; `full` : avec ce qui change d'une exécution à l'autre."""
    way = direction(layer, names, short=not full) if layer.kind is not Kind.ARP else ""
    return ", ".join(filter(None, (way, layer.said, layer.varying if full else "")))


def ends(layers: Iterable[Layer], names: Names) -> str:
    """De qui à qui vont ces couches : le premier nom connu, sinon l'adresse IP."""
    layers = list(layers)
    for layer in layers:
        if layer.source in names and layer.target in names:
            return f"de {named(names[layer.source])} à {named(names[layer.target])}"
    return next((direction(each, names) for each in layers if each.kind in (Kind.IPV4, Kind.IPV6, Kind.ARP)), "")


def continued(frame: Frame) -> bool:
    """Vrai si la fin de la trame emballée est dans un autre fragment (RFC 791, § 3.2 ; RFC 8200, § 4.5)."""
    return any(layer.said.endswith(FOLLOWED) for layer in frame.wrapping)


def title(frame: Frame, names: Names) -> str:
    """« Trame de 148 octets, de hote-1 à hote-2 »."""
    return ", ".join(filter(None, (f"Trame de {octets(frame.size)}", ends(frame.wrapping or frame.layers, names))))


def lines(frame: Frame, names: Names) -> list[str]:
    """Une ligne par couche : son nom, sa taille, ce qu'elle dit ; ce qui est emballé est en retrait."""
    rows = []
    for rank, layer in enumerate(frame.layers):
        inset = "  " if rank < len(frame.wrapping) or not frame.wrapping else "    "
        rows.append((f"{inset}{layer.kind.value}", octets(layer.size), sentence(layer, names)))
    first, second = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    return [f"{name:<{first}}  {size:>{second}}  {said}".rstrip() for name, size, said in rows]


def conclusion(frame: Frame, names: Names) -> list[str]:
    """Ce qu'il faut en retenir : le prix de l'emballage, ou ce qui reste lisible d'une trame chiffrée."""
    found = []
    if frame.wrapping:
        total = sum(layer.size for layer in frame.wrapping)
        added = " + ".join(str(layer.size) for layer in frame.wrapping)
        inside = sum(layer.size for layer in frame.wrapped)
        size = octets(inside + frame.missing)
        told = f"le début d'une trame ({size})" if continued(frame) else f"une trame de {size}"
        said = ", ".join(filter(None, (told, ends(frame.wrapped, names))))
        found.append(f"Emballage : {added} = {octets(total)} ; dedans, {said}.")
    if hidden := _encrypted(frame):
        found.append(
            f"Chiffré : {octets(hidden)} que seuls les deux hôtes savent lire ; ni conteneur, ni VNI n'y paraît."
        )
    if frame.missing:
        found.append(f"Il manque {octets(frame.missing)}, qui n'ont pas été capturés.")
    return found


def describe(frame: Frame, names: Names) -> str:
    """La trame en mots, une ligne par couche."""
    return "\n".join([title(frame, names), *lines(frame, names), *conclusion(frame, names)])


def summary(frame: Frame, names: Names) -> str:
    """La trame en une ligne : taille, de qui à qui, ce qu'il y a tout au fond."""
    deepest = next((layer for layer in reversed(frame.layers) if layer.said and layer.kind not in DULL), None)
    told = f"{deepest.kind.value} : {deepest.said}" if deepest else ""
    way = ends(frame.wrapping or frame.layers, names)
    inside = ends(frame.wrapped, names) if frame.wrapping else ""
    return " ; ".join(filter(None, (octets(frame.size), way, inside and f"dedans, {inside}", told)))


def _encrypted(frame: Frame) -> int:
    """Combien d'octets de la trame sont chiffrés."""
    return sum(layer.size for layer in frame.layers if layer.kind is Kind.ENCRYPTED)

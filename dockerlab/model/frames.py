"""Une trame lue couche par couche : ce que chaque en-tête dit, où il commence, combien d'octets il prend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Ce qu'est une couche ; la valeur est le nom que l'on montre."""

    ETHERNET = "Ethernet"
    VLAN = "802.1Q"
    ARP = "ARP"
    IPV4 = "IPv4"
    IPV6 = "IPv6"
    EXTENSION = "extension IPv6"
    UDP = "UDP"
    TCP = "TCP"
    ICMP = "ICMP"
    ICMPV6 = "ICMPv6"
    VXLAN = "VXLAN"
    ESP = "ESP"
    ENCRYPTED = "chiffré"
    DATA = "données"
    QUOTED = "paquet cité"
    FRAGMENT = "suite d'un fragment"
    PADDING = "bourrage"
    UNKNOWN = "non décodé"


REFERENCES = {
    Kind.ETHERNET: "IEEE 802.3", Kind.VLAN: "IEEE 802.1Q", Kind.ARP: "RFC 826", Kind.IPV4: "RFC 791",
    Kind.IPV6: "RFC 8200", Kind.EXTENSION: "RFC 8200", Kind.UDP: "RFC 768", Kind.TCP: "RFC 9293", Kind.ICMP: "RFC 792",
    Kind.ICMPV6: "RFC 4443", Kind.VXLAN: "RFC 7348", Kind.ESP: "RFC 4303", Kind.ENCRYPTED: "RFC 4303",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """Un champ d'un en-tête, tel qu'on le montre."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Une couche : `size` octets à partir du `offset`-ième de la trame, en-tête seul ou données.

    `source`, `target` : les adresses qu'elle porte, s'il y en a. `said` : ce qu'elle dit, en quelques mots qui ne changent
    pas d'une exécution à l'autre ; `varying` : ceux qui changent (un index de sécurité, tiré au hasard).
    """

    kind: Kind
    offset: int
    size: int
    fields: tuple[Field, ...] = ()
    source: str = ""
    target: str = ""
    said: str = ""
    varying: str = ""

    @property
    def reference(self) -> str:
        """Le texte qui définit cet en-tête ; "" pour des données."""
        return REFERENCES.get(self.kind, "")

    def __repr__(self) -> str:
        return f"{self.kind.value}({self.size})"


@dataclass(frozen=True, slots=True)
class Frame:
    """Une trame capturée à l'instant `time` (secondes depuis 1970) : ses octets, et ses couches de la plus extérieure à la
    plus intérieure. `missing` : les octets que l'en-tête IP annonce et qui n'ont pas été capturés.
    """

    time: float
    data: bytes
    layers: tuple[Layer, ...]
    missing: int = 0

    @property
    def size(self) -> int:
        """La taille de la trame, en octets."""
        return len(self.data) + self.missing

    @property
    def wrapping(self) -> tuple[Layer, ...]:
        """Les couches ajoutées pour traverser le réseau des hôtes : jusqu'à VXLAN, comprise. Vide sans VXLAN (RFC 7348)."""
        ranks = [rank for rank, layer in enumerate(self.layers) if layer.kind is Kind.VXLAN]
        return self.layers[: ranks[-1] + 1] if ranks else ()

    @property
    def wrapped(self) -> tuple[Layer, ...]:
        """Ce qui est emballé : la trame du conteneur, ou sans VXLAN toutes les couches."""
        return self.layers[len(self.wrapping) :]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Les noms des couches, de la plus extérieure à la plus intérieure."""
        return tuple(layer.kind.value for layer in self.layers)

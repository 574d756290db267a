"""Des octets aux couches. Chaque en-tête est lu par dpkt, l'un après l'autre, sur ses seuls octets : rien de ce que contient
une trame ne peut empêcher de la montrer. Ce qui n'est pas compris est « non décodé ».
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

import dpkt

from .frames import Field, Frame, Kind, Layer

# Le type de liaison d'une capture (tcpdump.org/linktypes.html) ; COOKED : celui de l'interface « any », que Linux fabrique.
ETHERNET, RAW, COOKED = 1, (12, 101, 228, 229), (113, 276)
VXLAN_PORT = 4789  # RFC 7348, § 5
DEEPEST = 24  # couches : au-delà, ce sont des octets faits pour nuire
FIRST_EPHEMERAL = 32768  # Linux tire au-delà le port d'un client (ip_local_port_range, man 7 ip)
FOLLOWED = "à suivre"  # la fin de ce que dit un fragment qui n'est pas le dernier
OPERATIONS = {1: "question", 2: "réponse"}
ECHOES = {8: "demande d'écho", 0: "réponse à un écho", 128: "demande d'écho", 129: "réponse à un écho"}


class Vxlan(dpkt.Packet):  # type: ignore[misc]  # dpkt n'a pas de types
    """L'en-tête VXLAN, que dpkt ne connaît pas (RFC 7348, § 5) : un drapeau I, et le VNI sur 24 bits."""

    __hdr__ = (("flags", "B", 0x08), ("reserved", "3s", bytes(3)), ("word", "I", 0))

    @property
    def vni(self) -> int:
        return int(self.word) >> 8


Decoder = Callable[[bytes], "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """Un en-tête lu, et comment lire ce qu'il contient : `then` ; sur `length` octets, s'il le dit. `whole` : il dit aussi
    combien d'octets devraient être là, dans cette trame.
    """

    kind: Kind
    size: int
    fields: tuple[Field, ...] = ()
    then: Decoder | None = None
    length: int | None = None
    whole: bool = False
    source: str = ""
    target: str = ""
    said: str = ""
    varying: str = ""


def decode(data: bytes, time: float = 0.0, link: int = ETHERNET) -> Frame:
    """La trame de ces octets. Ne lève jamais.

    Ce qui manque se compte sur le premier en-tête IP qui annonce une longueur : d'un fragment, c'est la sienne (RFC 791, § 3.2 ;
    RFC 8200, § 4.5), tandis que les en-têtes qu'il contient comptent aussi les octets des fragments suivants.

    >>> decode(b"octets sans forme").layers
    (Ethernet(14), non décodé(3))
    """
    layers: list[Layer] = []
    start, end, padding = 0, len(data), 0
    missing: int | None = None
    decoder = LINKS.get(link)
    while start < end:
        step = _read(decoder if len(layers) < DEEPEST else None, data[start:end])
        layers.append(
            Layer(step.kind, start, step.size, step.fields, step.source, step.target, step.said, step.varying)
        )
        start += step.size
        if step.length is not None:
            stop = start + step.length
            if step.whole and missing is None:
                missing = max(0, stop - end)
            if stop < end:
                padding, end = padding + end - stop, stop
        decoder = step.then
    if padding:
        layers.append(Layer(Kind.PADDING, len(data) - padding, padding))
    return Frame(time, data, tuple(layers), missing or 0)


def _read(decoder: Decoder | None, data: bytes) -> Step:
    if decoder is not None:
        try:
            return decoder(data)
        except Exception:  # des octets hostiles : dpkt lève ce qui lui vient, et la trame se montre quand même
            pass
    return Step(Kind.UNKNOWN, len(data), said="octets d'un format inconnu, ou coupés")


def _ethernet(data: bytes) -> Step:
    header = dpkt.ethernet.Ethernet(data[:12] + b"\xff\xff")  # sans son type, il ne lit pas plus loin
    type = int.from_bytes(data[12:14], "big")
    _must(len(data) >= 14)
    source, target = _mac(header.src), _mac(header.dst)
    fields = (Field("destination", target), Field("source", source), Field("type", _ethertype(type)))
    return Step(Kind.ETHERNET, 14, fields, TYPES.get(type), source=source, target=target)


def _vlan(data: bytes) -> Step:
    tag = dpkt.ethernet.VLANtag8021Q(data[:4])
    fields = (
        Field("VLAN", str(tag.id)),
        Field("priorité", str(tag.pri)),
        Field("type", _ethertype(tag.type)),
    )
    return Step(Kind.VLAN, 4, fields, TYPES.get(tag.type), said=f"VLAN {tag.id}")


def _arp(data: bytes) -> Step:
    arp = dpkt.arp.ARP(data[:28])
    _must((arp.hrd, arp.pro, arp.hln, arp.pln) == (1, 0x0800, 6, 4))
    source, target = _address(arp.spa), _address(arp.tpa)
    said = {1: f"qui a {target} ?", 2: f"{source} est à {_mac(arp.sha)}"}.get(arp.op, "")
    fields = (
        Field("opération", f"{arp.op} ({OPERATIONS.get(arp.op, 'autre')})"),
        Field("de", f"{source}, {_mac(arp.sha)}"),
        Field("à", f"{target}, {_mac(arp.tha)}"),
    )
    return Step(Kind.ARP, 28, fields, source=source, target=target, said=said, length=0)


def _ip(data: bytes) -> Step:
    return _ipv6(data) if data[0] >> 4 == 6 else _ipv4(data)


def _ipv4(data: bytes) -> Step:
    size = (data[0] & 15) * 4
    _must(data[0] >> 4 == 4 and 20 <= size <= len(data))
    header = dpkt.ip.IP(data[:size])
    source, target = _address(header.src), _address(header.dst)
    whole, more, after = int(header.len), bool(header.mf), (int.from_bytes(data[6:8], "big") & 0x1FFF) * 8
    _must(whole == 0 or whole >= size)
    said = "à ne pas fragmenter" if header.df else ""
    if more or after:
        said = _part(after, more)
    fields = (
        Field("source", source), Field("destination", target), Field("protocole", _protocol(header.p)),
        Field("durée de vie (TTL)", str(header.ttl)), Field("longueur", f"{whole} octets, en-tête compris"),
        Field("fragmentation", said or "permise"), Field("identification", f"0x{header.id:04x}"),
    )  # fmt: skip
    then = _fragment if after else PROTOCOLS.get(header.p)
    length = whole - size if whole else None  # 0 : la carte réseau coupera, et n'a pas encore écrit la longueur
    return Step(Kind.IPV4, size, fields, then, length, True, source, target, said if more or after else "")


def _ipv6(data: bytes) -> Step:
    _must(data[0] >> 4 == 6 and len(data) >= 40)
    header = dpkt.ip6.IP6(data[:6] + bytes([59]) + data[7:40])  # 59 : rien après (RFC 8200, § 4.7)
    source, target, next = _address(header.src), _address(header.dst), data[6]
    fields = (
        Field("source", source), Field("destination", target), Field("en-tête suivant", _protocol(next)),
        Field("nombre de sauts (TTL)", str(header.hlim)), Field("longueur", f"{header.plen} octets après l'en-tête"),
    )  # fmt: skip
    return Step(Kind.IPV6, 40, fields, PROTOCOLS.get(next), header.plen or None, True, source, target)


def _extension(data: bytes) -> Step:
    size = data[1] * 8 + 8
    _must(size <= len(data))
    return Step(Kind.EXTENSION, size, (Field("en-tête suivant", _protocol(data[0])),), PROTOCOLS.get(data[0]))


def _fragment_header(data: bytes) -> Step:
    _must(len(data) >= 8)
    after = int.from_bytes(data[2:4], "big") & ~7
    said = _part(after, bool(data[3] & 1))
    fields = (Field("en-tête suivant", _protocol(data[0])), Field("fragment", f"à partir de l'octet {after}"))
    return Step(Kind.EXTENSION, 8, fields, _fragment if after else PROTOCOLS.get(data[0]), said=said)


def _udp(data: bytes) -> Step:
    header = dpkt.udp.UDP(data[:8])
    _must(header.ulen >= 8)
    vxlan = header.dport == VXLAN_PORT
    fields = (
        Field("port source", str(header.sport)),
        Field("port destination", f"{header.dport}{' (VXLAN)' if vxlan else ''}"),
        Field("longueur", f"{header.ulen} octets, en-tête compris"),
        Field("somme de contrôle", f"0x{header.sum:04x}" if header.sum else "0 : non employée"),
    )
    said = _ports(header.sport, header.dport)
    return Step(Kind.UDP, 8, fields, _vxlan if vxlan else _data, header.ulen - 8, said=said)


def _tcp(data: bytes) -> Step:
    header = dpkt.tcp.TCP(data[:20])
    size = header.off * 4
    _must(20 <= size <= len(data))
    marks = ("FIN", "SYN", "RST", "PSH", "ACK", "URG")
    flags = " ".join(name for rank, name in enumerate(marks) if header.flags >> rank & 1)
    fields = (
        Field("port source", str(header.sport)), Field("port destination", str(header.dport)),
        Field("drapeaux", flags), Field("numéro de séquence", str(header.seq)), Field("acquitte", str(header.ack)),
        Field("fenêtre", str(header.win)),
    )  # fmt: skip
    said = ", ".join(filter(None, (flags, _ports(header.sport, header.dport))))
    return Step(Kind.TCP, size, fields, _data, said=said)


def _icmp(data: bytes) -> Step:
    return _control(Kind.ICMP, data, unreachable=3, too_big=(3, 4))


def _icmpv6(data: bytes) -> Step:
    return _control(Kind.ICMPV6, data, unreachable=1, too_big=(2, 0))


def _control(kind: Kind, data: bytes, unreachable: int, too_big: tuple[int, int]) -> Step:
    header = dpkt.icmp.ICMP(data[:4] + bytes(4))
    _must(len(data) >= 8)
    fields = [Field("type", str(header.type)), Field("code", str(header.code))]
    said, then = f"type {header.type}, code {header.code}", _data
    if header.type in ECHOES:
        echo = dpkt.icmp.ICMP.Echo(data[4:8])
        said = f"{ECHOES[header.type]}, numéro {echo.seq}"
        fields[0] = Field("type", f"{header.type} ({ECHOES[header.type]})")
        fields += [Field("numéro", str(echo.seq)), Field("identifiant", str(echo.id))]
    elif (header.type, header.code) == too_big:
        mtu = int.from_bytes(data[6:8] if kind is Kind.ICMP else data[4:8], "big")
        said, then = f"paquet trop grand : au plus {mtu} octets", _quoted
        fields.append(Field("MTU du prochain lien", f"{mtu} octets"))
    elif header.type == unreachable:
        said, then = f"destination injoignable (code {header.code})", _quoted
    elif (kind, header.type) in ((Kind.ICMP, 11), (Kind.ICMPV6, 3)):
        said, then = "durée de vie épuisée", _quoted
    return Step(kind, 8, tuple(fields), then, said=said)


def _vxlan(data: bytes) -> Step:
    header = Vxlan(data[:8])
    _must(bool(header.flags & 0x08))
    fields = (Field("drapeaux", f"0x{header.flags:02x} (I : le VNI est valable)"), Field("VNI", str(header.vni)))
    return Step(Kind.VXLAN, 8, fields, _ethernet, said=f"VNI {header.vni}")


def _esp(data: bytes) -> Step:
    header = dpkt.esp.ESP(data[:8])
    fields = (Field("SPI", f"0x{header.spi:08x}"), Field("numéro de séquence", str(header.seq)))
    return Step(Kind.ESP, 8, fields, _encrypted, varying=f"SPI 0x{header.spi:08x}, numéro {header.seq}")


def _encrypted(data: bytes) -> Step:
    return Step(Kind.ENCRYPTED, len(data), said="illisible sans la clé")


def _data(data: bytes) -> Step:
    return Step(Kind.DATA, len(data))


def _quoted(data: bytes) -> Step:
    return Step(Kind.QUOTED, len(data), said="le début du paquet refusé")


def _fragment(data: bytes) -> Step:
    return Step(Kind.FRAGMENT, len(data), said="son en-tête est dans le premier fragment")


def _cooked(data: bytes) -> Step:
    return Step(Kind.UNKNOWN, len(data), said="capture sur l'interface « any », non décodée : nommez-en une, eth0")


LINKS: dict[int, Decoder] = {ETHERNET: _ethernet, **dict.fromkeys(RAW, _ip), **dict.fromkeys(COOKED, _cooked)}
TYPES: dict[int, Decoder] = {0x0800: _ipv4, 0x0806: _arp, 0x86DD: _ipv6, 0x8100: _vlan, 0x88A8: _vlan}
TYPE_NAMES = {0x0800: "IPv4", 0x0806: "ARP", 0x86DD: "IPv6", 0x8100: "802.1Q", 0x88A8: "802.1ad"}
PROTOCOLS: dict[int, Decoder] = {
    0: _extension, 1: _icmp, 4: _ipv4, 6: _tcp, 17: _udp, 41: _ipv6, 43: _extension, 44: _fragment_header, 50: _esp,
    58: _icmpv6, 60: _extension,
}  # fmt: skip
PROTOCOL_NAMES = {1: "ICMP", 4: "IPv4", 6: "TCP", 17: "UDP", 41: "IPv6", 44: "fragment", 50: "ESP", 58: "ICMPv6"}


def _must(condition: bool) -> None:
    if not condition:
        raise dpkt.UnpackError("octets qui ne suivent pas le format")


def _part(after: int, more: bool) -> str:
    """Où se place un fragment, et si un autre le suit (RFC 791, § 3.2 ; RFC 8200, § 4.5)."""
    return f"fragment : à partir de l'octet {after}, {FOLLOWED if more else 'le dernier'}"


def _ports(source: int, target: int) -> str:
    """Le port du service ; celui du client est tiré au hasard, et ne dit rien."""
    if target < FIRST_EPHEMERAL:
        return f"vers le port {target}"
    return f"depuis le port {source}" if source < FIRST_EPHEMERAL else ""


def _mac(address: bytes) -> str:
    return address.hex(":")


def _address(packed: bytes) -> str:
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)


def _ethertype(type: int) -> str:
    return f"0x{type:04x} ({TYPE_NAMES[type]})" if type in TYPE_NAMES else f"0x{type:04x}"


def _protocol(number: int) -> str:
    return f"{number} ({PROTOCOL_NAMES[number]})" if number in PROTOCOL_NAMES else str(number)

"""Un fichier de capture : ce que tcpdump écrit (pcap) ; ou pcapng, qui dit aussi d'où il vient, et que Wireshark ouvre."""

from __future__ import annotations

import io
import struct
import sys
from dataclasses import dataclass, field
from typing import Any

import dpkt
from dpkt import pcapng

from ..errors import UsageError
from .decoding import ETHERNET, decode
from .frames import Frame

APPLICATION = "dockerlab"
LATEST = 1.8e13  # secondes : en microsecondes, les 64 bits d'un bloc pcapng ; aucun calendrier ne va jusque-là


@dataclass(frozen=True, slots=True)
class Recording:
    """Des trames, dans l'ordre où elles ont passé. `place` : où (« eth0 de hote-1 ») ; `kernel` : la version du noyau ;
    `names` : qui a quelle adresse, IP ou MAC. `link` : ce qui porte les trames (tcpdump.org/linktypes.html).
    """

    frames: tuple[Frame, ...] = ()
    place: str = ""
    kernel: str = ""
    names: dict[str, str] = field(default_factory=dict)
    link: int = ETHERNET


def parse(content: bytes) -> Recording:
    """Lit un fichier pcap ou pcapng (IETF, draft-ietf-opsawg-pcapng). Coupé, il donne les trames entières qui précèdent.

    Lève `UsageError` si ce n'est ni l'un ni l'autre.
    """
    file = io.BytesIO(content)
    try:
        if content[:4] == struct.pack("<I", pcapng.PCAPNG_BT_SHB):
            reader: Any = pcapng.Reader(file)
            place, kernel, names = _section(content)
        else:
            reader, place, kernel, names = dpkt.pcap.Reader(file), "", "", {}
    except (ValueError, dpkt.Error, struct.error) as error:
        raise UsageError("Ce fichier n'est pas une capture.", cause=f"ni pcap, ni pcapng : {error}.") from error
    link = reader.datalink() & 0xFFFF  # pcap dit dans les autres bits si une somme de contrôle suit chaque trame
    frames = []
    try:
        for moment, data in reader:
            frames.append(decode(bytes(data), float(moment), link))
    except (ValueError, dpkt.Error, struct.error):
        pass  # le fichier est coupé : ce qui précède est entier
    return Recording(tuple(frames), place, kernel, names, link)


def to_pcapng(recording: Recording) -> bytes:
    """Le fichier pcapng de cette capture : son commentaire dit où elle a été faite, puis qui a quelle adresse, une par ligne."""
    lines = [recording.place, *(f"{address} {name}" for address, name in sorted(recording.names.items()))]
    little = sys.byteorder == "little"
    option, section = (
        (pcapng.PcapngOptionLE, pcapng.SectionHeaderBlockLE)
        if little
        else (pcapng.PcapngOption, pcapng.SectionHeaderBlock)
    )
    options = [
        option(code=pcapng.PCAPNG_OPT_COMMENT, data="\n".join(lines).encode()),
        option(code=pcapng.PCAPNG_OPT_SHB_OS, data=recording.kernel.encode()),
        option(code=pcapng.PCAPNG_OPT_SHB_USERAPPL, data=APPLICATION.encode()),
        option(code=pcapng.PCAPNG_OPT_ENDOFOPT),
    ]
    file = io.BytesIO()
    writer = pcapng.Writer(file, snaplen=1 << 18, linktype=recording.link, shb=section(opts=options))
    for frame in recording.frames:
        writer.writepkt(frame.data, frame.time if 0 <= frame.time <= LATEST else LATEST)
    return file.getvalue()


def _section(content: bytes) -> tuple[str, str, dict[str, str]]:
    """Ce que dit l'en-tête du fichier : l'endroit, le noyau, les noms."""
    little = content[8:12] == struct.pack("<I", pcapng.BYTE_ORDER_MAGIC)
    (size,) = struct.unpack("<I" if little else ">I", content[4:8])
    block = (pcapng.SectionHeaderBlockLE if little else pcapng.SectionHeaderBlock)(content[:size])
    said = {option.code: option.data.decode("utf-8", "replace") for option in block.opts}
    place, *lines = said.get(pcapng.PCAPNG_OPT_COMMENT, "").split("\n")
    pairs = (line.partition(" ") for line in lines)
    return place, said.get(pcapng.PCAPNG_OPT_SHB_OS, ""), {address: name for address, _, name in pairs if name}

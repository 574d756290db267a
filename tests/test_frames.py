"""Une trame, couche par couche : lue d'octets vrais, d'octets faits à la main, d'octets hostiles."""

from __future__ import annotations

import io
import random
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import dpkt
import pytest
from dpkt import pcapng

from dockerlab import read_capture
from dockerlab.drawing.frames import Frames
from dockerlab.errors import UsageError, WorkspaceError
from dockerlab.model.decoding import Vxlan, decode
from dockerlab.model.frames import Frame
from dockerlab.model.recording import Recording, parse, to_pcapng

RECORDED = Path(__file__).parent / "recorded" / "trame-vxlan.pcapng"
HERE, THERE = bytes.fromhex("0242c0a80001"), bytes.fromhex("0242c0a80002")

SEEN = """\
Trame de 148 octets, de hote-1 à hote-2
  Ethernet    14 octets  de hote-1 à hote-2
  IPv4        20 octets  de 10.203.209.11 (hote-1) à 10.203.209.12 (hote-2)
  UDP          8 octets  vers le port 4789
  VXLAN        8 octets  VNI 4097
    Ethernet  14 octets  de phare à digue
    IPv4      20 octets  de 10.203.210.11 (phare) à 10.203.210.12 (digue)
    ICMP       8 octets  demande d'écho, numéro 1
    données   56 octets
Emballage : 14 + 20 + 8 + 8 = 50 octets ; dedans, une trame de 98 octets, de phare à digue."""


def ethernet(content: bytes, type: int = 0x0800) -> bytes:
    return THERE + HERE + struct.pack(">H", type) + content


def ipv4(content: bytes, protocol: int, *, offset: int = 0, more: bool = False, length: int | None = None) -> bytes:
    words = struct.pack(">HH", 1, offset // 8 | more << 13)
    size = 20 + len(content) if length is None else length
    return struct.pack(">BBH", 0x45, 0, size) + words + bytes([64, protocol, 0, 0]) + bytes([10, 0, 0, 1, 10, 0, 0, 2]) + content  # fmt: skip


def ipv6(content: bytes, next: int) -> bytes:
    ends = bytes(15) + b"\1" + bytes(15) + b"\2"
    return struct.pack(">IHBB", 6 << 28, len(content), next, 64) + ends + content


def udp(content: bytes, port: int = 4789) -> bytes:
    return struct.pack(">HHHH", 40000, port, 8 + len(content), 0) + content


def vxlan(content: bytes, vni: int = 4097) -> bytes:
    return bytes(Vxlan(word=vni << 8)) + content


def fragment6(content: bytes, next: int, *, more: bool) -> bytes:
    return bytes([next, 0]) + struct.pack(">HI", more, 1) + content


def echo(size: int = 56) -> bytes:
    return bytes([8, 0, 0, 0, 0, 1, 0, 1]) + bytes(size)


def shown(*frames: Frame, names: dict[str, str] | None = None) -> Frames:
    return Frames(Recording(frames, "eth0 de hote-1", "6.12", names or {}))


def kinds(data: bytes) -> list[str]:
    return [repr(layer) for layer in decode(data).layers]


def test_a_recorded_ping_is_a_frame_inside_a_frame() -> None:
    frames = read_capture(RECORDED)
    assert len(frames) == 2
    assert repr(frames[0]) == SEEN
    assert frames.first("ICMP").wrapping == 50
    assert repr(frames).splitlines()[2].endswith("dedans, de digue à phare ; ICMP : réponse à un écho, numéro 1")
    assert frames.caption.startswith("Capture : enregistrée, eth0 de hote-1, noyau 6.")


def test_every_byte_is_in_one_layer() -> None:
    for frame in parse(RECORDED.read_bytes()).frames:
        assert sum(layer.size for layer in frame.layers) == frame.size == 148
        assert [layer.offset for layer in frame.layers] == [0, 14, 34, 42, 50, 64, 84, 92]


def test_what_is_encrypted_says_only_how_much() -> None:
    frame = decode(ethernet(ipv4(struct.pack(">II", 0xC0FFEE, 7) + bytes(range(120)), 50)))
    text = repr(shown(frame)[0])
    assert kinds(frame.data)[2:] == ["ESP(8)", "chiffré(120)"]
    assert "120 octets que seuls les deux hôtes savent lire" in text
    assert "0x00c0ffee" not in text  # tiré au hasard : dans l'image et le tableau, pas dans ce qu'un carnet vérifie
    bundle = shown(frame)[0]._repr_mimebundle_()
    assert "SPI 0x00c0ffee, numéro 7" in bundle["image/svg+xml"]
    assert "-hachures" in bundle["image/svg+xml"]


def test_ipv6_outside_and_inside_and_a_vlan() -> None:
    ping6 = bytes([128, 0, 0, 0, 0, 1, 0, 3]) + bytes(8)
    inner = ethernet(ipv6(ping6, 58), 0x86DD)
    outer = ethernet(struct.pack(">HH", 7, 0x86DD) + ipv6(udp(vxlan(inner)), 17), 0x8100)
    assert kinds(outer) == [
        "Ethernet(14)", "802.1Q(4)", "IPv6(40)", "UDP(8)", "VXLAN(8)", "Ethernet(14)", "IPv6(40)", "ICMPv6(8)", "données(8)",
    ]  # fmt: skip
    text = repr(shown(decode(outer), names={"::1": "phare"})[0])
    assert "VLAN 7" in text
    assert "de ::1 (phare) à ::2" in text
    assert "demande d'écho, numéro 3" in text


def test_an_extension_of_ipv6_is_crossed() -> None:
    assert kinds(ethernet(ipv6(bytes([58, 0]) + bytes(6) + echo(0), 0), 0x86DD))[2:] == [
        "extension IPv6(8)",
        "ICMPv6(8)",
    ]
    assert kinds(ethernet(ipv6(bytes([17, 0, 0, 8]) + bytes(4) + b"reste", 44), 0x86DD))[-1] == "suite d'un fragment(5)"
    assert kinds(ethernet(ipv6(struct.pack(">II", 1, 1) + b"secret", 50), 0x86DD))[2:] == ["ESP(8)", "chiffré(6)"]


def test_arp_and_tcp_and_a_packet_too_big() -> None:
    question = bytes.fromhex("0001080006040001") + HERE + bytes([10, 0, 0, 1]) + bytes(6) + bytes([10, 0, 0, 2])
    assert "qui a 10.0.0.2 ?" in repr(shown(decode(ethernet(question, 0x0806)))[0])
    syn = struct.pack(">HHIIBBHHH", 40000, 80, 1, 0, 5 << 4, 2, 64000, 0, 0)
    assert "SYN, vers le port 80" in repr(shown(decode(ethernet(ipv4(syn, 6))))[0])
    refused = bytes([3, 4, 0, 0]) + struct.pack(">HH", 0, 1400) + ipv4(echo(), 1)[:28]
    assert "paquet trop grand : au plus 1400 octets" in repr(shown(decode(ethernet(ipv4(refused, 1))))[0])


def test_a_fragment_has_no_header_but_the_first() -> None:
    first = decode(ethernet(ipv4(udp(vxlan(ethernet(ipv4(echo(), 1)))), 17, more=True)))
    assert first.layers[-1].size == 56
    assert "fragment : à partir de l'octet 0, à suivre" in repr(shown(first)[0])
    assert kinds(ethernet(ipv4(b"la suite", 17, offset=1376)))[2:] == ["suite d'un fragment(8)"]


LETTER = udp(vxlan(ethernet(ipv4(echo(1400), 1))))  # 1458 octets : trop pour le réseau des hôtes
FIRST_FRAGMENTS = {
    "IPv4": ethernet(ipv4(LETTER[:1376], 17, more=True)),
    "IPv6": ethernet(ipv6(fragment6(LETTER[:1376], 17, more=True), 44), 0x86DD),
}


@pytest.mark.parametrize("version", FIRST_FRAGMENTS)
def test_what_the_next_fragment_carries_is_not_missing(version: str) -> None:
    data = FIRST_FRAGMENTS[version]
    frame = decode(data)
    assert (frame.size, frame.missing) == (len(data), 0)
    text = repr(shown(frame)[0])
    assert text.startswith(f"Trame de {len(data)} octets")
    assert "Il manque" not in text
    assert "dedans, le début d'une trame (1360 octets)" in text
    picture = shown(frame)[0].svg()
    assert "la trame du conteneur, entière" not in picture
    assert "le début de ce que le conteneur a envoyé : 1360 octets" in picture


@pytest.mark.parametrize("version", FIRST_FRAGMENTS)
def test_a_fragment_cut_by_the_capture_misses_what_its_own_header_announces(version: str) -> None:
    data = FIRST_FRAGMENTS[version]
    frame = decode(data[:200])
    assert (frame.size, frame.missing) == (len(data), len(data) - 200)
    last = ethernet(ipv4(LETTER[1376:], 17, offset=1376))
    assert decode(last).missing == 0
    assert decode(last[:50]).missing == len(last) - 50


def test_a_fragment_of_ipv6_says_whether_another_follows() -> None:
    for more, said in ((True, "à suivre"), (False, "le dernier")):
        data = ethernet(ipv6(fragment6(udp(b"", 53), 17, more=more), 44), 0x86DD)
        assert f"fragment : à partir de l'octet 0, {said}" in repr(shown(decode(data))[0])


def test_what_was_not_captured_is_counted() -> None:
    whole = ethernet(ipv4(udp(vxlan(ethernet(ipv4(echo(), 1)))), 17))
    frame = decode(whole[:100])
    assert (frame.size, frame.missing) == (148, 48)
    assert "Il manque 48 octets, qui n'ont pas été capturés." in repr(shown(frame)[0])
    assert "une trame de 98 octets" in repr(shown(frame)[0])


def test_padding_is_not_data() -> None:
    assert kinds(ethernet(ipv4(echo(4), 1)) + bytes(14))[2:] == ["ICMP(8)", "données(4)", "bourrage(14)"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"court", ethernet(b"", 0x1234), ethernet(b"x" * 9, 0x1234), ethernet(b"\x40" * 9), ethernet(ipv4(b"\1", 17)),
        ethernet(ipv4(udp(b"\0" * 40), 17)), ethernet(ipv4(echo(), 1, length=3)), ethernet(ipv4(ipv4(echo(), 1), 4)),
        ethernet(b"\x81\0" * 4000, 0x8100), ethernet(ipv4(b"", 4, length=0) * 900),
    ],
)  # fmt: skip
def test_no_bytes_prevent_the_frame_from_being_shown(data: bytes) -> None:
    frame = decode(data)
    assert sum(layer.size for layer in frame.layers) == len(data)
    for shape in (frame, decode(data, link=101), decode(data, link=9999)):
        assert shown(shape)[0]._repr_mimebundle_()["text/html"]


def test_damaged_frames_are_shown_too() -> None:
    chance = random.Random(8)
    seeds = [frame.data for frame in parse(RECORDED.read_bytes()).frames]
    for _ in range(1000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = bytes(data[: chance.randint(1, len(data))])
        frame = decode(cut)
        assert sum(layer.size for layer in frame.layers) == len(cut)
        ET.fromstring(shown(frame)[0].svg())


def test_a_hostile_name_is_text() -> None:
    names = {"10.0.0.1": "<script>\u202e\nalert(1)", "10.0.0.2": "b&b"}
    frames = shown(decode(ethernet(ipv4(echo(), 1))), names=names)
    for bundle in (frames[0]._repr_mimebundle_(), frames._repr_mimebundle_()):
        assert "<script" not in bundle["text/html"]
        assert "\u202e" not in "".join(bundle.values())
    ET.fromstring(frames[0].svg())


def test_two_pictures_share_no_identifier_and_say_what_they_show() -> None:
    frames = read_capture(RECORDED)
    trees = [ET.fromstring(frames[rank].svg()) for rank in (0, 0, 1)]
    found = [{element.get("id") for element in tree.iter() if element.get("id")} for tree in trees]
    assert not found[0] & found[1]
    assert not found[1] & found[2]
    for tree, ids in zip(trees, found, strict=True):
        assert set((tree.get("aria-labelledby") or "").split()) <= ids
    assert SEEN in (trees[0][1].text or "")


def test_a_capture_is_read_again_as_it_was(tmp_path: Path) -> None:
    frames = read_capture(RECORDED)
    again = read_capture(frames.save(tmp_path / "copie.pcapng"))
    assert again.recording == frames.recording
    told = read_capture(RECORDED, place="ailleurs", kernel="7.0", names={"10.203.209.11": "quai"})
    assert "enregistrée, ailleurs, noyau 7.0" in told.caption
    assert "de quai à hote-2" not in repr(told[0])  # la carte, elle, garde son nom
    assert "10.203.209.11 (quai)" in repr(told[0])


def test_what_tcpdump_writes_is_read_up_to_where_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "trames.pcap"
    with path.open("wb") as file:
        writer = dpkt.pcap.Writer(file)
        for frame in parse(RECORDED.read_bytes()).frames:
            writer.writepkt(frame.data, frame.time)
    assert read_capture(path)[1].frame.layers == read_capture(RECORDED)[1].frame.layers
    content = path.read_bytes()
    for size in range(24, len(content)):
        assert len(parse(content[:size]).frames) <= 2
    for size in range(60, RECORDED.stat().st_size, 7):
        try:
            parse(RECORDED.read_bytes()[:size])
        except UsageError:
            continue


def pcap(data: bytes, link: int) -> bytes:
    file = io.BytesIO()
    dpkt.pcap.Writer(file, linktype=link).writepkt(data, 1.0)
    return file.getvalue()


CHECKED = 0x14000001  # Ethernet, et quatre octets de somme de contrôle à la fin de chaque trame


@pytest.mark.parametrize("link", [101, 228, CHECKED])
def test_a_saved_capture_keeps_what_carries_its_frames(link: int, tmp_path: Path) -> None:
    content = ethernet(ipv4(echo(), 1)) + bytes(4) if link == CHECKED else ipv4(echo(), 1)
    frames = Frames(parse(pcap(content, link)))
    assert "ICMP" in frames[0].frame.kinds
    assert read_capture(frames.save(tmp_path / "copie.pcapng")).recording == frames.recording


@pytest.mark.parametrize("link", [113, 276])
def test_a_capture_of_every_interface_says_that_it_is_not_decoded(link: int) -> None:
    (frame,) = parse(pcap(bytes(16) + ipv4(echo(), 1), link)).frames
    assert [repr(layer) for layer in frame.layers] == ["non décodé(100)"]
    said = "capture sur l'interface « any », non décodée : nommez-en une, eth0"
    assert said in repr(shown(frame)[0])
    assert said in [element.text for element in ET.fromstring(shown(frame)[0].svg()).iter()]  # en entier


@pytest.mark.parametrize("offset", [-(1 << 63), -(10**12), 10**12, (1 << 63) - 1])
def test_a_moment_out_of_any_calendar_shows_no_date(offset: int, tmp_path: Path) -> None:
    file = io.BytesIO()
    option = pcapng.PcapngOptionLE(code=pcapng.PCAPNG_OPT_IF_TSOFFSET, data=struct.pack("<q", offset))
    end = pcapng.PcapngOptionLE(code=pcapng.PCAPNG_OPT_ENDOFOPT)
    pcapng.Writer(file, idb=pcapng.InterfaceDescriptionBlockLE(opts=[option, end])).writepkt(ethernet(b""), 1.0)
    path = tmp_path / "trames.pcapng"
    path.write_bytes(file.getvalue())
    frames = read_capture(path)
    assert frames.caption == "Capture : enregistrée."
    assert frames[0]._repr_mimebundle_()["text/html"]
    again = read_capture(frames.save(path))
    assert (again.caption, again[0].layers) == (frames.caption, frames[0].layers)


def test_a_capture_that_cannot_be_written_says_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "dossier.pcapng").mkdir()
    for name in ("dossier.pcapng", "absent/trames.pcapng"):
        with pytest.raises(WorkspaceError) as caught:
            shown().save(tmp_path / name)
        assert caught.value.cause
        assert caught.value.remedy
        assert isinstance(caught.value.__cause__, OSError)


def test_a_slice_of_a_capture_is_a_list_of_frames() -> None:
    frames = read_capture(RECORDED)
    assert frames[:1] == [frames[0]]
    assert frames[::-1] == [frames[1], frames[0]]
    assert [each.size for each in frames[:3]] == [148, 148]
    assert frames[5:] == []


def test_what_is_no_capture_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for content in (b"", b"bonjour", b"\x0a\x0d\x0d\x0a" + bytes(40), to_pcapng(Recording())[:20]):
        path = tmp_path / "faux"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=r"n'est pas une capture"):
            read_capture(path)
    with pytest.raises(UsageError, match="ne peut pas être lue"):
        read_capture(tmp_path / "absent")


def test_asking_for_what_did_not_pass_says_what_did() -> None:
    frames = read_capture(RECORDED)
    with pytest.raises(UsageError, match="ne contient ESP") as caught:
        frames.first("ESP")
    assert "ICMP" in caught.value.cause
    assert not caught.value.remedy
    with pytest.raises(UsageError) as caught:
        frames.first("icpm")
    assert "802.1Q" in caught.value.remedy
    with pytest.raises(UsageError, match="aucune trame capturée"):
        Frames(Recording())[0]
    assert repr(Frames()) == "Capture en cours."
    assert [each.size for each in replace_time(frames)] == [148, 148]


def replace_time(frames: Frames) -> Frames:
    """Les mêmes trames à un autre moment : ce qu'un carnet vérifie n'en dépend pas."""
    moved = replace(frames.recording, frames=tuple(replace(frame, time=0.0) for frame in frames.recording.frames))
    again = Frames(moved)
    assert repr(again) == repr(frames)
    assert repr(again[0]) == repr(frames[0])
    return again

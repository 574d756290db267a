"""Ce qu'écrit un processus attaché : rien ne s'en perd, quel que soit le moment où cela arrive."""

from __future__ import annotations

import http.client
import socket
import struct
from types import SimpleNamespace
from typing import Any

import pytest

from dockerlab.engine import Stream

UPGRADED = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"


def frame(channel: int, content: bytes) -> bytes:
    return struct.pack(">BxxxL", channel, len(content)) + content


WRITTEN = frame(1, b"lo UP\n") + frame(2, b"attention\n") + frame(1, "été\n".encode())


def received(*packets: bytes) -> tuple[Stream, socket.socket]:
    """Ce que rend le SDK quand ces paquets arrivent l'un après l'autre, le premier avant que l'on lise les en-têtes."""
    here, there = socket.socketpair()
    here.settimeout(5)
    there.sendall(packets[0])
    response = http.client.HTTPResponse(here)
    response.begin()
    connection: Any = response.fp.raw  # type: ignore[attr-defined]

    def close() -> None:
        response.close()
        here.close()

    connection._response = SimpleNamespace(raw=SimpleNamespace(_fp=response), close=close)
    stream = Stream(connection)
    for packet in packets[1:]:
        there.sendall(packet)
    return stream, there


@pytest.mark.parametrize("cut", [len(UPGRADED), len(UPGRADED) + 3, len(UPGRADED) + 10, len(UPGRADED + WRITTEN)])
def test_what_comes_with_the_headers_is_not_lost(cut: int) -> None:
    whole = UPGRADED + WRITTEN
    stream, there = received(*filter(None, (whole[:cut], whole[cut:])))
    there.close()
    stream.read()
    stream.close()
    assert stream.failure is None
    output = stream.output(0)
    assert (output.stdout, output.stderr) == ("lo UP\nété\n", "attention\n")


def test_a_silent_command_writes_nothing() -> None:
    stream, there = received(UPGRADED)
    there.close()
    stream.read()
    stream.close()
    assert stream.output(3).stdout == ""


def test_what_comes_later_is_waited_for_in_another_thread() -> None:
    stream, there = received(UPGRADED + frame(1, b"d'abord\n"))
    stream.begin()
    assert not stream.wait(0.2)
    there.sendall(frame(1, b"ensuite\n"))
    there.close()
    assert stream.wait(5)
    stream.close()
    assert stream.raw(1) == b"d'abord\nensuite\n"


def test_a_frame_cut_in_its_middle_gives_what_it_held() -> None:
    stream, there = received(UPGRADED + frame(1, b"entier\n") + frame(1, b"rompu\n")[:-3])
    there.close()
    stream.read()
    stream.close()
    assert stream.raw(1) == b"entier\nrom"

"""Ce que l'API et la ligne de commande de Docker écrivent : dates, publications de ports."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Any

from docker.utils.ports import split_port

from ..errors import UsageError

Json = dict[str, Any]


def parse_publish(text: str) -> list[tuple[str, str, str]]:
    """Lit une publication écrite comme pour `-p`, plages comprises (docs.docker.com, « Port publishing »).

    Rend des triplets (port du conteneur comme « 80/tcp », adresse, port de la machine) ; adresse ou port absents : "".
    Lève `UsageError`.

    >>> parse_publish("127.0.0.1:8080:80")
    [('80/tcp', '127.0.0.1', '8080')]
    >>> parse_publish("5353:53/udp")
    [('53/udp', '', '5353')]
    """
    try:
        inside, outside = split_port(text)
        triplets = []
        for port, binding in zip(inside, outside or [None] * len(inside), strict=True):
            address, host_port = binding if isinstance(binding, tuple) else ("", binding or "")
            number, _, protocol = port.partition("/")
            if not 1 <= int(number) <= 65535 or (host_port and not 1 <= int(host_port) <= 65535):
                raise ValueError("un port va de 1 à 65535")
            if address:
                ipaddress.ip_address(address)
            triplets.append((f"{number}/{protocol or 'tcp'}", address or "", host_port or ""))
    except ValueError as error:
        raise UsageError(
            f"« {text} » n'est pas une publication de port.", cause="la forme est [adresse:][port de la machine:]port du conteneur[/protocole].",
            remedy="par exemple « 127.0.0.1:8080:80 » ou « 127.0.0.1:5353:53/udp ».",
        ) from error  # fmt: skip
    return triplets


def epoch(stamp: str) -> float:
    """Les secondes depuis 1970 d'une date de l'API (RFC 3339, nanosecondes comprises)."""
    return datetime.fromisoformat(stamp).timestamp()

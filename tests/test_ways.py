"""Par où passe une requête à un port publié (docs.docker.com, « Port publishing and mapping »)."""

from __future__ import annotations

import pytest
from cases import MACVLAN, RUE, SIX, SIX_END, WEB, container, published

from dockerlab.model.objects import Container
from dockerlab.model.ways import DNAT, PROXY, UNSEEN, Ways, ways

SIX_BOX = container("six", SIX_END)
NETWORKS = {network.id: network for network in (RUE, SIX, MACVLAN)}


@pytest.mark.parametrize(
    ("address", "target", "engine", "expected"),
    [
        ("127.0.0.1", WEB, "20.10.24", Ways("", PROXY)),
        ("127.5.0.1", WEB, "28.5.2", Ways("", PROXY)),
        ("::1", SIX_BOX, "28.5.2", Ways("", PROXY)),
        ("0.0.0.0", WEB, "20.10.24", Ways(DNAT, PROXY)),
        ("192.0.2.2", WEB, "20.10.24", Ways(DNAT, "")),
        ("::", WEB, "28.5.2", Ways(PROXY, PROXY)),
        ("::", SIX_BOX, "28.5.2", Ways(DNAT, PROXY)),
        ("::", SIX_BOX, "27.0.1", Ways(DNAT, PROXY)),
        ("::", SIX_BOX, "26.1.5+dfsg1", Ways(PROXY, PROXY)),
        ("::", None, "28.5.2", Ways(PROXY, PROXY)),
        ("2001:db8::1", SIX_BOX, "28.5.2", Ways(DNAT, "")),
        ("2001:db8::1", WEB, "inconnue", Ways(PROXY, "")),
    ],
)
def test_the_way_depends_on_the_address_the_container_and_the_engine(
    address: str, target: Container | None, engine: str, expected: Ways
) -> None:
    assert ways(published(address, 8080, "web"), target, NETWORKS, engine) == expected


@pytest.mark.parametrize(
    ("address", "target", "expected"),
    [
        ("127.0.0.1", WEB, Ways("", UNSEEN)),
        ("0.0.0.0", WEB, Ways(DNAT, UNSEEN)),
        ("192.0.2.2", WEB, Ways(DNAT, "")),
        ("::", WEB, Ways(UNSEEN, UNSEEN)),
        ("::", SIX_BOX, Ways(DNAT, UNSEEN)),
    ],
)
def test_no_proxy_is_claimed_where_no_socket_was_seen(address: str, target: Container | None, expected: Ways) -> None:
    assert ways(published(address, 8080, "web"), target, NETWORKS, "28.5.2", seen=False) == expected

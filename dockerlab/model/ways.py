"""Par où passe une requête faite à un port publié. Fonction pure.

Sources : docs.docker.com, « Port publishing and mapping » et « Packet filtering and firewalls » ; notes de version du
moteur 27.0 (`ip6tables` posé d'office). Vérifié par `ip6tables-save` : aucune règle sur 26.1, DNAT sur 28.5.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from .objects import Container, Network, Publication

DNAT, PROXY, UNSEEN = "dnat", "proxy", "unseen"
IP6TABLES = 27  # la première version du moteur qui redirige l'IPv6 sans réglage


@dataclass(frozen=True, slots=True)
class Ways:
    """`outside` : pour qui vient d'une autre machine, "" si aucune n'y arrive ; `inside` : pour la boucle locale, "" si
    rien n'y écoute. Chacun vaut `dnat` (le noyau récrit la destination), `proxy` (docker-proxy relaie), `unseen` (docker-proxy
    le devrait, et le noyau ne montre pas sa socket) ou ""."""

    outside: str
    inside: str


def ways(
    publication: Publication,
    container: Container | None,
    networks: dict[str, Network],
    engine: str,
    *,
    seen: bool = True,
) -> Ways:
    """Les chemins d'une publication.

    `networks` : par id, ceux du conteneur ; `engine` : la version du moteur. La règle DNAT ne prend pas ce qui va à la boucle
    locale (`! -d 127.0.0.0/8`) : c'est docker-proxy qui y répond. En IPv6, il n'y a de règle que si le conteneur a une
    adresse IPv6 sur un pont et si le moteur pose les siennes ; sinon docker-proxy porte tout. `seen` : faux si le noyau
    a été lu et n'a montré aucune socket. Sans docker-proxy (`userland-proxy: false`), la règle prend aussi la boucle locale en
    IPv4 (mesuré sur 20.10, 26.1 et 28.5).
    """
    address = ipaddress.ip_address(publication.host_ip)
    relay = PROXY if seen else UNSEEN
    if not publication.relayed:
        relay = DNAT if address.version == 4 else UNSEEN
    if address.is_loopback:
        return Ways("", relay)
    redirected = address.version == 4 or (_has_ipv6(container, networks) and _major(engine) >= IP6TABLES)
    return Ways(DNAT if redirected else relay, relay if address.is_unspecified else "")


def _has_ipv6(container: Container | None, networks: dict[str, Network]) -> bool:
    return container is not None and any(
        ":" in address
        for endpoint in container.endpoints
        if (network := networks.get(endpoint.network_id)) is None or network.driver == "bridge"
        for address in endpoint.addresses
    )


def _major(engine: str) -> int:
    found = re.match(r"\d+", engine)
    return int(found[0]) if found else 0

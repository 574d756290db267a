"""Les hôtes que l'on veut : leurs noms, leur réseau, l'adresse de chacun. Rien ici ne parle à un moteur."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError

MOST = 4  # hôtes : chacun prend une centaine de mébioctets, et quatre montrent tout ce que montrent deux
FIRST = 11  # l'adresse du premier hôte dans le sous-réseau ; la passerelle est .1
NETWORK, SUBNET = (
    "hotes",
    "10.203.8.0/26",
)  # ceux du cours, au chapitre 08 ; le reste du /24 est à ce qui passe par-dessus

# Les serveurs de noms de la machine ; derrière systemd-resolved, les vrais sont dans le second (man 8 systemd-resolved).
RESOLVERS = (Path("/etc/resolv.conf"), Path("/run/systemd/resolve/resolv.conf"))


@dataclass(frozen=True, slots=True)
class Plan:
    """`names` : les hôtes, dans l'ordre. `network` : le réseau qui les joint. `subnet` : le sien."""

    names: tuple[str, ...]
    network: str = NETWORK
    subnet: str = SUBNET

    @classmethod
    def numbered(cls, count: int) -> Plan:
        """Les hôtes du cours : « hote-1 », « hote-2 »… Lève `UsageError` si `count` n'est pas de 1 à `MOST`."""
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST:
            raise UsageError(
                f"De 1 à {MOST} hôtes peuvent être démarrés ensemble, et non {count}.",
                remedy="deux suffisent à tout ce que montre le cours : « dockerlab hosts up 2 ».",
            )
        return cls(tuple(f"hote-{rank}" for rank in range(1, count + 1)))

    def address(self, name: str) -> str:
        """L'adresse de l'hôte `name` sur le réseau qui les joint.

        >>> Plan.numbered(2).address("hote-2")
        '10.203.8.12'
        """
        first = ipaddress.ip_network(self.subnet).network_address + FIRST
        return str(first + self.names.index(name))

    @property
    def gateway(self) -> str:
        """L'adresse de la machine sur ce réseau : par elle les hôtes sortent."""
        return str(ipaddress.ip_network(self.subnet).network_address + 1)


def variable(name: str) -> str:
    """La variable d'environnement où va l'adresse du moteur de l'hôte `name`.

    >>> variable("hote-1"), variable("rive-gauche")
    ('HOTE_1', 'RIVE_GAUCHE')
    """
    return re.sub(r"\W", "_", name, flags=re.ASCII).upper()


def name_servers(files: Iterable[Path] = RESOLVERS) -> list[str]:
    """Les serveurs de noms IPv4 de cette machine, sans ceux de la boucle locale, qu'un conteneur n'atteint pas (man 5 resolv.conf).

    Sur un réseau à lui, un hôte n'a que le serveur de noms de Docker, en 127.0.0.11 : son moteur l'écarterait, et
    donnerait à ses conteneurs ceux de Google, qu'un réseau d'école ne laisse pas toujours joindre.
    """
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        words = [line.split() for line in lines]
        found = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver"]
        if kept := [address for address in found if _is_useful(address)]:
            return kept
    return []


def _is_useful(address: str) -> bool:
    try:
        return not ipaddress.IPv4Address(address).is_loopback
    except ValueError:
        return False


def environment(addresses: Mapping[str, str]) -> dict[str, str]:
    """Les variables où vont les adresses des moteurs (nom d'hôte → adresse) : une cellule `%%bash` écrit `docker -H $HOTE_1 ps`."""
    return {variable(name): address for name, address in addresses.items()}

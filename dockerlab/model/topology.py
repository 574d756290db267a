"""La topologie : conteneurs, réseaux, publications, tirés d'une lecture. Fonctions pures, sans Docker."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine import Json
from ..snapshot.reading import Snapshot


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """L'attache d'un conteneur à un réseau ; `addresses` avec leur longueur de préfixe, vide s'il est arrêté."""

    network: str
    addresses: tuple[str, ...]
    mac: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Container:
    """Un conteneur ; `state` est celui du moteur (running, exited, created, paused, restarting, dead)."""

    name: str
    id: str
    state: str
    exit_code: int
    image: str
    exposed: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True, order=True)
class Network:
    """Un réseau ; `gateways` dans l'ordre de `subnets`, "" sans passerelle."""

    name: str
    id: str
    driver: str
    subnets: tuple[str, ...]
    gateways: tuple[str, ...]
    internal: bool


@dataclass(frozen=True, slots=True, order=True)
class Publication:
    """Un port de la machine qui mène à un port d'un conteneur."""

    host_ip: str
    host_port: int
    protocol: str
    container: str
    container_port: int

    @property
    def socket(self) -> str:
        """Adresse et port de la machine, comme on les écrit : « 127.0.0.1:8080 », « [::1]:8080 »."""
        address = f"[{self.host_ip}]" if ":" in self.host_ip else self.host_ip
        return f"{address}:{self.host_port}"

    @property
    def inside(self) -> str:
        """Le port du conteneur, comme Docker l'écrit : « 80/tcp »."""
        return f"{self.container_port}/{self.protocol}"


@dataclass(frozen=True, slots=True)
class Topology:
    """Ce qui est relié à quoi, trié : deux lectures égales donnent deux topologies égales."""

    containers: tuple[Container, ...]
    networks: tuple[Network, ...]
    publications: tuple[Publication, ...]
    engine_version: str
    left_out: int = 0

    def network(self, name: str) -> Network | None:
        return next((network for network in self.networks if network.name == name), None)


def build(snapshot: Snapshot) -> Topology:
    """La topologie d'une lecture."""
    return Topology(
        containers=tuple(sorted(_container(entry) for entry in snapshot.containers)),
        networks=tuple(sorted(_network(entry) for entry in snapshot.networks)),
        publications=tuple(sorted(p for entry in snapshot.containers for p in publications_of(entry))),
        engine_version=snapshot.engine_version,
        left_out=len(snapshot.others),
    )


def publications_of(inspected: Json) -> list[Publication]:
    """Les publications en vigueur d'un conteneur inspecté : `NetworkSettings.Ports`, et non ce qui fut demandé."""
    name = inspected["Name"].lstrip("/")
    found = []
    for inside, bindings in (inspected["NetworkSettings"].get("Ports") or {}).items():
        port, _, protocol = inside.partition("/")
        for binding in bindings or []:
            # Une adresse vide veut dire toutes, comme l'écrivent certains moteurs.
            address = binding.get("HostIp") or "0.0.0.0"
            found.append(Publication(address, int(binding["HostPort"]), protocol, name, int(port)))
    return found


def _container(inspected: Json) -> Container:
    endpoints = [
        Endpoint(
            network,
            tuple(
                f"{address}/{length}"
                for address, length in (
                    (endpoint.get("IPAddress"), endpoint.get("IPPrefixLen")),
                    (endpoint.get("GlobalIPv6Address"), endpoint.get("GlobalIPv6PrefixLen")),
                )
                if address
            ),
            endpoint.get("MacAddress") or "",
            tuple(sorted(set(endpoint.get("Aliases") or []))),
        )
        for network, endpoint in (inspected["NetworkSettings"].get("Networks") or {}).items()
    ]
    return Container(
        name=inspected["Name"].lstrip("/"),
        id=inspected["Id"],
        state=inspected["State"]["Status"],
        exit_code=int(inspected["State"].get("ExitCode") or 0),
        image=inspected["Config"]["Image"],
        exposed=tuple(sorted(inspected["Config"].get("ExposedPorts") or {})),
        endpoints=tuple(sorted(endpoints)),
    )


def _network(entry: Json) -> Network:
    pools = (entry.get("IPAM") or {}).get("Config") or []
    return Network(
        name=entry["Name"],
        id=entry["Id"],
        driver=entry["Driver"],
        subnets=tuple(pool.get("Subnet", "") for pool in pools),
        gateways=tuple(pool.get("Gateway", "") for pool in pools),
        internal=bool(entry.get("Internal")),
    )

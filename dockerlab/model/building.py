"""Bâtir la topologie d'une lecture : ce que dit le moteur, confirmé par ce que dit le noyau. Fonctions pures."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from pathlib import Path

from ..engine import Json
from ..errors import UsageError
from ..snapshot.snapshot import Snapshot
from .objects import Container, Doubt, Endpoint, Network, Publication
from .topology import Topology
from .wiring import Wiring


def build(snapshot: Snapshot) -> Topology:
    """La topologie d'une lecture."""
    wiring = Wiring.of(snapshot)
    networks = tuple(sorted(_network(entry, snapshot, wiring) for entry in snapshot.networks))
    containers = tuple(sorted(_container(entry, networks, wiring) for entry in snapshot.containers))
    publications = tuple(
        sorted(
            wiring.confirm_publication(p, wiring.namespace_of(entry))
            for entry in snapshot.containers
            for p in publications_of(entry)
        )
    )
    interfaces, links = wiring.drawn(containers, networks, everything=snapshot.everything)
    return Topology(
        containers=containers,
        networks=networks,
        publications=publications,
        engine_version=snapshot.engine_version,
        left_out=len(snapshot.others),
        interfaces=interfaces,
        links=links,
        warnings=tuple(sorted(_doubts(snapshot, containers, networks, wiring))),
        kernel=wiring.read,
    )


def load_topology(path: str | Path) -> Topology:
    """La topologie d'une lecture gardée. Lève `UsageError` si le fichier n'en est pas une, ou a été changé à la main."""
    snapshot = Snapshot.load(path)
    try:
        return build(snapshot)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # Ce fichier vient de n'importe où : le dire, plutôt que la ligne de Python qui a trébuché.
        raise UsageError(
            f"Le fichier {path} n'est pas une lecture du réseau.", cause=f"{type(error).__name__} : {error}",
            remedy="une lecture s'écrit par Snapshot.save, et ne se retouche pas.",
        ) from error  # fmt: skip


def publications_of(inspected: Json) -> list[Publication]:
    """Les publications en vigueur d'un conteneur inspecté : `NetworkSettings.Ports`, et non ce qui fut demandé."""
    name = inspected["Name"].lstrip("/")
    found = []
    for inside, bindings in (inspected["NetworkSettings"].get("Ports") or {}).items():
        port, _, protocol = inside.partition("/")
        for binding in bindings or []:
            if not binding.get("HostPort"):
                continue  # un réseau routé (gateway_mode_ipv4=routed) ouvre le port sans en prendre un à la machine
            # Une adresse vide veut dire toutes, comme l'écrivent certains moteurs.
            address = binding.get("HostIp") or "0.0.0.0"
            found.append(Publication(address, int(binding["HostPort"]), protocol, name, int(port)))
    return found


def _container(inspected: Json, networks: Iterable[Network], wiring: Wiring) -> Container:
    name = inspected["Name"].lstrip("/")
    endpoints = [
        Endpoint(
            network=network,
            addresses=tuple(
                f"{address}/{length}"
                for address, length in (
                    (endpoint.get("IPAddress"), endpoint.get("IPPrefixLen")),
                    (endpoint.get("GlobalIPv6Address"), endpoint.get("GlobalIPv6PrefixLen")),
                )
                if address
            ),
            mac=endpoint.get("MacAddress") or "",
            aliases=tuple(sorted(set(endpoint.get("Aliases") or []))),
            network_id=endpoint.get("NetworkID") or "",
        )
        for network, endpoint in (inspected["NetworkSettings"].get("Networks") or {}).items()
    ]
    namespace = wiring.namespace_of(inspected)
    return Container(
        name=name,
        id=inspected["Id"],
        state=inspected["State"]["Status"],
        exit_code=int(inspected["State"].get("ExitCode") or 0),
        image=inspected["Config"]["Image"],
        exposed=tuple(sorted(inspected["Config"].get("ExposedPorts") or {})),
        endpoints=tuple(sorted(wiring.confirm_endpoint(namespace, e, networks) for e in endpoints)),
        namespace=namespace,
        owner=wiring.owner_of(inspected),
        stale=inspected["Id"] in wiring.stale,
    )


def _network(entry: Json, snapshot: Snapshot, wiring: Wiring) -> Network:
    pools = (entry.get("IPAM") or {}).get("Config") or []
    network = Network(
        name=entry["Name"],
        id=entry["Id"],
        driver=entry["Driver"],
        subnets=tuple(pool.get("Subnet", "") for pool in pools),
        gateways=(),
        internal=bool(entry.get("Internal")),
        options=tuple(sorted((entry.get("Options") or {}).items())),
    )
    known = [*wiring.bridge_addresses(network), *_gateways_of_endpoints(snapshot, network)]
    gateways = tuple(_gateway(pool, known) for pool in pools)
    return Network(
        network.name, network.id, network.driver, network.subnets, gateways, network.internal, network.options
    )


def _gateways_of_endpoints(snapshot: Snapshot, network: Network) -> list[str]:
    """La passerelle que le moteur a donnée aux conteneurs du réseau."""
    return [
        gateway
        for entry in snapshot.containers
        for endpoint in (entry["NetworkSettings"].get("Networks") or {}).values()
        if endpoint.get("NetworkID") == network.id
        for gateway in (endpoint.get("Gateway"), endpoint.get("IPv6Gateway"))
        if gateway
    ]


def _gateway(pool: Json, known: Iterable[str]) -> str:
    """La passerelle d'un sous-réseau : le moteur ne l'écrit pas toujours quand il l'a choisie lui-même."""
    if pool.get("Gateway"):
        return str(pool["Gateway"]).partition("/")[0]
    try:
        subnet = ipaddress.ip_network(pool.get("Subnet", ""), strict=False)
        return next((address for address in known if ipaddress.ip_address(address) in subnet), "")
    except ValueError:
        return ""


def _doubts(
    snapshot: Snapshot, containers: tuple[Container, ...], networks: tuple[Network, ...], wiring: Wiring
) -> Iterable[Doubt]:
    if not wiring.read:
        yield Doubt(
            "kernel-unread", f"Le noyau n'a pas été lu : {snapshot.kernel_problem or 'ce n’était pas demandé.'}"
        )
    for name in snapshot.gone:
        yield Doubt("gone-during-reading", f"{name} a disparu pendant la lecture.", name)
    for name, count in _repeated(network.name for network in networks):
        yield Doubt(
            "duplicate-name",
            f"{count} réseaux portent le nom {name} : Docker les distingue par leur identifiant.",
            name,
        )
    ids = {network.id for network in networks}
    by_name = {container.name: container for container in containers}
    for entry in snapshot.containers:
        container = by_name[entry["Name"].lstrip("/")]
        yield from _container_doubts(container, entry, ids, wiring)


def _container_doubts(container: Container, entry: Json, networks: set[str], wiring: Wiring) -> Iterable[Doubt]:
    name = container.name
    for endpoint in container.endpoints:
        if endpoint.network_id and endpoint.network_id not in networks:
            text = f"{name} est attaché à un réseau {endpoint.network} qui n'existe plus"
            yield Doubt(
                "missing-network", text + (" : il ne pourra pas démarrer." if not container.alive else "."), name
            )
    if container.stale:
        what = wiring.stale[container.id]
        yield Doubt(
            "stale-namespace",
            f"{name} a demandé l'espace de noms de {what} : {name} est resté dans l'ancien, où il n'y a plus que la boucle locale.",
            name,
        )
    asked = (entry.get("HostConfig") or {}).get("PortBindings") or {}
    if container.alive and asked and not publications_of(entry):
        text = f"Les ports demandés pour {name} ({', '.join(sorted(asked))}) ne sont pas publiés."
        yield Doubt("ineffective-publication", text, name)
    if not wiring.read or not container.alive:
        return
    if container.namespace and not wiring.knows(container.namespace):
        text = f"{name} tournait quand le moteur a été lu, et n'est plus dans le noyau : il s'est arrêté pendant la lecture."
        yield Doubt("gone-during-reading", text, name)
        return
    for endpoint in container.endpoints:
        held = wiring.addresses_of(container.namespace, endpoint.interface)
        if held is not None and set(endpoint.addresses) - set(held):
            text = f"Le moteur donne à {name} l'adresse {', '.join(endpoint.addresses)} ; son interface porte {', '.join(held) or 'aucune adresse'}."
            yield Doubt("address-changed", text, name)
        if not endpoint.verified and endpoint.network_id in networks:
            text = f"Le noyau ne confirme pas l'attache de {name} au réseau {endpoint.network}."
            yield Doubt("unverified", text, name)


def _repeated(names: Iterable[str]) -> list[tuple[str, int]]:
    listed = list(names)
    return [(name, listed.count(name)) for name in sorted(set(listed)) if listed.count(name) > 1]

"""Les objets d'une topologie : conteneurs, réseaux, interfaces, liens, publications, doutes. Données figées, sans Docker.

Les noms d'espaces de noms : `host` (la machine du moteur), `container:NOM`, `overlay:RÉSEAU` (le pont d'un réseau overlay),
`balancer:RÉSEAU` (son répartiteur de charge). Un conteneur qui partage l'espace d'un autre porte celui de son propriétaire.
Quand plusieurs hôtes sont montrés, chaque nom est précédé du sien : `hote-1!container:web`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HOST = "host"
SEPARATOR = "!"  # entre un hôte et ce qui y vit ; aucun nom de conteneur n'en contient


def on(host: str, name: str) -> str:
    """Le nom d'une chose d'un hôte, quand plusieurs sont montrés : « hote-1!container:web »."""
    return f"{host}{SEPARATOR}{name}"


def split_host(name: str) -> tuple[str, str]:
    """L'hôte d'un nom et ce qui y vit ; "" pour l'hôte quand un seul moteur est montré, ou que c'est celui du dehors."""
    host, separator, own = name.partition(SEPARATOR)
    return (host, own) if separator else ("", name)


def space_of(container: str) -> str:
    """L'espace de noms qui est à un conteneur, d'après son nom : « hote-1!web » a « hote-1!container:web »."""
    host, own = split_host(container)
    return on(host, f"container:{own}") if host else f"container:{own}"


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """L'attache d'un conteneur à un réseau.

    `addresses` avec leur longueur de préfixe, vide s'il est arrêté. `interface` : son nom dans le conteneur, "" si le
    noyau n'a pas été lu. `verified` : le noyau confirme toute l'attache, de l'interface jusqu'au réseau.
    """

    network: str
    addresses: tuple[str, ...]
    mac: str
    aliases: tuple[str, ...]
    interface: str = ""
    verified: bool = False
    network_id: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Container:
    """Un conteneur ; `state` est celui du moteur (running, exited, created, paused, restarting, dead).

    `namespace` : celui où il vit, "" s'il ne tourne pas. `exposed` : les ports que son image ou sa création annoncent.
    `owner` : le conteneur dont il a demandé à partager l'espace de noms (`--network container:…`), "" sinon ; `stale` :
    cet espace n'est plus celui de `owner`, relancé, arrêté ou enlevé depuis.
    """

    name: str
    id: str
    state: str
    exit_code: int
    image: str
    exposed: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    namespace: str = ""
    owner: str = ""
    stale: bool = False

    @property
    def alive(self) -> bool:
        """Vrai s'il a un espace de noms : en marche, ou gelé par `docker pause`."""
        return self.state in ("running", "paused")

    @property
    def on_host(self) -> bool:
        """Vrai s'il est lancé sur le réseau de la machine (`--network host`)."""
        return any(endpoint.network == "host" for endpoint in self.endpoints)


@dataclass(frozen=True, slots=True, order=True)
class Network:
    """Un réseau ; `gateways` dans l'ordre de `subnets`, "" sans passerelle. `options` : paires (nom, valeur), triées."""

    name: str
    id: str
    driver: str
    subnets: tuple[str, ...]
    gateways: tuple[str, ...]
    internal: bool
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str) -> str:
        """La valeur d'une option du pilote, "" si elle n'est pas posée."""
        return dict(self.options).get(name, "")

    @property
    def bridge(self) -> str:
        """Le nom du pont dans la machine, pour un réseau de pilote bridge ; "" pour les autres."""
        if self.driver != "bridge":
            return ""
        return self.option("com.docker.network.bridge.name") or f"br-{self.id[:12]}"

    @property
    def icc(self) -> bool:
        """Faux si les conteneurs du réseau n'ont pas le droit de se parler (`enable_icc=false`)."""
        return self.option("com.docker.network.bridge.enable_icc").lower() not in ("false", "0", "f")


@dataclass(frozen=True, slots=True, order=True)
class Interface:
    """Une interface lue dans le noyau (man 8 ip-link).

    `kind` : bridge, veth, macvlan, ipvlan, vxlan…, « loopback », ou « physical » quand le noyau n'en dit rien de plus.
    `addresses` avec leur longueur de préfixe ; `mtu` en octets ; `up` : elle est levée ; `carrier` : quelque chose de
    vivant est au bout (un pont sans conteneur n'a pas de porteuse). `vni`, `port` : le numéro de réseau et le port UDP d'une
    vxlan (RFC 7348), 0 pour les autres.
    """

    namespace: str
    name: str
    ifindex: int
    kind: str
    mac: str
    addresses: tuple[str, ...]
    mtu: int
    up: bool
    carrier: bool = True
    vni: int = 0
    port: int = 0

    @property
    def place(self) -> str:
        """« ESPACE/INTERFACE », comme l'écrivent les liens."""
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Un lien entre deux interfaces, chacune « ESPACE/INTERFACE ».

    `kind` : veth, bridge-port, macvlan, ipvlan, vxlan, underlay. `verified` : lu dans le noyau à ses deux bouts.
    Entre hôtes, `vxlan` est un tunnel, d'une interface vxlan à l'autre ; `underlay`, ce qui porte ses paquets : d'une vxlan à
    l'interface de son hôte, et de celle-ci au pont du réseau qui joint les hôtes.
    """

    kind: str
    a: str
    b: str
    verified: bool


@dataclass(frozen=True, slots=True, order=True)
class Publication:
    """Un port de la machine qui mène à un port d'un conteneur ; `host_port` vaut 0 dans un but où il reste au choix de Docker.

    `verified` : le noyau montre une socket ouverte à cette adresse et à ce port de la machine. `relayed` : faux quand le
    moteur se passe de docker-proxy (`userland-proxy: false`), ce que trahit le mode hairpin des ports de son pont.
    """

    host_ip: str
    host_port: int
    protocol: str
    container: str
    container_port: int
    verified: bool = False
    relayed: bool = True

    @property
    def socket(self) -> str:
        """Adresse et port de la machine, comme on les écrit : « 127.0.0.1:8080 », « [::1]:8080 »."""
        address = f"[{self.host_ip}]" if ":" in self.host_ip else self.host_ip
        return f"{address}:{self.host_port or '…'}"

    @property
    def inside(self) -> str:
        """Le port du conteneur, comme Docker l'écrit : « 80/tcp »."""
        return f"{self.container_port}/{self.protocol}"


@dataclass(frozen=True, slots=True, order=True)
class Host:
    """Un hôte Docker, quand plusieurs sont montrés.

    `state` : celui de son conteneur. `addresses` : les siennes sur l'underlay, avec leur longueur de préfixe. `swarm` :
    « manager », « worker », un état du moteur (pending, error, locked), "" hors de tout Swarm. `problem` : pourquoi il n'a
    pas été lu, "" s'il l'a été.
    """

    name: str
    id: str
    state: str
    engine_version: str
    addresses: tuple[str, ...] = ()
    swarm: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Forwarding:
    """Une ligne de la table d'une vxlan : ce qui va à `mac` part, emballé, vers `address` (man 8 bridge, « fdb »).

    `place` : la vxlan, « ESPACE/INTERFACE ». `to` : l'interface qui porte cette MAC, lue chez un autre hôte, "" si aucune.
    """

    place: str
    mac: str
    address: str
    to: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Un doute à montrer avec l'image : `code` stable, `text` en français, `about` le nom de l'objet en cause."""

    code: str
    text: str
    about: str = ""


def find_network(networks: Iterable[Network], endpoint: Endpoint) -> Network | None:
    """Le réseau d'une attache : celui de son id, ou de son nom quand elle n'a pas encore d'id (conteneur jamais démarré)."""
    if endpoint.network_id:
        return next((network for network in networks if network.id == endpoint.network_id), None)
    return next((network for network in networks if network.name == endpoint.network), None)

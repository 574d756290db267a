"""Les cas particuliers qu'un dessin doit montrer, chacun une petite topologie faite à la main."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dockerlab.model.objects import HOST, Container, Doubt, Endpoint, Interface, Link, Network, Publication
from dockerlab.model.topology import Topology

ENGINE = "20.10.24"
HOSTILE = [
    "<script>alert(1)</script>", "</svg><b>x</b>", 'guillemet"double', "guillemet'simple", "finit-par-\\", "a:b", "fe80::1", "été-Œuvre-日本",
    "&amp;", "&lt;", "<b>x</b>", "a|b", "{a}", "\\n", "--", "-->", "]]>", "x" * 60, "%s", "$HOME", "n0", "host",
]  # fmt: skip


def network(name: str, third: int, **more: object) -> Network:
    """Un réseau bridge 10.203.`third`.0/24."""
    made = Network(
        name, f"{third:012x}{name:x<8.8}", "bridge", (f"10.203.{third}.0/24",), (f"10.203.{third}.1",), False
    )
    return replace(made, **more)  # type: ignore[arg-type]


def attached(to: Network, last: int, interface: str = "eth0", *, verified: bool = True) -> Endpoint:
    """Une attache à l'adresse `last` du réseau."""
    prefix = to.subnets[0].rpartition(".")[0] if to.subnets else ""
    addresses = (f"{prefix}.{last}/24",) if prefix else ()
    mac = f"02:42:0a:cb:{int(to.id[:12], 16) % 256:02x}:{last:02x}" if prefix else ""
    return Endpoint(to.name, addresses, mac, (), interface if prefix else "", verified, to.id)


def container(name: str, *endpoints: Endpoint, **more: object) -> Container:
    made = Container(name, f"id-{name}", "running", 0, "nginx", ("80/tcp",), endpoints, f"container:{name}")
    return replace(made, **more)  # type: ignore[arg-type]


def stopped(name: str, *to: Network, state: str = "exited") -> Container:
    endpoints = tuple(Endpoint(n.name, (), "", (), "", False, n.id) for n in to)
    return container(name, *endpoints, state=state, exit_code=137 if state == "exited" else 0, namespace="")


def published(host_ip: str, port: int, to: str, inside: int = 80, protocol: str = "tcp") -> Publication:
    return Publication(host_ip, port, protocol, to, inside, True)


def topology(
    containers: Iterable[Container],
    networks: Iterable[Network],
    publications: Iterable[Publication] = (),
    *doubts: Doubt,
) -> Topology:
    """La topologie, avec ce que le noyau en montrerait : une interface et un câble par attache confirmée."""
    containers, networks = tuple(sorted(containers)), tuple(sorted(networks))
    by_id = {n.id: n for n in networks}
    interfaces, links = [_interface(HOST, "lo", 1, "loopback", "127.0.0.1/8"), _interface(HOST, "eth0", 2, "physical", "192.0.2.2/24", "fe80::2/64")], []  # fmt: skip
    for i, n in enumerate(networks):
        if n.bridge:
            prefixed = [f"{gateway}/24" for gateway in n.gateways if gateway]
            interfaces.append(replace(_interface(HOST, n.bridge, 10 + i, "bridge", *prefixed), carrier=False))
        if n.option("parent"):
            interfaces.append(_interface(HOST, n.option("parent"), 10 + i, "veth"))
    serial = 100
    for c in containers:
        if c.namespace == f"container:{c.name}":
            interfaces.append(_interface(c.namespace, "lo", 1, "loopback", "127.0.0.1/8"))
        for e in c.endpoints:
            n = by_id.get(e.network_id)
            if not (e.interface and e.verified and n):
                continue
            serial += 2
            here, veth = f"{c.namespace}/{e.interface}", f"veth{serial:07x}"
            kind = "veth" if n.driver == "bridge" else n.driver
            interfaces.append(replace(_interface(c.namespace, e.interface, serial, kind, *e.addresses), mac=e.mac))
            if n.driver == "bridge":
                interfaces.append(_interface(HOST, veth, serial + 1, "veth", f"fe80::{serial:x}/64"))
                links += [Link("veth", here, f"{HOST}/{veth}", True), Link("bridge-port", f"{HOST}/{veth}", f"{HOST}/{n.bridge}", True)]  # fmt: skip
            else:
                links.append(Link(kind, here, f"{HOST}/{n.option('parent')}", True))
    return Topology(
        containers, networks, tuple(sorted(publications)), ENGINE, 0, tuple(sorted(interfaces)), tuple(sorted(links)),
        tuple(sorted(doubts)), True,
    )  # fmt: skip


def engine_only(read: Topology) -> Topology:
    """La même, sans lecture du noyau."""
    return replace(
        read, kernel=False, interfaces=(), links=(),
        containers=tuple(replace(c, endpoints=tuple(replace(e, interface="", verified=False) for e in c.endpoints)) for c in read.containers),
        publications=tuple(replace(p, verified=False) for p in read.publications),
        warnings=(*read.warnings, Doubt("kernel-unread", "Le noyau n'a pas été lu\u00a0: l'espace de noms du moteur ne se monte pas.")),
    )  # fmt: skip


def _interface(namespace: str, name: str, index: int, kind: str, *addresses: str) -> Interface:
    mac = "00:00:00:00:00:00" if kind == "loopback" else f"02:00:00:00:{index // 256:02x}:{index % 256:02x}"
    return Interface(namespace, name, index, kind, mac, addresses, 65536 if kind == "loopback" else 1500, True)


RUE, CAVE = network("rue", 1), network("cave", 2, internal=True)
HOST_NETWORK = Network("host", "h" * 20, "host", (), (), False)
NONE = Network("none", "0" * 20, "null", (), (), False)
MUTE = network("muette", 3, options=(("com.docker.network.bridge.enable_icc", "false"),))
SIX = network("six", 4, subnets=("10.203.4.0/24", "fd00:203:4::/64"), gateways=("10.203.4.1", "fd00:203:4::1"))
MACVLAN = network("mac", 5, driver="macvlan", options=(("parent", "dent0"),))
WEB = container("web", attached(RUE, 2))
SIX_END = replace(attached(SIX, 2), addresses=("10.203.4.2/24", "fd00:203:4::2/64"))
TWINS = (network("double", 6), network("double", 7))


def hostile() -> Topology:
    """Une topologie dont chaque nom, image et réseau est un nom qui pourrait piéger."""
    streets = [network(f"réseau {name}", i) for i, name in enumerate(HOSTILE)]
    streets.append(network("deux\nlignes", 40))
    streets.append(network("שלום-rue", 41))
    streets.append(network("inversé\u202eeur", 42))
    names = [*HOSTILE, "lignes", "rtl", "inverse"]
    boxes = [container(n, attached(s, 2), image=f"image {n}") for n, s in zip(names, streets, strict=True)]
    doubts = [Doubt("unverified", f"doute sur {name}", name) for name in HOSTILE]
    return topology(boxes, streets, [published("127.0.0.1", 8100 + i, n) for i, n in enumerate(HOSTILE)], *doubts)


def sixty(count: int = 60) -> Topology:
    return topology([container(f"web-{i:04}", attached(RUE, i + 2)) for i in range(count)], [RUE])


def crowd(count: int = 27, streets: int = 5) -> Topology:
    """Des conteneurs sur plusieurs réseaux, où l'ordre des noms n'est pas celui des ponts."""
    networks = [network(f"rue-{i}", i + 1) for i in range(streets)]
    return topology([container(f"c{i:02}", attached(networks[i * 3 % streets], i + 2)) for i in range(count)], networks)


def by_hand() -> Topology:
    """Ce que l'on pose soi-même : des macvlan et des paires veth dont les deux bouts sont dans un même espace de noms."""
    plain = topology([WEB, container("alt", attached(RUE, 3))], [RUE])
    made = [
        _interface("container:web", "mv0", 50, "macvlan", "10.203.1.77/24"),
        *(_interface(HOST, name, 60 + i, "veth") for i, name in enumerate(("va", "vb", "vc", "vd"))),
        _interface(HOST, "mvh", 70, "macvlan"),
    ]
    links = [
        Link("macvlan", "container:web/mv0", "container:web/eth0", True), Link("macvlan", f"{HOST}/mvh", f"{HOST}/eth0", True),
        Link("veth", f"{HOST}/va", f"{HOST}/vb", True), Link("veth", f"{HOST}/vc", f"{HOST}/vd", True),
        Link("bridge-port", f"{HOST}/vb", f"{HOST}/{RUE.bridge}", True),
    ]  # fmt: skip
    return replace(
        plain, interfaces=tuple(sorted([*plain.interfaces, *made])), links=tuple(sorted([*plain.links, *links]))
    )


CASES: dict[str, Topology] = {
    "host": topology([container("h", attached(HOST_NETWORK, 0), namespace=HOST)], [HOST_NETWORK]),
    "none": topology([container("n", attached(NONE, 0))], [NONE]),
    "container": topology([WEB, container("loc", owner="web", namespace="container:web")], [RUE]),
    "container-host": topology(
        [container("h", attached(HOST_NETWORK, 0), namespace=HOST), container("loc", owner="h", namespace=HOST)], [HOST_NETWORK]
    ),
    "container-relance": topology(
        [WEB, container("loc", owner="web", stale=True)], [RUE], [],
        Doubt("stale-namespace", "loc est resté dans l'ancien espace de noms de web.", "loc"),
    ),
    "container-arrete": topology([WEB, stopped("loc"), replace(stopped("bis"), owner="web")], [RUE]),
    "interne": topology([container("cachee", attached(CAVE, 2))], [CAVE]),
    "icc": topology([container("a", attached(MUTE, 2)), container("b", attached(MUTE, 3))], [MUTE]),
    "deux-reseaux": topology([container("deux", attached(RUE, 2), attached(CAVE, 3, "eth1"))], [RUE, CAVE]),
    "ipv6": topology([container("six", SIX_END)], [SIX], [published("::", 8080, "six"), published("::1", 8081, "six")]),
    "sans-passerelle": topology([container("a", attached(replace(RUE, gateways=("",)), 2))], [replace(RUE, gateways=("",))]),
    "arrete": topology([WEB, stopped("fini", RUE), stopped("jamais", RUE, state="created")], [RUE]),
    "redemarre": topology([WEB, stopped("boucle", RUE, state="restarting")], [RUE]),
    "faits-main": by_hand(),
    "disparu": topology(
        [WEB, container("fugace", attached(RUE, 3, "", verified=False))], [RUE], [],
        Doubt("gone-during-reading", "fugace s'est arrêté pendant la lecture.", "fugace"),
    ),
    "non-confirme": topology(
        [WEB, container("douteux", attached(RUE, 3, "eth0", verified=False))], [RUE], [],
        Doubt("unverified", "Le noyau ne confirme pas l'attache de douteux au réseau rue.", "douteux"),
    ),
    "macvlan": topology([container("m", attached(MACVLAN, 2))], [MACVLAN]),
    "boucle": topology([WEB], [RUE], [published("127.0.0.1", 8080, "web")]),
    "toutes": topology([WEB], [RUE], [published("0.0.0.0", 8080, "web"), published("::", 8080, "web")]),
    "une-adresse": topology([WEB], [RUE], [published("192.0.2.2", 8080, "web")]),
    "udp": topology([WEB], [RUE], [published("127.0.0.1", 8053, "web", 53, "udp"), published("127.0.0.1", 8053, "web", 53)]),
    "plage": topology([WEB], [RUE], [published(address, 9200 + i, "web", 9200 + i) for address in ("0.0.0.0", "::") for i in range(200)]),
    "expose": topology([WEB], [RUE]),
    "reseau-vide": topology([], [RUE]),
    "reseau-disparu": topology(
        [stopped("orphelin", network("partie", 9))], [], [], Doubt("missing-network", "Le réseau partie n'existe plus.", "orphelin")
    ),
    "noms-repetes": topology(
        [container("a", attached(TWINS[0], 2)), container("b", attached(TWINS[1], 2))], TWINS, [],
        Doubt("duplicate-name", "2 réseaux portent le nom double.", "double"),
    ),
    "hostile": hostile(),
    "soixante": sixty(),
    "foule": crowd(),
    "rien": Topology((), (), (), ENGINE),
}  # fmt: skip
CASES |= {
    f"{name}-sans-noyau": engine_only(case)
    for name, case in list(CASES.items())
    if name not in ("rien", "hostile", "soixante")
}

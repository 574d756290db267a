"""ipvlan l2 et l3, VLAN 802.1q : sur un hôte privé, une paire veth tient lieu de câble vers le réseau local de la leçon 07."""

from __future__ import annotations

from bench import Records, Seen, expect
from hosts import NAMES, capture, container, count, lines_of, run, seen, start

from dockerlab.dockerhosts import DockerHost

Reach = list[tuple[str, str, bool]]


def neighbour(host: DockerHost, name: str, near: str, far: str) -> None:
    """Un câble `near`-`far`, dont le bout `far` est chez la voisine `name`, une autre machine du réseau local."""
    run(
        host,
        f"ip link add {near} type veth peer name {far} && ip netns add {name} && ip link set {far} netns {name} && "
        f"ip link set {near} up && ip -n {name} link set lo up && ip -n {name} link set {far} up",
    )


def undo(host: DockerHost, names: list[str], network: list[str], neighbours: list[str]) -> None:
    run(host, f"docker rm -f {' '.join(names)} && docker network rm {' '.join(network)}")
    run(host, "; ".join(f"ip netns delete {name}" for name in neighbours))


def from_parent(host: DockerHost, target: str) -> Seen:
    """Un ping depuis l'hôte, qui tient le parent. Son image n'a pas ping : la boîte à outils, sur le réseau de l'hôte."""
    return seen(host, f"docker run --rm --pull never --network host dockerlab/outils ping -c 1 -W 3 {target}")


def from_neighbour(host: DockerHost, name: str, command: str) -> Seen:
    """Une commande de la boîte à outils, chez la voisine."""
    return seen(
        host,
        "docker run --rm --pull never --network host --cap-add SYS_ADMIN --security-opt apparmor=unconfined "
        f"-v /run/netns:/run/netns:ro dockerlab/outils nsenter --net=/run/netns/{name} {command}",
    )


def told(reach: Reach) -> str:
    return " ; ".join(f"{'le parent' if a == 'host' else a} → {b} {'oui' if can else 'non'}" for a, b, can in reach)


def ipvlan_l2(records: Records) -> str:
    host = start(NAMES[0])
    neighbour(host, "voisine", "lan0", "lan1")
    run(host, "ip address add 10.203.7.1/25 dev lan0 && ip -n voisine address add 10.203.7.100/25 dev lan1")
    create = (
        "docker network create -d ipvlan -o ipvlan_mode=l2 -o parent=lan0 --subnet 10.203.7.0/25 "
        "--gateway 10.203.7.100 --ip-range 10.203.7.32/27 bureau"
    )
    run(host, create)
    container(host, "aline", "bureau", "--ip 10.203.7.33")
    container(host, "bruno", "bureau", "--ip 10.203.7.34")
    shown = [
        Seen(host.name, create, 0, ""),
        seen(host, "docker exec aline ping -c 1 -W 3 bruno"),
        seen(host, "docker exec aline ping -c 1 -W 3 10.203.7.100"),
        seen(host, "docker exec bruno ping -c 1 -W 3 10.203.7.100"),
        from_parent(host, "10.203.7.33"),
        seen(host, "docker exec aline ip -br link show eth0"),
        seen(host, "docker exec bruno ip -br link show eth0"),
        seen(host, "ip -br link show lan0"),
        seen(host, "ip -n voisine neighbour show"),
    ]
    reach: Reach = [("aline", "bruno", not shown[1].code), ("host", "aline", not shown[4].code)]
    to_neighbour = [not shown[2].code, not shown[3].code]
    macs = {one.output.split()[2] for one in shown[5:8]}
    table = sorted(
        {line.split()[4] for line in shown[8].output.splitlines() if "lladdr" in line and ":" not in line.split()[0]}
    )
    records.snapshot("ipvlan-l2.json", host.engine)
    facts = {"reach": reach, "neighbour": all(to_neighbour), "macs": sorted(macs), "neighbour_table": table}
    records.facts("ipvlan-l2-faits.json", "ipvlan en mode l2", shown, facts)
    undo(host, ["aline", "bruno"], ["bureau"], ["voisine"])
    expect([can for *_, can in reach] == [True, False] and all(to_neighbour), f"{told(reach)} ; voisine {to_neighbour}")
    expect(len(macs) == 1 and table == sorted(macs), f"adresses MAC {sorted(macs)}, vues par la voisine {table}")
    return (
        f"{told(reach)} ; aline et bruno → voisine oui ; une seule adresse MAC pour les deux et leur parent, {table[0]}"
    )


def ipvlan_l3(records: Records) -> str:
    host = start(NAMES[0])
    neighbour(host, "voisine", "lan2", "lan3")
    run(
        host,
        "ip address add 10.203.7.193/27 dev lan2 && ip route add 10.203.7.128/26 dev lan2 && ip -n voisine address add 10.203.7.200/27 dev lan3",
    )
    create = (
        "docker network create -d ipvlan -o ipvlan_mode=l3 -o parent=lan2 "
        "--subnet 10.203.7.128/27 --subnet 10.203.7.160/27 etages"
    )
    run(host, create)
    container(host, "nord", "etages", "--ip 10.203.7.130")
    container(host, "sud", "etages", "--ip 10.203.7.162")
    route = "ip -n voisine route add 10.203.7.128/26 via 10.203.7.193"
    shown = [
        Seen(host.name, create, 0, ""),
        seen(host, "docker exec nord ip route"),
        seen(host, "docker exec nord ping -c 1 -W 3 10.203.7.162"),
        from_parent(host, "10.203.7.130"),
        from_neighbour(host, "voisine", "ping -c 1 -W 3 10.203.7.130"),
        seen(host, route),
        from_neighbour(host, "voisine", "ping -c 1 -W 3 10.203.7.130"),
        from_neighbour(host, "voisine", "ip neighbour show"),
    ]
    reach: Reach = [("nord", "sud", not shown[2].code), ("host", "nord", not shown[3].code)]
    before, after = not shown[4].code, not shown[6].code
    records.snapshot("ipvlan-l3.json", host.engine)
    facts = {"reach": reach, "neighbour_before_route": before, "neighbour_after_route": after}
    records.facts("ipvlan-l3-faits.json", "ipvlan en mode l3", shown, facts)
    undo(host, ["nord", "sud"], ["etages"], ["voisine"])
    expect([can for *_, can in reach] == [True, False], told(reach))
    expect((before, after) == (False, True), f"voisine → nord : sans route {before}, avec {after}")
    return f"{told(reach)} (nord et sud : deux sous-réseaux) ; voisine → nord non, puis oui dès qu'elle a une route vers le parent"


def vlan(records: Records) -> str:
    host = start(NAMES[0])
    neighbour(host, "voisine-10", "lan4", "lan5")
    run(
        host,
        "ip netns add voisine-20 && ip -n voisine-10 link add link lan5 name lan5.10 type vlan id 10 && "
        "ip -n voisine-10 link add link lan5 name lan5.20 type vlan id 20 && "
        "ip -n voisine-10 link set lan5.20 netns voisine-20 && "
        "ip -n voisine-10 address add 10.203.7.238/28 dev lan5.10 && ip -n voisine-10 link set lan5.10 up && "
        "ip -n voisine-20 address add 10.203.7.254/28 dev lan5.20 && ip -n voisine-20 link set lan5.20 up",
    )
    creates = [
        "docker network create -d macvlan -o parent=lan4.10 --subnet 10.203.7.224/28 --gateway 10.203.7.238 compta",
        "docker network create -d ipvlan -o parent=lan4.20 --subnet 10.203.7.240/28 --gateway 10.203.7.254 ateliers",
    ]
    for create in creates:
        run(host, create)
    container(host, "paie", "compta", "--ip 10.203.7.226")
    container(host, "tour", "ateliers", "--ip 10.203.7.242")
    pcap = records.path("vlan.pcap")
    commands = [
        "paie ping -c 1 -W 3 10.203.7.238",
        "tour ping -c 1 -W 3 10.203.7.254",
        "paie ping -c 1 -W 3 10.203.7.242",
    ]
    with capture(host, "lan5", "vlan and (icmp or arp)", pcap, frames=8, namespace="voisine-10"):
        shown = [seen(host, f"docker exec {command}") for command in commands]
    shown[:0] = [Seen(host.name, create, 0, "") for create in creates]
    shown.append(seen(host, "ip -d link show lan4.10"))
    frames = lines_of(pcap, "-e")
    reach: Reach = [("paie", "tour", not shown[4].code)]
    own = [not shown[2].code, not shown[3].code]
    records.snapshot("vlan.json", host.engine)
    tags = sorted({int(line.split("vlan ")[1].split(",")[0]) for line in frames if "vlan " in line})
    records.facts("vlan-faits.json", "VLAN 802.1q", shown, {"reach": reach, "own_vlan": own, "tags": tags})
    undo(host, ["paie", "tour"], ["compta", "ateliers"], ["voisine-10", "voisine-20"])
    expect(own == [True, True] and not reach[0][2], f"chacun sa voisine {own} ; {told(reach)}")
    expect(tags == [10, 20] and all("802.1Q" in line for line in frames), f"étiquettes {tags}, {len(frames)} trames")
    return f"chacun joint la voisine de son VLAN ; {told(reach)} ; {count(pcap)} trames captées, étiquetées 10 ou 20"

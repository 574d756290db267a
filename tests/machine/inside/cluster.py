"""Un Swarm de deux hôtes : la couche en clair et chiffrée, le VIP et le tourniquet du DNS, le port publié partout."""

from __future__ import annotations

import re
from pathlib import Path

from bench import Records, Seen, expect, sh, until
from hosts import NAMES, address, capture, container, count, interface_of, lines_of, pair, run, seen

from dockerlab.dockerhosts import DockerHost
from dockerlab.engine import Engine

CLEAR, ENCRYPTED = "nuage", "nuage-chiffre"
SUBNETS = {CLEAR: "10.203.237.0/24", ENCRYPTED: "10.203.238.0/24"}
ENDS = {CLEAR: ("ici", "la-bas"), ENCRYPTED: ("ici-chiffre", "la-bas-chiffre")}
WORD = "dockerlab"  # la charge des ping : lisible dans une capture en clair, introuvable dans l'autre
# Désignée par son identifiant, l'image n'est pas demandée à un registre : chaque hôte la cherche seulement chez lui.
NGINX = "$(docker image inspect -f '{{.Id}}' nginx)"
PATTERN = WORD.encode().hex()


def swarm(first: DockerHost, second: DockerHost) -> None:
    """Réunit les deux hôtes, s'ils ne le sont pas déjà."""
    if first.engine.info()["Swarm"]["LocalNodeState"] == "active":
        return
    where = [address(name) for name in NAMES]
    run(first, f"docker swarm init --advertise-addr {where[0]} --data-path-addr {where[0]}")
    token = run(first, "docker swarm join-token -q worker")
    run(
        second,
        f"docker swarm join --token {token} --advertise-addr {where[1]} --data-path-addr {where[1]} {where[0]}:2377",
    )
    until(
        lambda: run(first, "docker node ls --format '{{.Status}}'").split() == ["Ready", "Ready"],
        "les deux nœuds prêts",
    )


def furnish(first: DockerHost, second: DockerHost, name: str) -> str:
    """Un réseau overlay attachable, et un conteneur sur chaque hôte, s'ils n'y sont pas ; rend la commande qui fait le réseau."""
    option = " --opt encrypted" if name == ENCRYPTED else ""
    command = f"docker network create -d overlay --attachable{option} --subnet {SUBNETS[name]} {name}"
    if first.execute("docker", "network", "inspect", name).code:
        run(first, command)
    for host, end in zip((first, second), ENDS[name], strict=True):
        if host.execute("docker", "container", "inspect", end).code:
            container(host, end, name)
    return command


def overlay(records: Records, name: str) -> tuple[list[str], Path]:
    """Un conteneur sur chaque hôte, six trames entre eux ; rend la capture, en lignes de tcpdump et en fichier."""
    first, second = pair()
    swarm(first, second)
    ends = ENDS[name]
    if name == ENCRYPTED:
        furnish(first, second, CLEAR)  # les deux couches sur la même lecture
    shown = [Seen(first.name, furnish(first, second, name), 0, "")]
    ping = f"docker exec {ends[0]} ping -p {PATTERN} -c 3 -W 5 {ends[1]}"
    until(lambda: first.execute("sh", "-c", ping).code == 0, f"{ends[0]} joint {ends[1]}")
    suffix = "chiffree" if name == ENCRYPTED else "claire"
    pcap = records.path(f"capture-{suffix}.pcap")
    wire = interface_of(second, address(NAMES[1]))
    with capture(second, wire, "udp port 4789 or esp", pcap, frames=6):
        shown.append(seen(first, ping))
    frames = lines_of(pcap)
    expect(shown[-1].code == 0, "le ping capté n'a pas répondu")
    shown += [
        seen(first, f"docker exec {ends[0]} ip -br address show"),
        seen(first, f"docker exec {ends[0]} cat /sys/class/net/eth0/mtu"),
        Seen(second.name, f"tcpdump -tni {wire} 'udp port 4789 or esp'", 0, "\n".join(frames)),
    ]
    mtu = int(shown[-2].output)
    if name == ENCRYPTED:
        states = seen(first, "ip xfrm state")
        shown.append(Seen(first.name, "ip xfrm state | grep -c 'proto esp'", 0, str(states.output.count("proto esp"))))
    vni = first.engine.inspect_network(name)["Options"]["com.docker.network.driver.overlay.vxlanid_list"]
    found = {end: address_of(host, end, name) for host, end in zip((first, second), ends, strict=True)}
    facts = {
        "network": name, "subnet": SUBNETS[name], "vni": int(vni), "mtu": mtu, "word": WORD, "containers": found,
        "underlay": {one: address(one) for one in NAMES}, "frames": count(pcap), "capture": pcap.name,
        "readable": WORD.encode() in pcap.read_bytes(),
    }  # fmt: skip
    records.facts(
        f"overlay-{suffix}.json", "Overlay chiffré" if name == ENCRYPTED else "Overlay en clair", shown, facts
    )
    return frames, pcap


def address_of(host: DockerHost, container: str, network: str) -> str:
    return str(host.engine.inspect_container(container)["NetworkSettings"]["Networks"][network]["IPAddress"])


def clear(records: Records) -> str:
    frames, pcap = overlay(records, CLEAR)
    vnis = sorted(set(re.findall(r"vni (\d+)", "\n".join(frames))))
    expect(WORD.encode() in pcap.read_bytes(), "la charge du ping ne se lit pas")
    expect(not any("ESP" in line for line in frames) and bool(vnis), f"captés : {frames[:3]}")
    return f"{count(pcap)} trames captées sur le réseau du dessous, VXLAN de VNI {', '.join(vnis)} ; « {WORD} » s'y lit"


def encrypted(records: Records) -> str:
    frames, pcap = overlay(records, ENCRYPTED)
    esp = [line for line in frames if "ESP(" in line]
    expect(len(esp) == len(frames) == count(pcap) >= 6, f"{len(esp)} trames ESP sur {len(frames)} : {frames[:3]}")
    expect(WORD.encode() not in pcap.read_bytes(), "la charge du ping se lit")
    first, second = pair()
    for host in (first, second):
        records.snapshot(f"overlay-{host.name}.json", host.engine)
    records.snapshot("overlay-machine.json", Engine.connect())
    run(first, "docker rm -f ici-chiffre")
    run(second, "docker rm -f la-bas-chiffre")
    return f"{len(esp)} trames captées, toutes ESP (protocole 50), aucune UDP 4789 ; « {WORD} » ne s'y lit pas"


def replicas(host: DockerHost, service: str) -> list[str]:
    return run(host, f"docker ps -q --filter label=com.docker.swarm.service.name={service}").split()


def service(first: DockerHost, name: str, options: str, hosts: dict[str, int]) -> str:
    """Fait un service nginx, et attend que chaque hôte ait ses répliques ; rend la commande."""
    command = f"docker service create --detach --no-resolve-image --name {name} {options} {NGINX}"
    run(first, command)
    by_name = dict(zip(NAMES, pair(), strict=True))
    until(
        lambda: all(len(replicas(by_name[host], name)) == wanted for host, wanted in hosts.items()),
        f"les répliques de {name}",
    )  # fmt: skip
    return command


def hits(host: DockerHost, name: str, token: str) -> int:
    return sum(int(run(host, f"docker logs {one} 2>&1 | grep -c {token} || true")) for one in replicas(host, name))


def vip(records: Records) -> str:
    first, second = pair()
    swarm(first, second)
    furnish(first, second, CLEAR)
    one_each = f"--replicas 2 --replicas-max-per-node 1 --network {CLEAR}"
    everywhere = {NAMES[0]: 1, NAMES[1]: 1}
    shown = [
        Seen(first.name, service(first, "site-vip", one_each, everywhere), 0, ""),
        Seen(first.name, service(first, "site-dns", f"{one_each} --endpoint-mode dnsrr", everywhere), 0, ""),
    ]

    def names(of: str) -> list[str]:
        return run(first, f"docker exec ici dig +short {of}").split()

    until(lambda: len(names("tasks.site-vip")) == 2 and len(names("site-dns")) == 2, "deux tâches dans les noms")
    asked = ("site-vip", "tasks.site-vip", "site-dns")
    shown += [seen(first, f"docker exec ici dig +short {name} | sort") for name in asked]
    answers = dict(zip(asked, (one.output.split() for one in shown[-3:]), strict=True))
    until(
        lambda: first.execute("docker", "exec", "ici", "curl", "-sf", "-m", "5", "http://site-vip/").code == 0,
        "le VIP répond",
    )
    loop = "docker exec ici sh -c 'for i in 1 2 3 4 5 6 7 8; do curl -s -m 5 -o /dev/null -w \"%{http_code} \" http://site-vip/?jeton-$i; done'"
    shown.append(seen(first, loop))
    shared = [hits(host, "site-vip", "jeton-") for host in (first, second)]
    rules = ipvs(first, CLEAR)
    shown.append(rules)
    records.snapshot("vip-hote-1.json", first.engine)
    records.snapshot("vip-hote-2.json", second.engine)
    facts = {
        "answers": answers,
        "requests": 8,
        "shared": dict(zip(NAMES, shared, strict=True)),
        "ipvs": rules.output.splitlines(),
    }
    records.facts("vip.json", "Un service : VIP et tourniquet du DNS", shown, facts)
    run(first, "docker service rm site-vip site-dns")
    numbers = [len(answers[name]) for name in asked]
    expect(
        numbers == [1, 2, 2] and answers["site-vip"][0] not in answers["tasks.site-vip"], f"réponses du DNS : {answers}"
    )
    expect(shared == [4, 4], f"requêtes reçues : {shared} ({shown[-2].output})")
    return "site-vip : une adresse, qui n'est celle d'aucune réplique ; site-dns : deux ; huit requêtes au VIP, quatre par hôte"


def ipvs(host: DockerHost, name: str) -> Seen:
    """La table d'IPVS de l'espace de noms qui équilibre un réseau (`lb_…`), lue par la boîte à outils."""
    id = str(host.engine.inspect_network(name)["Id"])[:9]
    return seen(
        host,
        "docker run --rm --pull never --network none --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt apparmor=unconfined "
        f"-v /run/docker/netns:/run/netns:ro dockerlab/outils nsenter --net=/run/netns/lb_{id} ipvsadm -Ln",
    )


def mesh(records: Records) -> str:
    first, second = pair()
    swarm(first, second)
    only = f"--replicas 1 --constraint node.hostname=={NAMES[0]}"
    placed = {NAMES[0]: 1, NAMES[1]: 0}
    shown = [
        Seen(first.name, service(first, "partout", f"{only} --publish 8088:80", placed), 0, ""),
        Seen(
            first.name,
            service(first, "sur-place", f"{only} --publish mode=host,target=80,published=8089", placed),
            0,
            "",
        ),
    ]

    def ask(name: str, port: int) -> tuple[str, int]:
        output = sh(
            "curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", f"http://{address(name)}:{port}/"
        )
        return output.stdout, output.code

    until(lambda: ask(NAMES[1], 8088)[0] == "200" and ask(NAMES[0], 8089)[0] == "200", "les ports publiés répondent")
    answers = {f"{name}:{port}": ask(name, port) for port in (8088, 8089) for name in NAMES}
    for where, (status, code) in answers.items():
        name, _, port = where.partition(":")
        shown.append(Seen("machine", f"curl http://{address(name)}:{port}/", code, status))
    shown += [seen(second, "docker ps --format '{{.Names}}' --filter label=com.docker.swarm.service.name=partout")]
    records.snapshot("port-partout-hote-1.json", first.engine)
    records.snapshot("port-partout-hote-2.json", second.engine)
    facts = {
        "answers": {where: list(answer) for where, answer in answers.items()},
        "replicas": {NAMES[0]: 1, NAMES[1]: 0},
    }
    records.facts("port-partout.json", "Un port publié par tous les hôtes (« routing mesh »)", shown, facts)
    run(first, "docker service rm partout sur-place")
    expect(not shown[-1].output, f"hote-2 a une réplique : {shown[-1].output}")
    expect([status for status, _ in answers.values()][:3] == ["200", "200", "200"], f"réponses : {answers}")
    expect(answers[f"{NAMES[1]}:8089"][1] == 7, f"mode=host, hote-2 : {answers[f'{NAMES[1]}:8089']}")
    return "8088 répond par les deux hôtes, dont celui qui n'a pas de réplique ; 8089 (mode=host) par le premier seul, refusé (7) par l'autre"

"""Les deux hôtes Docker des expériences, et leur réseau du dessous, aux noms et aux adresses de la leçon 08."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from time import monotonic, sleep

import patience  # noqa: F401
from bench import Seen, expect, must, sh

from dockerlab.dockerhosts import DockerHost
from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX

NAMES = ("hote-1", "hote-2")
UNDERLAY, SUBNET = "hotes", "10.203.8.0/24"
IMAGES = ("nginx", TOOLBOX)


def address(name: str) -> str:
    """L'adresse d'un hôte sur le réseau du dessous."""
    return f"10.203.8.{11 + NAMES.index(name)}"


def start(name: str) -> DockerHost:
    """Démarre un hôte, ou le retrouve tel qu'une expérience précédente l'a laissé ; ses images y sont."""
    outer = Engine.connect()
    found = DockerHost.start(outer, name)
    found.load(IMAGES)
    return found


@cache
def second_ahead() -> Future[DockerHost]:
    """Prépare le second hôte pendant que d'autres expériences se jouent : ses images sont longues à charger."""
    return ThreadPoolExecutor(1).submit(start, NAMES[1])


def pair() -> tuple[DockerHost, DockerHost]:
    """Les deux hôtes, sur le réseau du dessous."""
    if sh("docker", "network", "inspect", UNDERLAY).code:
        must(sh("docker", "network", "create", "--subnet", SUBNET, UNDERLAY), "le réseau du dessous")
    ahead = second_ahead()
    start(NAMES[0])
    ahead.result()
    for name in NAMES:
        found = start(name)
        if UNDERLAY not in found.outer.inspect_container(found.id)["NetworkSettings"]["Networks"]:
            must(sh("docker", "network", "connect", "--ip", address(name), UNDERLAY, name), f"{name} sur {UNDERLAY}")
    first, second = (start(name) for name in NAMES)
    return first, second


def run(on: DockerHost, command: str, what: str = "") -> str:
    """Une ligne de shell sur un hôte, qui doit réussir : sa sortie."""
    return must(on.execute("sh", "-c", command), what or command)


def seen(on: DockerHost, command: str) -> Seen:
    """Une ligne de shell sur un hôte, pour être montrée, qu'elle réussisse ou non."""
    output = on.execute("sh", "-c", command)
    return Seen(on.name, command, output.code, (output.stdout + output.stderr).rstrip())


def container(on: DockerHost, name: str, network: str, *options: str) -> None:
    """Un conteneur de la boîte à outils, qui attend."""
    command = f"docker run -d --init --pull never --name {name} --network {network} {' '.join(options)}"
    run(on, f"{command} {TOOLBOX} sleep infinity")


def pings(on: DockerHost, source: str, target: str, *, count: int = 1) -> bool:
    """Vrai si le conteneur `source` reçoit une réponse de `target`."""
    return on.execute("docker", "exec", source, "ping", "-c", str(count), "-W", "3", target).code == 0


@contextmanager
def capture(
    on: DockerHost, interface: str, expression: str, to: Path, *, frames: int, namespace: str = ""
) -> Iterator[None]:
    """Capture dans l'espace de noms de l'hôte (ou `namespace`, que l'hôte a fait) pendant le bloc, jusqu'à `frames` trames.

    Le bloc fini, attend au plus 20 s que les `frames` trames soient là, puis deux secondes de plus : ce qui ne devait pas
    passer aurait le temps de se montrer.
    """
    process = str(on.outer.inspect_container(on.id)["State"]["Pid"])
    space = f"/proc/{process}/root/run/netns/{namespace}" if namespace else f"/proc/{process}/ns/net"
    command = [
        "nsenter",
        f"--net={space}",
        "tcpdump",
        "-Z",
        "root",
        "-U",
        "-n",
        "--immediate-mode",
        "-i",
        interface,
        "-w",
        str(to),
        expression,
    ]
    sniffer = Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, text=True)
    assert sniffer.stderr is not None
    try:
        told = sniffer.stderr.readline()
        while "listening on" not in told and (more := sniffer.stderr.readline()):
            told += more
        expect("listening on" in told, f"tcpdump n'écoute pas sur {interface} : {told[-300:]}")
        yield
        end = monotonic() + 20
        while monotonic() < end and count(to) < frames:
            sleep(0.5)
        sleep(2)
    finally:
        sniffer.terminate()
        try:
            sniffer.wait(10)
        except TimeoutExpired:
            sniffer.kill()


def count(pcap: Path) -> int:
    """Combien de trames dans une capture (man 1 tcpdump, --count)."""
    found = re.match(r"\d+", sh("tcpdump", "-Z", "root", "--count", "-r", str(pcap)).stdout)
    return int(found[0]) if found else 0


def lines_of(pcap: Path, *options: str) -> list[str]:
    """La capture comme tcpdump l'écrit : une ligne par trame, deux quand il en ouvre une dans l'autre."""
    return sh("tcpdump", "-Z", "root", "-n", "-t", *options, "-r", str(pcap)).stdout.splitlines()


def interface_of(on: DockerHost, wanted: str) -> str:
    """L'interface d'un hôte qui porte une adresse."""
    found = re.search(rf"^\d+: (\S+) .*inet {re.escape(wanted)}/", run(on, "ip -o -4 address show"), re.M)
    expect(found is not None, f"aucune interface de {on.name} ne porte {wanted}")
    assert found
    return found[1]

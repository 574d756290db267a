"""Voir passer des trames : une capture, le temps d'un bloc ; ou une capture enregistrée, relue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from .dockerhosts import DockerHost
from .drawing.frames import Frames
from .engine import Engine
from .errors import EngineError, UsageError, reason
from .model.recording import Recording, parse
from .ownership import HOST
from .snapshot.capture import Tap, merged, names_on

COUNT, SECONDS, SNAPLEN = 50, 60, 2000  # trames, secondes, octets de chacune


@contextmanager
def capture(
    place: DockerHost | str,
    filter: str = "",
    *,
    on: DockerHost | None = None,
    interface: str = "eth0",
    names: Mapping[str, str] | None = None,
    count: int = COUNT,
    seconds: int = SECONDS,
    snaplen: int = SNAPLEN,
) -> Iterator[Frames]:
    """Capture ce qui passe pendant le bloc ; les trames sont là quand il finit.

        with capture("hote-1", "udp port 4789") as trames:
            !docker -H $HOTE_1 exec phare ping -c 1 digue
        trames.first("ICMP")

    `place` : un conteneur, par son nom ; ou un hôte Docker, dont c'est la carte sur le réseau des hôtes. `on` : l'hôte où
    est ce conteneur, s'il n'est pas sur le moteur de cette machine. `filter` : comme pour tcpdump (man 7 pcap-filter).
    `names` : des noms à donner à des adresses, IP ou MAC, en plus de ceux des conteneurs.
    Au plus `count` trames et `seconds` secondes ; de chaque trame, les `snaplen` premiers octets.
    Lève `UsageError` (filtre, interface), `NotFound`, `ImageAbsent` (boîte à outils), `HelperFailed`.
    """
    name = place if isinstance(place, str) else place.name
    for limit, said in ((count, "count"), (seconds, "seconds"), (snaplen, "snaplen")):
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            raise UsageError(f"« {said} » est un nombre entier, au moins 1, et non {limit!r}.")
    with Engine.connect() as outer:
        engine = on.engine if on else outer
        frames = Frames()
        tap = Tap.open(
            engine, name, filter, interface=interface, count=count, seconds=seconds, snaplen=max(snaplen, 64)
        )
        try:
            yield frames
        except BaseException:
            tap.close()
            raise
        found = parse(tap.stop())
        taken = [frame for frame in found.frames if not tap.is_beacon(frame.data)][:count]
        known = merged([names_on(each) for each in _engines(outer, on.name if on else name)]) | dict(names or {})
        seen = {address for frame in taken for layer in frame.layers for address in (layer.source, layer.target)}
        kernel = str(engine.info()["KernelVersion"])
        told = {address: name for address, name in known.items() if address in seen}
        frames.receive(Recording(tuple(taken), f"{interface} de {name}", kernel, told, found.link), cut=tap.cut)


def read_capture(
    path: str | Path, *, names: Mapping[str, str] | None = None, place: str = "", kernel: str = ""
) -> Frames:
    """Relit une capture : un fichier de `trames.save(…)`, ou de tcpdump (`-w`). Elle se montre comme une autre, « enregistrée ».

    `names`, `place`, `kernel` : ce que le fichier ne dit pas, ou que l'on veut dire autrement. Lève `UsageError`.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"La capture « {path} » ne peut pas être lue.", cause=reason(error)) from error
    found = parse(content)
    told = replace(
        found,
        place=place or found.place,
        kernel=kernel or found.kernel,
        names={**found.names, **(names or {})},
    )
    return Frames(told, "enregistrée")


def _engines(outer: Engine, name: str) -> Iterator[Engine]:
    """Le moteur de cette machine ; et si `name` est un hôte Docker, ceux des hôtes de son réseau qui répondent."""
    yield outer
    hosts = {host.name: host for host in DockerHost.all(outer)}
    if name not in hosts:
        return
    joined = {
        entry["Labels"][HOST]: set((entry.get("NetworkSettings") or {}).get("Networks") or {})
        for entry in outer.containers(label=HOST)
    }
    for other, host in hosts.items():
        if joined.get(other, set()) & joined.get(name, set()):
            with suppress(EngineError):  # arrêté, ou coupé : ses conteneurs resteront sans nom
                yield host.engine

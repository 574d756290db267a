"""Capturer ce qui passe par une interface : tcpdump, dans un conteneur d'appoint qui partage l'espace de noms réseau.

Il n'a qu'une capacité, NET_RAW (man 7 packet), une racine en lecture seule, et s'arrête de lui-même. La capture commence
quand tcpdump dit qu'il écoute. Elle finit par une trame à nous, la balise, qui passe après tout le reste : quand elle
est là, rien de ce qui précède ne manque. Rien n'attend une durée choisie au jugé.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress

from ..engine import Engine, Stream
from ..errors import EngineError, HelperFailed, ImageAbsent, NotFound, UsageError
from ..helpers import host_config
from ..images import TOOLBOX
from ..ownership import HELPER
from .reading import GATEWAY_BRIDGE

BEACON_TYPE = 0x88B5  # un type Ethernet réservé aux essais (IEEE 802, « Local Experimental Ethertype 1 »)
LISTENING = "listening on"  # man 1 tcpdump
READY, DRAINED = 20.0, 10.0  # secondes : une machine chargée met parfois du temps à lancer un conteneur

# De l'interface à elle-même : le pont ou le commutateur ne la renvoie à personne.
_BEACON = (
    "import socket,sys\n"
    "s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW)\n"
    "s.bind((sys.argv[1],0))\n"
    "a=s.getsockname()[4]\n"
    "s.send((a+a+bytes.fromhex(sys.argv[2])).ljust(60,b'\\0'))\n"
)


class Tap:
    """Une capture en cours sur l'interface d'un conteneur. `stop` la finit et rend le fichier pcap, balise comprise."""

    def __init__(self, engine: Engine, helper: str, stream: Stream, interface: str) -> None:
        self._engine, self._helper, self._stream, self._interface = engine, helper, stream, interface
        self._beacon = BEACON_TYPE.to_bytes(2, "big") + secrets.token_bytes(12)
        self.cut = False  # vrai si la capture s'est arrêtée avant qu'on le lui demande

    @classmethod
    def open(
        cls, engine: Engine, container: str, filter: str, *, interface: str, count: int, seconds: int, snaplen: int
    ) -> Tap:
        """Commence, et rend la main quand tcpdump écoute. `filter` : man 7 pcap-filter.

        Au plus `count` trames et `seconds` secondes ; de chacune, les `snaplen` premiers octets.
        Lève `UsageError` (filtre, interface), `NotFound` (conteneur), `ImageAbsent` (boîte à outils), `HelperFailed`.
        """
        wanted = f"ether proto {BEACON_TYPE:#x} or ({filter})" if filter.strip() else ""
        command = ["timeout", str(seconds), "tcpdump", "-Z", "root", "--immediate-mode", "-Un", "-i", interface]
        command += ["-s", str(snaplen), "-c", str(count + 1), "-w", "-", *([wanted] if wanted else [])]
        if interface == "any":
            raise UsageError(
                "Une capture se fait sur une interface à la fois.",
                remedy="« ip -br link », dans le conteneur, les nomme.",
            )
        try:
            target = engine.inspect_container(container)
        except NotFound as error:
            raise NotFound(
                f"Aucun conteneur de ce moteur ne s'appelle {container}.",
                remedy=f's\'il est sur un hôte, dites lequel : capture("{container}", …, on=hosts(2)["hote-1"]).',
            ) from error
        if not target["State"]["Running"]:
            raise UsageError(
                f"Le conteneur {container} ne tourne pas : rien n'y passe.",
                remedy=f"« docker start {container} » le démarre.",
            )
        config = {
            "Image": TOOLBOX, "Cmd": command, "Labels": {HELPER: "capture"},
            "HostConfig": host_config(network=f"container:{target['Id']}", capabilities=("NET_RAW",)),
        }  # fmt: skip
        try:
            helper, stream = engine.follow(config)
        except ImageAbsent as error:
            raise ImageAbsent(
                f"L'image {TOOLBOX}, où se trouve tcpdump, n'est pas sur ce moteur.",
                remedy="« dockerlab images get » la construit ; « hosts(2) » la donne aux hôtes.",
            ) from error
        tap = cls(engine, helper, stream, interface)
        try:
            tap._until_listening(filter)
        except BaseException:
            tap.close()
            raise
        return tap

    def stop(self) -> bytes:
        """Envoie la balise, attend qu'elle soit capturée, enlève le conteneur d'appoint. Rend le fichier pcap."""
        try:
            # Parti de lui-même, il a atteint son compte ou son délai : tout ce qu'il a pris est écrit.
            with suppress(EngineError):
                self._engine.execute(self._helper, ["python3", "-c", _BEACON, self._interface, self._beacon.hex()])
            done = _until(lambda: self._stream.ended or self._beacon in self._stream.raw(1), DRAINED)
            self.cut = self._beacon not in self._stream.raw(1)
            if not done or (self.cut and self._stream.failure):
                raise HelperFailed(
                    "La capture ne s'est pas terminée.", cause=f"la balise n'est pas passée en {DRAINED:g} s." if not done else str(self._stream.failure),
                    remedy="vérifiez que l'interface est toujours là, puis recommencez.",
                )  # fmt: skip
            return self._stream.raw(1)
        finally:
            self.close()

    def is_beacon(self, frame: bytes) -> bool:
        """Vrai pour la trame que `stop` a envoyée."""
        return frame[12 : 12 + len(self._beacon)] == self._beacon

    def close(self) -> None:
        """Enlève le conteneur d'appoint ; déjà parti, tant mieux."""
        with suppress(EngineError):
            self._engine.remove_container(self._helper)
        self._stream.close()

    def _until_listening(self, filter: str) -> None:
        if not _until(lambda: self._stream.ended or LISTENING in self._said(), READY):
            raise HelperFailed(
                "La capture n'a pas commencé.", cause=f"tcpdump n'écoute pas après {READY:g} s.",
                remedy="la machine est peut-être très occupée : recommencez.",
            )  # fmt: skip
        if LISTENING not in self._said():
            said = (self._said().strip().splitlines() or ["tcpdump s'est arrêté sans rien dire"])[-1]
            raise UsageError(
                f"La capture n'a pas commencé (interface « {self._interface} », filtre « {filter} »).", cause=said,
                remedy="un filtre s'écrit comme « udp port 4789 » (man 7 pcap-filter).",
            )  # fmt: skip

    def _said(self) -> str:
        return self._stream.raw(2).decode("utf-8", "replace")


def _until(condition: Callable[[], bool], deadline: float) -> bool:
    """Vrai dès que `condition` l'est ; faux si elle ne l'est pas après `deadline` secondes."""
    limit = time.monotonic() + deadline
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


def names_on(engine: Engine) -> dict[str, str]:
    """Qui a quelle adresse, IP ou MAC, sur ce moteur. Une adresse que deux conteneurs se partagent n'a pas de nom."""
    found: dict[str, set[str]] = {}
    for entry in engine.containers():
        for network, end in ((entry.get("NetworkSettings") or {}).get("Networks") or {}).items():
            if network == GATEWAY_BRIDGE:
                continue  # chaque hôte a le sien, avec les mêmes adresses
            for address in (end.get("IPAddress"), end.get("GlobalIPv6Address"), end.get("MacAddress")):
                if address and entry.get("Names"):
                    found.setdefault(address, set()).add(entry["Names"][0].lstrip("/"))
    return {address: next(iter(owners)) for address, owners in found.items() if len(owners) == 1}


def merged(every: list[dict[str, str]]) -> dict[str, str]:
    """Les noms de plusieurs moteurs ; une adresse qui désigne deux choses n'a plus de nom."""
    result: dict[str, str] = {}
    doubtful = set()
    for names in every:
        for address, name in names.items():
            if result.setdefault(address, name) != name:
                doubtful.add(address)
    return {address: name for address, name in result.items() if address not in doubtful}

"""Vider un hôte de tout sauf de ses images, entre deux usages : plus vite que d'en démarrer un autre."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..engine import Engine
from ..errors import HelperFailed
from .host import DockerHost

SETTLING = 1.0  # secondes : sous charge, le noyau défait les paires veth un peu après la réponse du moteur
PREDEFINED = ("bridge", "host", "none")  # les réseaux que le moteur a toujours

# Les processus qui ne sont pas ceux du moteur sont tués (ses conteneurs sont déjà partis), /tmp est vidé. Sans créer de
# processus pendant qu'on en tue : `read` et `kill` sont dans le shell.
_SWEEP = """
for process in /proc/[0-9]*; do
    read -r name 2>/dev/null < $process/comm || continue
    id=${process#/proc/}
    case $name in
        dockerd | containerd | containerd-shim | docker-proxy) ;;
        *) [ $id = 1 ] || [ $id = $$ ] || kill -KILL $id 2>/dev/null ;;
    esac
done
# Ce qui est monté là d'ailleurs n'est pas à l'hôte : un dossier de cette machine y perdrait ce qu'il contient.
rm -rf --one-file-system /tmp/* /tmp/.[!.]* 2>/dev/null
"""

# Ce que l'on peut changer à la main dans le réseau d'une machine : interfaces, adresses, routes, espaces de noms, règles.
# Sans ce qui bouge de soi-même : compteurs, lien d'un pont vide, adresses IPv6 de lien, tables sans règle (depuis Docker 28, le
# premier conteneur fait naître la table raw, qui reste).
_NETWORK = """
ip -o link show | sed 's/^[0-9]*: //; s/[:@].*//'
ip -o -4 addr show | sed 's/^[0-9]*: //; s/ *valid_lft.*//'
ip -4 route show | sed 's/ linkdown//'
ip rule show
ip netns list
iptables-save | sed 's/ \\[[0-9:]*\\]//' | awk '/^[*]/ { table = $1 } /^-A/ || /^:/ && $2 != "ACCEPT" { print table, $0 }'
"""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Ce à quoi `clear` ramène un hôte : ses images (nom → id), et l'état de son réseau."""

    images: dict[str, str]
    network: str


def baseline(host: DockerHost) -> Baseline:
    """L'état présent de `host`, où ne tourne encore aucun conteneur."""
    return Baseline(_images(host.engine), _read(host, _NETWORK))


def clear(host: DockerHost, to: Baseline) -> None:
    """Enlève de `host` conteneurs, réseaux, volumes et processus ; rend à ses images leurs noms.

    Si des interfaces, des routes ou des règles ont été changées à la main, l'hôte redémarre : son réseau est alors neuf.
    Lève `EngineError` si le moteur n'est plus en état de le faire.
    """
    engine = host.engine
    for container in engine.containers():
        engine.remove_container(container["Id"])
    for network in engine.networks():
        if network["Name"] not in PREDEFINED:
            engine.remove_network(network["Id"])
    for volume in engine.volumes():
        engine.remove_volume(volume["Name"])
    found = _images(engine)
    for name in found.keys() - to.images.keys():
        engine.remove_image(name)
    for name, id in to.images.items():
        if found.get(name) != id:
            engine.tag_image(id, name)
    deadline = time.monotonic() + SETTLING
    state = _read(host, _SWEEP + _NETWORK)
    while state != to.network and time.monotonic() < deadline:
        time.sleep(0.1)
        state = _read(host, _NETWORK)
    if state != to.network:
        host.restart()


def _images(engine: Engine) -> dict[str, str]:
    return {
        tag: image["Id"] for image in engine.images() for tag in image.get("RepoTags") or [] if tag != "<none>:<none>"
    }


def _read(host: DockerHost, script: str) -> str:
    output = host.execute("sh", "-c", script)
    if output.code != 0:
        raise HelperFailed(f"L'état de l'hôte {host.name} n'a pas pu être lu.", cause=output.stderr.strip()[-300:])
    return output.stdout

"""Avec quoi un conteneur peut être un hôte Docker : le moindre, mesuré sur les moteurs 20.10, 26.1 et 28.5."""

from __future__ import annotations

from pathlib import Path

from ..engine import Json

INSIDE = "/run/dockerlab"  # le dossier de l'hôte, vu de son conteneur
DATA = "/var/lib/docker"
BRIDGE = "bridge"  # le réseau ordinaire : un hôte y a le serveur de noms de la machine, et joint les paquets Debian


def container_options(folder: Path, *, volume_labels: dict[str, str], network: str = BRIDGE) -> Json:
    """Le `HostConfig` d'un hôte (« Docker Engine API », POST /containers/create).

    Trois capacités de plus qu'un conteneur ordinaire, plutôt que `--privileged` : SYS_ADMIN monte, NET_ADMIN fait les
    réseaux, SYS_PTRACE lit quel programme tient une socket (et, depuis runc 1.2, laisse un conteneur emprunter l'espace
    de noms d'un autre). Aucun périphérique. Cela protège des erreurs ; ce n'est pas un mur contre une attaque.
    """
    return {
        "NetworkMode": network,
        "CapAdd": ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"],
        "SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"],
        # Ce que fait la ligne de commande de « systempaths=unconfined », que l'API ne connaît pas : /proc et /sys entiers.
        "MaskedPaths": [],
        "ReadonlyPaths": [],
        # Un espace de noms neuf hérite du renvoi d'IP du noyau, que le moteur du dehors a mis. Éteint, comme sur une
        # machine neuve : le moteur de l'hôte l'allume lui-même, et ferme alors la chaîne FORWARD comme il le ferait là.
        "Sysctls": {"net.ipv4.ip_forward": "0"},
        "Init": True,  # dockerd ne recueille pas les processus orphelins
        "Mounts": [
            # Un montage, et non « Binds » : un dossier que le moteur ne voit pas est refusé, au lieu d'être créé chez lui.
            {"Type": "bind", "Source": str(folder), "Target": INSIDE},
            # Sans nom, il part avec le conteneur ; sur la racine du conteneur, overlay ne se monterait pas.
            {"Type": "volume", "Target": DATA, "VolumeOptions": {"Labels": volume_labels}},
        ],
    }

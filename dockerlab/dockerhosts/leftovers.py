"""Ce qu'un hôte Docker laisse quand Python a été tué, ou que son conteneur a été enlevé à la main."""

from __future__ import annotations

import time
from contextlib import suppress

from ..engine import Engine, epoch
from ..errors import EngineError
from ..ownership import HOST
from .folders import discard_folder, folders_of

NEW = 60.0  # secondes : un volume plus jeune est peut-être celui d'un hôte qu'un autre compte démarre


def sweep(outer: Engine) -> None:
    """Enlève les dossiers et les volumes des hôtes qui ne sont plus sur ce moteur ; un hôte en train de naître garde les siens."""
    folders = folders_of(outer)
    # Les volumes d'abord : celui d'un hôte en train de naître n'est pas encore dans la liste, ou son conteneur y sera.
    volumes = [volume for volume in outer.volumes() if HOST in (volume.get("Labels") or {})]
    living = {entry["Labels"][HOST] for entry in outer.containers(label=HOST)}
    discarded = {name for name, folder in folders.items() if name not in living and discard_folder(folder)}
    for volume in volumes:
        name = volume["Labels"][HOST]
        if name in discarded or (name not in living and time.time() - epoch(volume["CreatedAt"]) > NEW):
            with suppress(EngineError):  # encore tenu par un conteneur : il partira avec lui
                outer.remove_volume(volume["Name"])

"""Ce qu'un hôte Docker laisse quand Python a été tué, ou que son conteneur a été enlevé à la main."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress

from ..engine import Engine, epoch
from ..errors import EngineError
from ..ownership import HOST
from .folders import NEW, find_folder, folders_of, remove_folder


def sweep(outer: Engine, removed: Iterable[str] = ()) -> None:
    """Enlève les dossiers et les volumes des hôtes qui ne sont plus sur ce moteur.

    `removed` : les hôtes que l'on vient d'enlever, sans attendre que leur dossier ait vieilli.
    """
    engine_id = str(outer.info()["ID"])
    for name in removed:
        remove_folder(find_folder(engine_id, name))
    # Les volumes d'abord : celui d'un hôte en train de naître n'est pas encore dans la liste, ou son conteneur y sera.
    volumes = [volume for volume in outer.volumes() if HOST in (volume.get("Labels") or {})]
    living = {entry["Labels"][HOST] for entry in outer.containers(label=HOST)}
    for name, folder in folders_of(engine_id).items():
        if name not in living:
            remove_folder(folder)
    for volume in volumes:
        if volume["Labels"][HOST] not in living and time.time() - epoch(volume["CreatedAt"]) > NEW:
            with suppress(EngineError):  # encore tenu par un conteneur : il partira avec lui
                outer.remove_volume(volume["Name"])

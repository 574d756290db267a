"""Le conteneur d'un hôte : retrouvé s'il est le même, refait s'il est périmé, refusé s'il est à un autre, créé s'il manque."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path

from ..engine import Engine, Json
from ..errors import EngineError, ForeignObject, NameTaken, NotFound, NotReady
from ..ownership import HOST, LAB, SPEC, thaw
from .folders import NEST, REMEDY, SOCKET, held_folder, not_shared
from .options import INSIDE, container_options

CREATION_DEADLINE = 15.0  # secondes : un conteneur qu'un autre avait demandé, et que le moteur achève de créer


def claimed(outer: Engine, name: str, config: Json, folder: Path, *, nests: bool) -> tuple[str, bool]:
    """L'hôte de ce nom, adopté (vrai) ou créé : son id. Lève `ForeignObject`, `NameTaken`.

    Le nom est parfois pris sans que personne ne le porte encore : un Python tué l'avait demandé, et le moteur achève.
    """
    deadline = time.monotonic() + CREATION_DEADLINE
    while True:
        if id := _adopted(outer, name, config["Labels"]):
            return id, True
        with held_folder(folder):  # après : un nom refusé ne laisse rien
            if nests:
                (folder / NEST).mkdir(mode=0o700, exist_ok=True)
            try:
                return _created(outer, name, config), False
            except NameTaken:
                if time.monotonic() > deadline:
                    raise
        time.sleep(0.05)


def configuration(name: str, image: str, folder: Path, network: str, at: str, *, nests: bool) -> Json:
    """Le conteneur d'un hôte, tel que l'API le décrit ; sans ses étiquettes."""
    # Le groupe de ce compte : le dossier est à lui seul, la socket qu'y pose root doit lui être ouverte.
    arguments = [f"--host=unix://{INSIDE}/{SOCKET}", "--host=unix:///var/run/docker.sock", f"--group={os.getgid()}"]
    options = container_options(folder, volume_labels={HOST: name}, network=network)
    config: Json = {"Image": image, "Hostname": name, "Cmd": arguments, "HostConfig": options}
    if nests:
        # Au même endroit des deux côtés : c'est un chemin de cette machine qu'il sera demandé à son moteur de monter.
        nest = str(folder / NEST)
        options["Mounts"].append({"Type": "bind", "Source": nest, "Target": nest})
    if at:
        config["NetworkingConfig"] = {"EndpointsConfig": {network: {"IPAMConfig": {"IPv4Address": at}}}}
    return config


def digest(spec: Json) -> str:
    """Une demande, en seize chiffres : la même donne le même hôte."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:16]


def plug(outer: Engine, id: str, network: str, at: str) -> None:
    """Rebranche un hôte que l'on avait coupé des autres (`docker network disconnect`)."""
    if network not in (outer.inspect_container(id)["NetworkSettings"].get("Networks") or {}):
        outer.connect_network(network, id, address=at)


def start_host(outer: Engine, id: str) -> None:
    """Le démarre. Lève `NotReady` si la machine le refuse."""
    try:
        outer.start_container(id)
    except EngineError as error:
        raise NotReady(
            "Cette machine refuse de démarrer un hôte Docker dans un conteneur.", cause=error.cause or error.what,
            remedy=f"« dockerlab doctor » dit ce qui manque ; {REMEDY}",
        ) from error  # fmt: skip


def remove_host(outer: Engine, id: str) -> None:
    """L'enlève, avec son volume, même si ce qu'il contient est en pause. Lève `NotFound` s'il n'est plus là."""
    thaw(outer, id)
    outer.remove_container(id)


def is_host(inspected: Json, name: str) -> bool:
    """Vrai si ce conteneur est l'hôte `name`."""
    return bool((inspected["Config"].get("Labels") or {}).get(HOST) == name)


def _adopted(outer: Engine, name: str, wanted: Json) -> str:
    """L'id de l'hôte qui porte déjà ce nom, s'il est le même ; périmé ou arrêté, il est enlevé ("")."""
    try:
        found = outer.inspect_container(name)
    except NotFound:
        return ""
    if found["Name"] != f"/{name}":  # le début d'un identifiant
        return ""
    labels = found["Config"].get("Labels") or {}
    if not is_host(found, name) or labels.get(LAB) != wanted.get(LAB):
        raise ForeignObject(
            f"Le nom {name} est déjà pris.", cause="un conteneur le porte, qui n'est pas cet hôte Docker.",
            remedy=f"si vous n'en avez plus besoin, enlevez-le (« docker rm -f {name} »), puis recommencez.",
        )  # fmt: skip
    if labels.get(SPEC) == wanted[SPEC] and found["State"]["Running"] and not found["State"]["Paused"]:
        return str(found["Id"])
    with suppress(NotFound):  # un autre achevait de l'enlever
        remove_host(outer, str(found["Id"]))
    return ""


def _created(outer: Engine, name: str, config: Json) -> str:
    try:
        return outer.create_container(config, name)
    except EngineError as error:
        if "bind source path does not exist" in error.cause:
            raise not_shared("le moteur ne voit pas les dossiers de cette machine") from error
        raise

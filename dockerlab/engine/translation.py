"""Les erreurs du SDK, dites dans les mots du cours, avec leur cause et leur remède."""

from __future__ import annotations

import re

import requests
import urllib3
from docker.errors import APIError
from docker.errors import NotFound as SDKNotFound

from ..errors import (
    DiskFull,
    EngineAbsent,
    EngineError,
    EngineGone,
    EnginePermission,
    ImageAbsent,
    LogsUnreadable,
    NameTaken,
    NoAddressLeft,
    NotFound,
    PortTaken,
    SubnetOverlap,
)

START_REMEDY = (
    "démarrez le moteur : « sudo systemctl start docker » sous Linux (« sudo service docker start » sans systemd), "
    "ou ouvrez Docker Desktop ; « ./cours setup » s'en charge aussi."
)


def unreachable(address: str, error: Exception) -> EngineError:
    text = str(error)
    if "PermissionError" in text or "Permission denied" in text:
        return EnginePermission(
            "Le moteur Docker existe, mais votre compte n'a pas le droit de lui parler.",
            cause=f"{address} n'est ouvert qu'à root et aux membres du groupe docker.",
            remedy="ajoutez-vous au groupe (« sudo usermod -aG docker $USER »), puis rouvrez votre session ; « ./cours setup » "
            "le fait et explique ce que cela engage.",
        )
    if "timed out" in text:
        cause = f"{address} accepte la connexion, mais rien n'y répond : le moteur est en pause ou bloqué."
    elif "FileNotFoundError" in text or "No such file" in text:
        cause = f"rien n'existe à l'adresse {address} : le moteur n'est pas installé, ou pas démarré."
    else:
        cause = f"rien ne répond à l'adresse {address}."
    return EngineAbsent("Aucun moteur Docker ne répond.", cause=cause, remedy=START_REMEDY)


_ADDRESS = re.compile(
    r"(?:Bind for|listen (?:tcp|udp)[46]?|host port(?: for)?|exposing port \w+) "
    r"(?P<address>\[[^\]]*\]|[0-9.]+|[0-9a-fA-F:]+):(?P<port>\d+)(?=[\s/:,]|$)"
)


def translate(error: Exception) -> EngineError:
    """L'erreur du SDK, dite dans les mots du cours. Les moteurs 20.10 à 29 varient dans leurs phrases."""
    cut = isinstance(error, requests.exceptions.RequestException | urllib3.exceptions.HTTPError)
    if cut and not isinstance(error, APIError):
        return EngineGone(
            "Le moteur Docker ne répond plus.",
            cause="il s'est arrêté, a redémarré ou s'est figé pendant la demande.",
            remedy=START_REMEDY + " Puis exécutez de nouveau la première cellule.",
        )
    message = str(getattr(error, "explanation", None) or getattr(error, "msg", None) or error)
    low = message.lower()
    taken = _ADDRESS.search(message) if "already in use" in low or "already allocated" in low else None
    if taken or "port is already allocated" in low:
        address, port = (taken["address"].strip("[]"), taken["port"]) if taken else ("", "")
        return PortTaken(
            f"Le port {port} de {address} est déjà pris." if taken else "Un port demandé est déjà pris.",
            address=address,
            port=port,
            cause="un autre conteneur ou un programme de la machine l'écoute.",
            remedy="« dockerlab doctor » dit qui tient les ports du cours.",
        )
    if low == "address already in use":
        return EngineError(
            "Cette adresse est déjà donnée sur ce réseau.", cause=message, remedy="choisissez-en une autre."
        )
    if "no such host" in low or "dial tcp" in low or "i/o timeout" in low:
        return EngineError(
            "Aucun registre n'a pu être joint.", cause=message, remedy="vérifiez la connexion à Internet."
        )
    if "executable file not found" in low or ("runtime create failed" in low and "no such file" in low):
        return EngineError(
            "La commande demandée n'est pas dans l'image.",
            cause=message,
            remedy="regardez ce qui suit le nom de l'image.",
        )
    if "is already in use by container" in low or "already exists" in low:
        return NameTaken(
            "Ce nom est déjà pris.",
            cause=message,
            remedy="« docker ps -a » et « docker network ls » montrent qui le porte.",
        )
    if "pool overlaps" in low:
        return SubnetOverlap(
            "Ce sous-réseau en recouvre un autre.", cause=message,
            remedy="« docker network ls » puis « docker network inspect » montrent les sous-réseaux pris ; enlevez le réseau devenu inutile.",
        )  # fmt: skip
    if re.search(
        r"no available (ipv[46] )?address|fully subnetted|non-overlapping ipv4 address pool|no available network", low
    ):
        return NoAddressLeft(
            "Il ne reste plus d'adresse à donner.", cause=message,
            remedy="enlevez des conteneurs ou des réseaux inutiles (« dockerlab clean » pour ceux du cours).",
        )  # fmt: skip
    if "no space left on device" in low:
        return DiskFull(
            "Le disque du moteur est plein.",
            cause=message,
            remedy="« docker system df » montre ce qui occupe la place.",
        )
    if "removal of container" in low and "in progress" in low:
        return NotFound("Cet objet est déjà en train de disparaître.", cause=message)
    if "does not support reading" in low:
        return LogsUnreadable("Le journal de ce conteneur ne peut pas être relu.", cause=message)
    if re.search(r"container \S+ is not running", low):
        return NotFound("Ce conteneur ne tourne pas, ou plus.", cause=message)
    if isinstance(error, SDKNotFound) or "not found" in low or "no such" in low:
        if "image" in low or "manifest" in low or "pull access denied" in low:
            return ImageAbsent(
                "Cette image n'est pas sur la machine.",
                cause=message,
                remedy="« dockerlab images get » se procure celles du cours.",
            )
        return NotFound("L'objet demandé n'existe pas.", cause=message)
    return EngineError("Le moteur Docker a refusé la demande.", cause=message)

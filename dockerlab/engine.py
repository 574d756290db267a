"""Le moteur Docker : le seul module qui parle au SDK ; il rend des données simples, comme l'API les donne.

Référence : « Docker Engine API » (docs.docker.com/reference/api/engine), version négociée avec le moteur.
"""

from __future__ import annotations

import ipaddress
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docker
import requests
from docker.context import ContextAPI
from docker.errors import APIError, BuildError, DockerException
from docker.errors import NotFound as SDKNotFound
from docker.tls import TLSConfig
from docker.utils.ports import split_port
from docker.utils.socket import frames_iter

from .errors import (
    DiskFull,
    EngineAbsent,
    EngineError,
    EngineGone,
    EnginePermission,
    HelperFailed,
    ImageAbsent,
    NameTaken,
    NoAddressLeft,
    NotFound,
    PortTaken,
    SubnetOverlap,
    UsageError,
)

Json = dict[str, Any]

# Secondes sans réponse avant de tenir le moteur pour muet ; tirer ou construire une image demande plus.
TIMEOUT, PATIENT_TIMEOUT = 60, 900
DEFAULT_ADDRESS = "unix:///var/run/docker.sock"

START_REMEDY = (
    "démarrez le moteur : « sudo systemctl start docker » sous Linux (« sudo service docker start » sans systemd), "
    "ou ouvrez Docker Desktop ; « ./cours setup » s'en charge aussi."
)


@dataclass(frozen=True, slots=True)
class Output:
    """Ce qu'une commande a rendu : code de sortie, sortie standard, sortie d'erreur."""

    code: int
    stdout: str
    stderr: str


class Engine:
    """Un moteur Docker. `Engine.connect()` suit les réglages de Docker : DOCKER_HOST, DOCKER_CONTEXT, contexte courant."""

    def __init__(self, client: docker.APIClient, settings: Json | None = None) -> None:
        self._client = client
        self._settings = settings or {}

    @classmethod
    def connect(cls, address: str | None = None) -> Engine:
        """Se relie au moteur.

        `address` : une adresse comme `unix:///…` à la place des réglages de Docker.
        Lève `EngineAbsent`, `EnginePermission` ou `UsageError` (contexte inconnu).
        """
        return cls._open({"base_url": address} if address else docker_settings(), TIMEOUT)

    @classmethod
    def _open(cls, settings: Json, timeout: float) -> Engine:
        try:
            client = docker.APIClient(version="auto", timeout=timeout, use_ssh_client=True, **settings)
        except (DockerException, requests.exceptions.RequestException, OSError) as error:
            raise _unreachable(settings.get("base_url") or DEFAULT_ADDRESS, error) from error
        return cls(client, settings)

    def patient(self) -> Engine:
        """Le même moteur, pour ce qui dure des minutes : tirer, construire, exporter, importer."""
        return self._open(self._settings, PATIENT_TIMEOUT)

    @property
    def address(self) -> str:
        """L'adresse employée, comme `unix:///var/run/docker.sock`."""
        return str(self._settings.get("base_url") or DEFAULT_ADDRESS)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Le moteur lui-même

    def info(self) -> Json:
        return self._call(self._client.info)  # type: ignore[no-any-return]

    def version(self) -> Json:
        return self._call(self._client.version)  # type: ignore[no-any-return]

    @property
    def api_version(self) -> str:
        return str(self._client.api_version)

    # Conteneurs

    def containers(self, *, label: str | None = None) -> list[Json]:
        """Tous les conteneurs, même arrêtés, en une requête."""
        return self._call(self._client.containers, all=True, filters={"label": label} if label else None)  # type: ignore[no-any-return]

    def inspect_container(self, name: str) -> Json:
        return self._call(self._client.inspect_container, name)  # type: ignore[no-any-return]

    def create_container(self, config: Json, name: str | None = None) -> str:
        """Crée un conteneur d'après `config`, telle que l'API la décrit (POST /containers/create) ; rend son id."""
        return str(self._call(self._client.create_container_from_config, config, name)["Id"])

    def start_container(self, name: str) -> None:
        self._call(self._client.start, name)

    def remove_container(self, name: str) -> None:
        """Arrête et enlève un conteneur, avec ses volumes anonymes."""
        self._call(self._client.remove_container, name, force=True, v=True)

    def logs(self, name: str, *, tail: int | str = "all", since: int | None = None) -> str:
        """Le journal du conteneur, sorties standard et d'erreur mêlées. `since` : secondes depuis 1970."""
        raw = self._call(self._client.logs, name, stdout=True, stderr=True, tail=tail, since=since)
        return bytes(raw).decode("utf-8", "replace")

    def processes(self, name: str) -> list[str]:
        """La ligne de commande de chaque processus du conteneur (`docker top`)."""
        answer = self._call(self._client.top, name)
        column = answer["Titles"].index("CMD")
        return [row[column] for row in answer["Processes"] or []]

    def execute(self, name: str, command: list[str], *, user: str = "") -> Output:
        """Exécute `command` dans un conteneur qui tourne (`docker exec`)."""
        created = self._call(self._client.exec_create, name, command, user=user)
        stream = _Stream(self._call(self._client.exec_start, created["Id"], socket=True))
        try:
            stream.read()
        finally:
            stream.close()
        code = self._call(self._client.exec_inspect, created["Id"])["ExitCode"]
        return stream.output(int(code or 0))

    def run_once(self, config: Json, *, deadline: float) -> Output:
        """Lance un conteneur qui s'enlève de lui-même, et rend ce qu'il a écrit ; son code de sortie n'est pas lu (0).

        `deadline` : en secondes ; passé ce délai le conteneur est enlevé et `HelperFailed` levée.
        """
        container = self.create_container(
            {**config, "HostConfig": {**config.get("HostConfig", {}), "AutoRemove": True}}
        )
        stream = None
        try:
            stream = _Stream(
                self._call(self._client.attach_socket, container, params={"stdout": 1, "stderr": 1, "stream": 1})
            )
            reader = threading.Thread(target=stream.read, daemon=True)
            reader.start()
            self.start_container(container)
            reader.join(deadline)
            if reader.is_alive() or stream.failure:
                raise HelperFailed(
                    f"Un conteneur d'appoint n'a pas rendu sa lecture en {deadline:g} s.",
                    cause="le moteur est très chargé, en pause, ou s'est arrêté.",
                    remedy="vérifiez que « docker ps » répond, puis recommencez.",
                )
        except BaseException:
            self._discard(container)
            raise
        finally:
            if stream is not None:
                stream.close()
        return stream.output(0)

    def _discard(self, container: str) -> None:
        """Enlève un conteneur d'appoint ; le moteur a pu disparaître, l'erreur en cours dit mieux pourquoi."""
        try:
            self.remove_container(container)
        except EngineError:
            return

    def file_from(self, container: str, path: str) -> Iterator[bytes]:
        """L'archive tar d'un chemin d'un conteneur (`docker cp`)."""
        stream, _ = self._call(self._client.get_archive, container, path)
        return iter(stream)

    # Réseaux et volumes

    def networks(self) -> list[Json]:
        return self._call(self._client.networks)  # type: ignore[no-any-return]

    def inspect_network(self, name: str) -> Json:
        return self._call(self._client.inspect_network, name)  # type: ignore[no-any-return]

    def create_network(self, name: str, config: Json) -> str:
        """Crée un réseau ; `config` prend les arguments de `APIClient.create_network`. Rend son id."""
        return str(self._call(self._client.create_network, name, **config)["Id"])

    def connect_network(
        self, network: str, container: str, *, aliases: list[str] | None = None, address: str | None = None
    ) -> None:
        self._call(self._client.connect_container_to_network, container, network, aliases=aliases, ipv4_address=address)

    def remove_network(self, name: str) -> None:
        self._call(self._client.remove_network, name)

    def volumes(self) -> list[Json]:
        return self._call(self._client.volumes)["Volumes"] or []

    def remove_volume(self, name: str) -> None:
        self._call(self._client.remove_volume, name)

    # Images

    def images(self) -> list[Json]:
        return self._call(self._client.images)  # type: ignore[no-any-return]

    def inspect_image(self, name: str) -> Json:
        """L'image `name` ; lève `ImageAbsent`."""
        return self._call(self._client.inspect_image, name)  # type: ignore[no-any-return]

    def has_image(self, name: str) -> bool:
        try:
            self.inspect_image(name)
        except NotFound:
            return False
        return True

    def tag_image(self, image: str, name: str) -> None:
        repository, _, tag = name.partition(":")
        self._call(self._client.tag, image, repository, tag or "latest")

    def remove_image(self, name: str) -> None:
        self._call(self._client.remove_image, name)

    def pull(self, name: str) -> Iterator[Json]:
        """Tire une image d'un registre ; rend l'avancement, ligne par ligne."""
        repository, _, tag = name.partition(":")
        stream = self._call(self._client.pull, repository, tag=tag or "latest", stream=True, decode=True)
        return self._progress(stream)

    def build(
        self, folder: Path, *, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]
    ) -> Iterator[Json]:
        """Construit l'image dont `folder` tient le Dockerfile, sans rien tirer d'un registre."""
        stream = self._call(
            self._client.build, path=str(folder), tag=tag, rm=True, forcerm=True, pull=False,
            buildargs=dict(arguments), labels=dict(labels), decode=True,
        )  # fmt: skip
        return self._progress(stream)

    def import_rootfs(self, archive: Path, name: str, *, labels: Mapping[str, str]) -> None:
        """Fait une image d'une racine en tar (`docker import`)."""
        changes = [f'LABEL "{key}"="{value}"' for key, value in labels.items()]
        repository, _, tag = name.partition(":")
        self._call(self._client.import_image, str(archive), repository=repository, tag=tag or "latest", changes=changes)

    def save(self, names: Iterable[str]) -> Iterator[bytes]:
        """Une seule archive de plusieurs images (GET /images/get)."""
        url = f"{self._client.base_url}/v{self._client.api_version}/images/get"
        answer = self._call(self._client.get, url, params={"names": list(names)}, stream=True)
        self._call(self._client._raise_for_status, answer)
        return (chunk for chunk in self._during(answer.iter_content(1 << 20)))

    def load(self, archive: Iterable[bytes]) -> None:
        """Charge une archive faite par `save`."""
        for _ in self._progress(self._call(self._client.load_image, archive)):
            pass

    # La traduction des erreurs, en un seul endroit

    def _call(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except (DockerException, requests.exceptions.RequestException) as error:
            raise translate(error) from error

    def _during(self, stream: Iterable[Any]) -> Iterator[Any]:
        try:
            yield from stream
        except (DockerException, requests.exceptions.RequestException) as error:
            raise translate(error) from error

    def _progress(self, stream: Iterable[Json]) -> Iterator[Json]:
        """Rend les lignes d'avancement ; une ligne d'erreur devient une exception."""
        for line in self._during(stream):
            if "error" in line:
                raise translate(BuildError(line["error"], []))
            yield line


class _Stream:
    """Ce qu'écrit un processus attaché : le moteur mêle ses deux sorties dans une connexion, à fermer nous-mêmes."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._chunks: dict[int, list[bytes]] = {1: [], 2: []}  # 1 : sortie standard, 2 : erreurs
        self.failure: Exception | None = None

    def read(self) -> None:
        """Lit jusqu'à la fin ; une coupure est gardée dans `failure`, car la lecture peut se faire dans un autre fil."""
        try:
            for channel, chunk in frames_iter(self._connection, tty=False):
                self._chunks[channel].append(chunk)
        except (OSError, ValueError) as error:
            self.failure = error

    def close(self) -> None:
        # Fermer la socket seule laisserait ouverte la réponse HTTP qui la porte.
        getattr(self._connection, "_response", self._connection).close()

    def output(self, code: int) -> Output:
        return Output(code, *(b"".join(self._chunks[channel]).decode("utf-8", "replace") for channel in (1, 2)))


def docker_settings() -> Json:
    """L'adresse (et TLS) que choisirait la commande `docker` : DOCKER_HOST, puis DOCKER_CONTEXT, puis le contexte courant."""
    if os.environ.get("DOCKER_HOST"):
        return docker.utils.kwargs_from_env()  # type: ignore[no-any-return]
    name = os.environ.get("DOCKER_CONTEXT")
    context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    if context is None:
        raise UsageError(
            f"Le contexte Docker « {name} » n'existe pas.",
            cause="la variable DOCKER_CONTEXT, ou le contexte courant de Docker, le désigne.",
            remedy="« docker context ls » donne ceux qui existent ; « unset DOCKER_CONTEXT » revient au moteur local.",
        )
    tls = context.TLSConfig
    return {"base_url": context.Host, **({"tls": tls} if isinstance(tls, TLSConfig) else {})}


def parse_publish(text: str) -> list[tuple[str, str, str]]:
    """Lit une publication écrite comme pour `-p`, plages comprises (docs.docker.com, « Port publishing »).

    Rend des triplets (port du conteneur comme « 80/tcp », adresse, port de la machine) ; adresse ou port absents : "".
    Lève `UsageError`.

    >>> parse_publish("127.0.0.1:8080:80")
    [('80/tcp', '127.0.0.1', '8080')]
    >>> parse_publish("5353:53/udp")
    [('53/udp', '', '5353')]
    """
    try:
        inside, outside = split_port(text)
        triplets = []
        for port, binding in zip(inside, outside or [None] * len(inside), strict=True):
            address, host_port = binding if isinstance(binding, tuple) else ("", binding or "")
            number, _, protocol = port.partition("/")
            if not 1 <= int(number) <= 65535 or (host_port and not 1 <= int(host_port) <= 65535):
                raise ValueError("un port va de 1 à 65535")
            if address:
                ipaddress.ip_address(address)
            triplets.append((f"{number}/{protocol or 'tcp'}", address or "", host_port or ""))
    except ValueError as error:
        raise UsageError(
            f"« {text} » n'est pas une publication de port.", cause="la forme est [adresse:][port de la machine:]port du conteneur[/protocole].",
            remedy="par exemple « 127.0.0.1:8080:80 » ou « 127.0.0.1:5353:53/udp ».",
        ) from error  # fmt: skip
    return triplets


def epoch(stamp: str) -> float:
    """Les secondes depuis 1970 d'une date de l'API (RFC 3339, nanosecondes comprises)."""
    return datetime.fromisoformat(stamp).timestamp()


def _unreachable(address: str, error: Exception) -> EngineError:
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


_ADDRESS = re.compile(r"(?:Bind for|listen (?:tcp|udp)[46]?|bind host port for) \[?([0-9a-fA-F.:]+?)\]?:(\d+)")


def translate(error: Exception) -> EngineError:
    """L'erreur du SDK, dite dans les mots du cours. Les moteurs 20.10 à 29 varient dans leurs phrases."""
    if isinstance(error, requests.exceptions.RequestException) and not isinstance(error, APIError):
        return EngineGone(
            "Le moteur Docker ne répond plus.",
            cause="il s'est arrêté, a redémarré ou s'est figé pendant la demande.",
            remedy=START_REMEDY + " Puis exécutez de nouveau la première cellule.",
        )
    message = str(getattr(error, "explanation", None) or getattr(error, "msg", None) or error)
    low = message.lower()
    if "port is already allocated" in low or "address already in use" in low:
        found = _ADDRESS.search(message)
        address, port = found.groups() if found else ("", "")
        where = f"Le port {port} de {address}" if port else "Un port demandé"
        return PortTaken(
            f"{where} est déjà pris.", address=address, port=port, cause="un autre conteneur ou un programme de la machine l'écoute.",
            remedy="« dockerlab doctor » dit qui tient les ports du cours.",
        )  # fmt: skip
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
    if isinstance(error, SDKNotFound) or "not found" in low or "no such" in low:
        if "image" in low or "manifest" in low or "pull access denied" in low:
            return ImageAbsent(
                "Cette image n'est pas sur la machine.",
                cause=message,
                remedy="« dockerlab images get » se procure celles du cours.",
            )
        return NotFound("L'objet demandé n'existe pas.", cause=message)
    return EngineError("Le moteur Docker a refusé la demande.", cause=message)

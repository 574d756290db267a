"""Le moteur Docker : le seul module qui parle au SDK ; il rend des données simples, comme l'API les donne.

Référence : « Docker Engine API » (docs.docker.com/reference/api/engine), version négociée avec le moteur.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docker
import requests
import urllib3
from docker.errors import BuildError, DockerException

from ..errors import EngineError, HelperFailed, NotFound
from .connections import Client
from .kept import KeptConnection
from .notation import Json
from .settings import DEFAULT_ADDRESS, docker_settings
from .stream import Output, Stream
from .translation import translate, unreachable

# Ce que lève le SDK ; une réponse coupée en son milieu lui échappe parfois, et c'est urllib3 qui parle.
CUT = (DockerException, requests.exceptions.RequestException, urllib3.exceptions.HTTPError)

# Secondes sans réponse avant de tenir le moteur pour muet ; tirer ou construire une image demande plus.
TIMEOUT, PATIENT_TIMEOUT = 60, 900
EXIT_DEADLINE = 5.0  # secondes
REMOVAL_DEADLINE = 20.0  # secondes : un conteneur dont l'enlèvement est en cours


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
            client = Client(version="auto", timeout=timeout, use_ssh_client=True, **settings)
        except (DockerException, requests.exceptions.RequestException, OSError, ValueError) as error:
            raise unreachable(settings.get("base_url") or DEFAULT_ADDRESS, error) from error
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

    def ping(self) -> None:
        """Demande au moteur s'il est là (GET /_ping). Lève `EngineGone`."""
        self._call(self._client.ping)

    def run(self) -> str:
        """Ce qui change à chaque démarrage du moteur : l'id de son réseau bridge, qu'il refait (« » s'il n'en a pas)."""
        try:
            return str(self.inspect_network("bridge")["Id"])
        except NotFound:
            return ""

    @property
    def api_version(self) -> str:
        return str(self._client.api_version)

    # Conteneurs

    def containers(self, *, label: str | None = None) -> list[Json]:
        """Tous les conteneurs, même arrêtés, en une requête ; le premier de leurs `Names` est leur nom."""
        listing: list[Json] = self._call(self._client.containers, all=True, filters={"label": label} if label else None)
        for entry in listing:
            # Un vieux lien (`--link`) ajoute « /client/alias », parfois devant « /nom ».
            entry["Names"] = sorted(entry.get("Names") or [], key=lambda name: name.count("/"))
        return listing

    def inspect_container(self, name: str) -> Json:
        return self._call(self._client.inspect_container, name)  # type: ignore[no-any-return]

    def inspect_containers(self, names: Iterable[str]) -> Iterator[Json | None]:
        """Chaque conteneur de `names`, dans l'ordre, ou `None` s'il n'existe plus ; sur une seule connexion gardée ouverte."""
        with KeptConnection(self.address, self.api_version, TIMEOUT) as connection:
            for name in names:
                found = connection.get(f"/containers/{name}/json")
                if found is None:
                    try:
                        found = self.inspect_container(name)
                    except NotFound:
                        found = None
                yield found

    def create_container(self, config: Json, name: str | None = None) -> str:
        """Crée un conteneur d'après `config`, telle que l'API la décrit (POST /containers/create) ; rend son id."""
        return str(self._call(self._client.create_container_from_config, config, name)["Id"])

    def start_container(self, name: str) -> None:
        self._call(self._client.start, name)

    def stop_container(self, name: str) -> None:
        """Demande à un conteneur de s'arrêter, et le tue s'il ne l'a pas fait en une seconde."""
        self._call(self._client.stop, name, timeout=1)

    def restart_container(self, name: str) -> None:
        """Tue et relance un conteneur : ses fichiers restent, son espace de noms réseau est neuf."""
        self._call(self._client.restart, name, timeout=0)

    def remove_container(self, name: str) -> None:
        """Arrête et enlève un conteneur, avec ses volumes anonymes ; un autre l'enlevait déjà, on attend qu'il ait fini."""
        try:
            self._call(self._client.remove_container, name, force=True, v=True)
        except NotFound as error:
            if not self._is_gone(name, REMOVAL_DEADLINE):
                raise EngineError("Un conteneur n'en finit pas de disparaître.", cause=error.cause) from error
            raise

    def _is_gone(self, name: str, deadline: float) -> bool:
        """Vrai si ce conteneur n'est plus là, au plus tard dans `deadline` secondes."""
        limit = time.monotonic() + deadline
        while time.monotonic() < limit:
            try:
                self.inspect_container(name)
            except NotFound:
                return True
            time.sleep(0.01)
        return False

    def logs(self, name: str, *, tail: int | str = "all", since: int | None = None) -> str:
        """Le journal du conteneur, sorties standard et d'erreur mêlées. `since` : secondes depuis 1970."""
        raw = self._call(self._client.logs, name, stdout=True, stderr=True, tail=tail, since=since)
        return bytes(raw).decode("utf-8", "replace")

    def processes(self, name: str) -> list[str]:
        """La ligne de commande de chaque processus du conteneur (`docker top`)."""
        answer = self._call(self._client.top, name)
        column = answer["Titles"].index("CMD")
        return [row[column] for row in answer["Processes"] or []]

    def execute(self, name: str, command: list[str], *, user: str = "", folder: str | None = None) -> Output:
        """Exécute `command` dans un conteneur qui tourne (`docker exec`), depuis `folder` (celui du conteneur par défaut)."""
        created = self._call(self._client.exec_create, name, command, user=user, workdir=folder)
        stream = Stream(self._call(self._client.exec_start, created["Id"], socket=True))
        try:
            stream.read()
        finally:
            stream.close()
        return stream.output(self._exit_code(created["Id"], stream.failure))

    def _exit_code(self, execution: str, failure: Exception | None) -> int:
        """Le code d'une commande dont la sortie est finie ; le moteur ne l'a parfois qu'un instant plus tard."""
        deadline = time.monotonic() + EXIT_DEADLINE
        while failure is None:
            code = self._call(self._client.exec_inspect, execution)["ExitCode"]
            if code is not None:
                return int(code)
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        raise HelperFailed(
            "Une commande lancée dans un conteneur n'a pas rendu sa fin.",
            cause=str(failure) if failure else f"son code de sortie manque encore après {EXIT_DEADLINE:g} s.",
            remedy="vérifiez que « docker ps » répond, puis recommencez.",
        ) from failure

    def run_once(self, config: Json, *, deadline: float) -> Output:
        """Lance un conteneur qui s'enlève de lui-même, et rend ce qu'il a écrit ; son code de sortie n'est pas lu (0).

        `deadline` : en secondes ; passé ce délai le conteneur est enlevé et `HelperFailed` levée.
        """
        container, stream = self.follow(config)
        try:
            if not stream.wait(deadline) or stream.failure:
                raise HelperFailed(
                    f"Un conteneur d'appoint n'a pas rendu sa lecture en {deadline:g} s.",
                    cause="le moteur est très chargé, en pause, ou s'est arrêté.",
                    remedy="vérifiez que « docker ps » répond, puis recommencez.",
                )
        except BaseException:
            self._discard(container)
            raise
        finally:
            stream.close()
        self._await_removal(container, deadline)
        return stream.output(0)

    def follow(self, config: Json) -> tuple[str, Stream]:
        """Lance un conteneur qui s'enlève de lui-même à la fin de sa commande ; rend son id, et ce qu'il écrit à mesure.

        À qui l'a lancé de fermer le second, après avoir enlevé le premier s'il tourne encore.
        """
        container = self.create_container(
            {**config, "HostConfig": {**config.get("HostConfig", {}), "AutoRemove": True}}
        )
        stream = None
        try:
            stream = Stream(
                self._call(self._client.attach_socket, container, params={"stdout": 1, "stderr": 1, "stream": 1})
            )
            stream.begin()
            self.start_container(container)
            return container, stream
        except BaseException:
            self._discard(container)
            if stream is not None:
                stream.close()
            raise

    def _await_removal(self, container: str, deadline: float) -> None:
        """Rend la main quand le moteur a fini d'enlever le conteneur : qui lit ensuite la liste ne l'y voit plus.

        En regardant, et non par `wait` : demandé pendant que le conteneur s'en va, il arrive que le moteur n'y réponde
        jamais (mesuré sur 20.10 : 3 fois sur 202).
        """
        if not self._is_gone(container, deadline):
            self._discard(container)

    def _discard(self, container: str) -> None:
        """Enlève un conteneur d'appoint ; le moteur a pu disparaître, l'erreur en cours dit mieux pourquoi."""
        try:
            self.remove_container(container)
        except EngineError:
            return

    def file_from(self, container: str, path: str) -> Iterator[bytes]:
        """L'archive tar d'un chemin d'un conteneur (`docker cp`)."""
        stream, _ = self._call(self._client.get_archive, container, path)
        return self._during(stream)

    def file_into(self, container: str, folder: str, archive: bytes) -> None:
        """Déplie l'archive tar dans un dossier d'un conteneur, qui doit exister (`docker cp`)."""
        self._call(self._client.put_archive, container, folder, archive)

    # Réseaux et volumes

    def networks(self) -> list[Json]:
        return self._call(self._client.networks)  # type: ignore[no-any-return]

    def inspect_network(self, name: str, *, verbose: bool = False) -> Json:
        """Le réseau `name` ; `verbose` : avec les tâches de tout le Swarm, pour un réseau overlay."""
        return self._call(self._client.inspect_network, name, verbose=verbose or None)  # type: ignore[no-any-return]

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

    def create_volume(self, name: str, labels: Mapping[str, str]) -> None:
        """Crée un volume ; s'il existe déjà, il reste ce qu'il est."""
        self._call(self._client.create_volume, name, labels=dict(labels))

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
        except CUT as error:
            raise translate(error) from error

    def _during(self, stream: Iterable[Any]) -> Iterator[Any]:
        try:
            yield from stream
        except CUT as error:
            raise translate(error) from error

    def _progress(self, stream: Iterable[Json]) -> Iterator[Json]:
        """Rend les lignes d'avancement ; une ligne d'erreur devient une exception."""
        for line in self._during(stream):
            if "error" in line:
                raise translate(BuildError(line["error"], []))
            yield line

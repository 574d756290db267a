"""Lab : de vrais conteneurs et de vrais réseaux, prêts quand ils rendent leur service, retrouvés après un noyau tué."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

from . import helpers
from .engine import Engine, Json, Output, parse_publish
from .errors import EngineError, ForeignObject, NotFound, NotReady, PortTaken
from .images import TOOLBOX, Tell, ensure
from .ownership import COURSE_LAB, LAB, SESSION, SPEC, Cleaning, inventory, remove
from .ports import explain_port, listens

READY_DEADLINE = 30.0  # secondes
WORKBENCH = "etabli"


class Container:
    """Un conteneur fait par un `Lab`. `name`, `id`, et de quoi le lire : `logs()`, `execute()`, `address()`."""

    def __init__(self, engine: Engine, name: str, id: str) -> None:
        self.name, self.id, self._engine = name, id, engine

    def __repr__(self) -> str:
        return f"<conteneur {self.name}>"

    def inspect(self) -> Json:
        return self._engine.inspect_container(self.id)

    def logs(self) -> str:
        return self._engine.logs(self.id)

    def execute(self, *command: str) -> Output:
        """Exécute une commande dans le conteneur ; rend code, sortie, erreurs."""
        return self._engine.execute(self.id, list(command))

    def stop(self) -> None:
        """L'arrête, et le laisse là, arrêté."""
        self._engine.stop_container(self.id)

    def address(self, network: str) -> str:
        """Son adresse IPv4 sur `network`. Lève `NotFound` s'il n'y est pas."""
        endpoint = self.inspect()["NetworkSettings"]["Networks"].get(network)
        if endpoint is None:
            raise NotFound(f"{self.name} n'est pas sur le réseau {network}.")
        return str(endpoint["IPAddress"])


class Network:
    """Un réseau fait par un `Lab`."""

    def __init__(self, name: str, id: str) -> None:
        self.name, self.id = name, id

    def __repr__(self) -> str:
        return f"<réseau {self.name}>"


class Lab:
    """Un ensemble nommé de conteneurs et de réseaux, qui porte nos étiquettes.

    >>> with Lab("essai") as lab:                                        # doctest: +SKIP
    ...     rue = lab.network("rue", subnet="10.203.2.0/24")
    ...     lab.run("nginx", name="vitrine", networks=[rue], publish=["127.0.0.1:8080:80"])

    `with` enlève tout à la sortie ; sans lui, `lab.clean()`. Relancé, il retrouve ce qu'il avait fait : même nom et même
    demande, l'objet est adopté ; à nous mais périmé, il est refait ; à quelqu'un d'autre, `ForeignObject`.
    """

    def __init__(
        self, name: str, *, engine: Engine | None = None, session: str = "", tell: Tell = lambda _: None
    ) -> None:
        self.name, self.session = name, session
        self._engine = engine or Engine.connect()
        self._tell = tell

    def __repr__(self) -> str:
        return f"<lab {self.name}>"

    def __enter__(self) -> Lab:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clean()

    def network(
        self,
        name: str,
        *,
        subnet: str = "",
        gateway: str = "",
        internal: bool = False,
        options: Mapping[str, str] | None = None,
    ) -> Network:
        """Un réseau de pilote bridge. Lève `SubnetOverlap`, `NoAddressLeft` ou `ForeignObject`."""
        pool = {key: value for key, value in (("Subnet", subnet), ("Gateway", gateway)) if value}
        config: Json = {"driver": "bridge", "internal": internal, "options": dict(options or {})}
        if pool:
            config["ipam"] = {"Driver": "default", "Config": [pool]}
        labels = self._labels(config)
        existing = next((n for n in self._engine.networks() if n["Name"] == name), None)
        if existing:
            if self._adopts(existing.get("Labels") or {}, labels, f"Le réseau {name}", f"docker network rm {name}"):
                return Network(name, existing["Id"])
            self._remove_network(existing["Id"])
        return Network(name, self._engine.create_network(name, {**config, "labels": labels}))

    def run(
        self,
        image: str,
        *,
        name: str,
        networks: Iterable[Network | str] = (),
        publish: Iterable[str] = (),
        command: Iterable[str] | None = None,
        environment: Mapping[str, str] | None = None,
        volumes: Iterable[str] = (),
        ready: str | Callable[[Container], bool] | None = None,
        start: bool = True,
    ) -> Container:
        """Lance un conteneur et attend qu'il rende son service ; `start=False` le crée seulement.

        `publish` : écrit comme pour `-p` (« 127.0.0.1:8080:80 », « 8080:80/udp ») ; sans adresse, 127.0.0.1.
        `volumes` : « nom:/dossier », ou « /dossier » pour un volume sans nom, qui partira avec le conteneur.
        `ready` : un port comme « 80/tcp », ou une fonction ; par défaut les ports publiés. Un port est prêt quand un
        processus l'écoute dans le conteneur, non quand une connexion aboutit : docker-proxy accepte avant lui.
        Lève `PortTaken` (qui nomme le tenant), `ForeignObject`, `ImageAbsent`, `NotReady`.
        """
        bindings = _bindings(publish)
        joined = [network.name if isinstance(network, Network) else network for network in networks]
        config = _container_config(image, bindings, joined, command, environment)
        mounts = [self._mount(volume) for volume in volumes]
        if mounts:
            config["HostConfig"]["Mounts"] = mounts
        ensure(self._engine, [image], self._tell)
        container = self._make(name, config, joined[1:], start=start)
        if not start:
            return container
        self._wait(container, list(bindings) if ready is None else ready)
        return container

    def volume(self, name: str, *, files: Mapping[str, str] | None = None) -> str:
        """Un volume nommé, où `files` sont écrits (nom → texte) ; rend son nom. Lève `ForeignObject`."""
        existing = next((v for v in self._engine.volumes() if v["Name"] == name), None)
        labels = self._labels({"volume": name, "files": dict(files or {})})
        if existing:
            if self._adopts(existing.get("Labels") or {}, labels, f"Le volume {name}", f"docker volume rm {name}"):
                labels = {}
            else:
                self._engine.remove_volume(name)
        if labels:
            self._engine.create_volume(name, labels)
        for file, text in (files or {}).items():
            mount = {"Type": "volume", "Source": name, "Target": "/volume"}
            command = ["sh", "-c", 'printf %s "$1" > "$0"', f"/volume/{file}", text]
            helpers.read_with_helper(self._engine, command, mounts=[mount])
        return name

    def clean(self) -> Cleaning:
        """Enlève tout ce que ce lab a fait, et rien d'autre."""
        return remove(self._engine, [thing for thing in inventory(self._engine) if thing.labels.get(LAB) == self.name])

    def _mount(self, volume: str) -> Json:
        """Un volume sans nom porte notre étiquette : s'il reste seul, on sait encore à qui il est."""
        source, _, target = volume.rpartition(":")
        return {"Type": "volume", "Source": source, "Target": target, "VolumeOptions": {"Labels": {LAB: self.name}}}

    def _labels(self, spec: Json) -> dict[str, str]:
        digest = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:16]
        return {LAB: self.name, SESSION: self.session, SPEC: digest}

    def _adopts(self, found: Mapping[str, str], wanted: Mapping[str, str], what: str, remedy: str) -> bool:
        if found.get(LAB) != self.name:
            raise ForeignObject(
                f"{what} existe déjà, et n'est pas à ce lab.", cause=f"il est {_holder(found)}.",
                remedy=f"si vous n'en avez plus besoin, enlevez-le (« {remedy} »), puis recommencez.",
            )  # fmt: skip
        return found.get(SPEC) == wanted[SPEC]

    def _remove_network(self, id: str) -> None:
        """Enlève un réseau périmé, et d'abord nos conteneurs qui y sont : ils seront refaits sur le nouveau."""
        attached = self._engine.inspect_network(id).get("Containers") or {}
        for container in attached:
            if (self._engine.inspect_container(container)["Config"].get("Labels") or {}).get(LAB) == self.name:
                self._engine.remove_container(container)
        self._engine.remove_network(id)

    def _make(self, name: str, config: Json, more_networks: list[str], *, start: bool = True) -> Container:
        labels = self._labels({**config, "more": more_networks})
        try:
            existing = self._engine.inspect_container(name)
        except NotFound:
            existing = None
        if existing is not None and existing["Name"] == f"/{name}":
            same = self._adopts(
                existing["Config"].get("Labels") or {}, labels, f"Le conteneur {name}", f"docker rm -f {name}"
            )
            as_wanted = existing["State"]["Running"] if start else existing["State"]["Status"] == "created"
            if same and as_wanted and self._is_attached(existing):
                return Container(self._engine, name, existing["Id"])
            self._engine.remove_container(existing["Id"])
        id = self._engine.create_container({**config, "Labels": labels}, name)
        try:
            for network in more_networks:
                self._engine.connect_network(network, id)
            if start:
                self._engine.start_container(id)
        except PortTaken as error:
            self._engine.remove_container(id)
            raise explain_port(self._engine, error, config["HostConfig"].get("PortBindings") or {}) from error
        except EngineError:
            self._engine.remove_container(id)
            raise
        return Container(self._engine, name, id)

    def _is_attached(self, inspected: Json) -> bool:
        """Vrai si chaque réseau du conteneur est celui qui porte ce nom aujourd'hui : un réseau refait a un autre id."""
        joined = inspected["NetworkSettings"].get("Networks") or {}
        wanted = (
            {mode} if (mode := inspected["HostConfig"]["NetworkMode"]) not in ("default", "host", "none") else set()
        )
        current = {network["Name"]: network["Id"] for network in self._engine.networks()}
        return wanted <= joined.keys() and all(current.get(name) == end["NetworkID"] for name, end in joined.items())

    def _wait(self, container: Container, ready: str | list[str] | Callable[[Container], bool]) -> None:
        if callable(ready):
            condition, awaited = ready, "sa condition"
        else:
            ports = [ready] if isinstance(ready, str) else ready
            condition, awaited = (lambda c: listens(self._engine, c.id, ports)), ", ".join(ports)
        started = time.monotonic()
        while True:
            state = container.inspect()["State"]
            if not state["Running"]:
                raise _not_ready(container, f"il s'est arrêté (code {state['ExitCode']})")
            try:
                if condition(container):
                    return
            except EngineError:
                # Il a pu s'arrêter entre les deux lectures : le tour suivant le dira mieux.
                if container.inspect()["State"]["Running"]:
                    raise
                continue
            elapsed = time.monotonic() - started
            if elapsed > READY_DEADLINE:
                raise _not_ready(container, f"{awaited} toujours absent après {READY_DEADLINE:g} s")
            if elapsed > 2:
                self._tell(f"{container.name} : en attente de {awaited}, {elapsed:.0f} s")
            time.sleep(0.05)


def workbench(engine: Engine) -> None:
    """Met en place l'établi (`etabli`) : la boîte à outils sur le réseau de la machine, pour lire sans être root.

    Ses capacités sont celles que la lecture demande : NET_ADMIN pour les règles, SYS_PTRACE pour savoir quel programme
    tient une socket, NET_RAW pour tcpdump. Il est adopté s'il tourne déjà.
    """
    config = {
        "Image": TOOLBOX,
        "Cmd": ["sleep", "infinity"],
        "HostConfig": {
            **helpers.host_config(
                network="host", host_processes=True, capabilities=("NET_ADMIN", "NET_RAW", "SYS_PTRACE")
            ),
            "Init": True,
        },
    }
    ensure(engine, [TOOLBOX])
    Lab(COURSE_LAB, engine=engine)._make(WORKBENCH, config, [])


def _bindings(publish: Iterable[str]) -> dict[str, list[Json]]:
    bindings: dict[str, list[Json]] = {}
    for text in publish:
        for inside, address, port in parse_publish(text):
            bindings.setdefault(inside, []).append({"HostIp": address or "127.0.0.1", "HostPort": port})
    return bindings


def _container_config(
    image: str,
    bindings: dict[str, list[Json]],
    networks: list[str],
    command: Iterable[str] | None,
    environment: Mapping[str, str] | None,
) -> Json:
    config: Json = {
        "Image": image,
        "ExposedPorts": {port: {} for port in bindings},
        "HostConfig": {"PortBindings": bindings, **({"NetworkMode": networks[0]} if networks else {})},
    }
    if command is not None:
        config["Cmd"] = list(command)
    if environment:
        config["Env"] = [f"{key}={value}" for key, value in environment.items()]
    return config


def _holder(labels: Mapping[str, Any]) -> str:
    return f"au lab « {labels[LAB]} »" if LAB in labels else "à quelqu'un d'autre que le cours"


def _not_ready(container: Container, why: str) -> NotReady:
    try:
        tail = "\n".join(container.logs().splitlines()[-5:])
    except EngineError:
        tail = "(illisible)"
    return NotReady(
        f"Le conteneur {container.name} n'est pas prêt : {why}.", cause=f"ses dernières lignes de journal :\n{tail or '(vide)'}",
        remedy=f"« docker logs {container.name} » montre la suite.",
    )  # fmt: skip

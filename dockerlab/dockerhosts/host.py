"""Un hôte Docker qui est un conteneur : un moteur à soi, joint par une socket Unix, jeté après usage.

Il protège des erreurs : ce qui s'y fait (réseaux, règles, ports, images) reste chez lui et s'en va avec lui. Ce n'est pas
un mur contre une attaque : un programme hostile sait en sortir. Pour cela il faut une machine virtuelle.
"""

from __future__ import annotations

import io
import socket
import tarfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from ..building import Tell
from ..engine import Engine, Output
from ..errors import DockerlabError, EngineError, NotFound, NotReady
from ..ownership import HOST, LAB, SESSION, SPEC
from .claiming import claimed, configuration, digest, plug, remove_host, start_host
from .folders import SOCKET, find_folder, must_share_sockets, not_shared, remove_folder
from .images import DEFAULT_VERSION, ensure_host_image
from .leftovers import sweep
from .options import BRIDGE
from .plan import name_servers

READY_DEADLINE = 30.0  # secondes : un moteur neuf répond en une ou deux, sur une machine chargée en dix
PING_TIMEOUT = 2.0  # secondes


class DockerHost:
    """Un hôte Docker. `engine` est son moteur, `address` l'adresse de sa socket, `name` le nom de son conteneur.

    >>> with DockerHost.start(Engine.connect(), "hote-1") as host:       # doctest: +SKIP
    ...     host.load(["nginx"])
    ...     host.execute("docker", "run", "-d", "-p", "127.0.0.1:8000:80", "nginx")
    """

    def __init__(self, outer: Engine, name: str, id: str, folder: Path, lab: str = "") -> None:
        self.outer, self.name, self.id, self.folder, self.lab = outer, name, id, folder, lab
        self._engine: Engine | None = None

    @classmethod
    def start(
        cls,
        outer: Engine,
        name: str,
        *,
        version: str = DEFAULT_VERSION,
        lab: str = "",
        session: str = "",
        nests: bool = False,
        tell: Tell = lambda _: None,
    ) -> DockerHost:
        """Démarre un hôte sur le moteur `outer`, et attend que le sien réponde.

        `version` : une de `VERSIONS` ; son image est construite si elle manque. `lab`, `session` : la leçon ou l'exercice
        à qui il est, et que `clean` referme ; sans lui, seul celui qui l'a démarré l'enlève. Relancé, il est retrouvé :
        même demande, il est adopté avec ce qu'il contient ; à nous mais périmé ou arrêté, il est refait. `nests` : d'autres
        hôtes démarreront chez lui, et leurs sockets seront sur cette machine, à côté de la sienne.
        Lève `ForeignObject` (nom pris), `NotReady` (avec la fin de son journal), `UsageError` (moteur d'une autre machine).
        """
        return cls.open(outer, name, prepare(outer, version, tell), lab=lab, session=session, nests=nests, tell=tell)

    @classmethod
    def open(
        cls,
        outer: Engine,
        name: str,
        image: str,
        *,
        lab: str = "",
        session: str = "",
        network: str = BRIDGE,
        at: str = "",
        nests: bool = False,
        tell: Tell = lambda _: None,
    ) -> DockerHost:
        """Comme `start`, `image` étant celle que rend `prepare` : plusieurs hôtes peuvent alors s'ouvrir en même temps.

        `network`, `at` : un réseau, et l'adresse de l'hôte sur ce réseau ; sans eux, celui de tous les conteneurs.
        """
        folder = find_folder(outer, name)
        config = configuration(name, image, folder, network, at, nests=nests)
        spec = digest({**config, "Image": outer.inspect_image(image)["Id"]})
        config["Labels"] = {HOST: name, SPEC: spec, **({LAB: lab, SESSION: session} if lab else {})}
        if at:
            # Hors de la demande : un portable change de serveur de noms en changeant de salle, et garde ses hôtes.
            config["Cmd"] += [f"--dns={address}" for address in name_servers()]
        id, adopted = claimed(outer, name, config, folder, nests=nests)
        host = cls(outer, name, id, folder, lab)
        try:
            if not adopted:
                tell(f"{name} : démarrage d'un hôte Docker")
                start_host(outer, host.id)
            elif at:
                plug(outer, host.id, network, at)
            host.wait()
        except BaseException as error:
            host.remove()
            if not adopted or not isinstance(error, EngineError):
                raise
        else:
            return host
        # Celui que l'on retrouvait s'en allait, ou ne répondait plus : il n'y est plus, un autre prend sa place.
        return cls.open(outer, name, image, lab=lab, session=session, network=network, at=at, nests=nests, tell=tell)

    @classmethod
    def all(cls, outer: Engine) -> list[DockerHost]:
        """Les hôtes qui sont sur ce moteur, en marche ou non, par nom."""
        found = []
        for entry in outer.containers(label=HOST):
            name, lab = entry["Labels"][HOST], entry["Labels"].get(LAB, "")
            found.append(cls(outer, name, entry["Id"], find_folder(outer, name), lab))
        return sorted(found, key=lambda host: host.name)

    def __repr__(self) -> str:
        return f"<hôte Docker {self.name}>"

    def __enter__(self) -> DockerHost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def address(self) -> str:
        """L'adresse de sa socket, comme pour DOCKER_HOST."""
        return f"unix://{self.folder / SOCKET}"

    @property
    def engine(self) -> Engine:
        """Son moteur. Lève `EngineAbsent` s'il ne répond pas."""
        if self._engine is None:
            self._engine = Engine.connect(self.address)
        return self._engine

    def version(self) -> str:
        """La version de son moteur, comme « 26.1.5 » ; "" s'il ne répond pas d'ici."""
        if not _answers(self.folder / SOCKET):
            return ""
        return str(self.engine.version()["Version"]).partition("+")[0]

    def execute(self, *command: str, folder: str = "/") -> Output:
        """Exécute une commande sur l'hôte, en root, depuis `folder` : 127.0.0.1 y est celui de l'hôte."""
        return self.outer.execute(self.id, list(command), folder=folder)

    def load(self, names: Iterable[str]) -> None:
        """Donne à l'hôte les images `names` du moteur du dehors, sans registre. Lève `ImageAbsent` si l'une n'y est pas."""
        missing = [name for name in names if self.outer.inspect_image(name)["Id"] != self._image_id(name)]
        if missing:
            with self.outer.patient() as source, self.engine.patient() as target:
                target.load(source.save(missing))

    def copy(self, source: Path, target: str) -> None:
        """Copie le dossier `source` de cette machine dans le dossier `target` de l'hôte ; tout y est à root."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.add(source, arcname=".", filter=_as_root)
        self.execute("mkdir", "-p", target)
        self.outer.file_into(self.id, target, archive.getvalue())

    def restart(self) -> None:
        """Tue et relance l'hôte : images et fichiers restent ; interfaces, règles et processus sont neufs."""
        self._close()
        self.outer.restart_container(self.id)
        self.wait()

    def remove(self) -> None:
        """Enlève le conteneur, ses images, ses volumes, et le dossier de sa socket. Déjà parti, tant mieux."""
        self._close()
        with suppress(NotFound):
            remove_host(self.outer, self.id)
        remove_folder(self.folder)

    def wait(self) -> None:
        """Attend que son moteur réponde, au plus `READY_DEADLINE` secondes. Lève `NotReady`."""
        deadline = time.monotonic() + READY_DEADLINE
        while True:
            state = self.outer.inspect_container(self.id)["State"]
            if not state["Running"]:
                raise self._not_ready(f"son moteur s'est arrêté (code {state['ExitCode']})")
            if _answers(self.folder / SOCKET):
                return
            if time.monotonic() > deadline:
                raise self._silent()
            time.sleep(0.05)

    def _silent(self) -> DockerlabError:
        """Pourquoi personne ne répond à sa socket : le moteur lui-même, ou une socket qui ne se partage pas."""
        if self.execute("timeout", "5", "docker", "version").code == 0:
            return not_shared(f"son moteur répond chez lui, et personne ne répond ici à {self.address}")
        return self._not_ready(f"son moteur ne répond pas après {READY_DEADLINE:g} s")

    def _not_ready(self, why: str) -> NotReady:
        tail = "\n".join(self.outer.logs(self.id, tail=8).splitlines())
        return NotReady(
            f"L'hôte Docker {self.name} n'a pas démarré.", cause=f"{why}. La fin de son journal :\n{tail}",
            remedy="« dockerlab doctor » dit si un hôte privé peut démarrer sur cette machine.",
        )  # fmt: skip

    def _image_id(self, name: str) -> str:
        try:
            return str(self.engine.inspect_image(name)["Id"])
        except NotFound:
            return ""

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None


def prepare(outer: Engine, version: str = DEFAULT_VERSION, tell: Tell = lambda _: None) -> str:
    """Ce qui se fait une fois avant d'ouvrir des hôtes : leur image, construite si elle manque, dont le nom est rendu ; et la
    place nette de ceux qui ne sont plus. Lève `UsageError` si le moteur est d'une autre machine."""
    must_share_sockets(outer)
    image = ensure_host_image(outer, version, tell)
    sweep(outer)
    return image


def _answers(path: Path) -> bool:
    """Vrai si le moteur répond à sa socket (« Docker Engine API », GET /_ping). Le SDK, lui, laisserait ouvertes celles qui refusent."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PING_TIMEOUT)
        try:
            connection.connect(str(path))
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except OSError:
            return False


def _as_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry

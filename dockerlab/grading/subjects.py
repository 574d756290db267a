"""Ce dont on parle : un conteneur, un réseau, qu'ils existent ou non, et ce que l'on peut en demander."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..engine import Engine, Json, epoch
from ..errors import NotFound
from ..model.building import publications_of
from ..model.objects import Publication
from ..snapshot.snapshot import Snapshot
from .attachment import judge_members, judge_networks
from .confinement import judge_confinement
from .plan import judge_address, judge_plan
from .publication import (
    doors_of,
    judge_beside,
    judge_chosen_by_docker,
    judge_nothing_published,
    judge_publication,
)
from .stability import judge_absence, judge_stability
from .verdict import Verdict, failed, passed


@dataclass(frozen=True, slots=True)
class ContainerSubject:
    """Un conteneur dont on parle. `before` : ce qu'il était à l'ouverture de l'exercice, s'il y était."""

    name: str
    inspected: Json | None
    now: Snapshot
    before: Json | None = None

    @property
    def id(self) -> str:
        return str(self._must_exist()["Id"])

    @property
    def image_id(self) -> str:
        """L'identifiant de l'image dont il est parti."""
        return str(self._must_exist()["Image"])

    def declared_ports(self) -> list[str]:
        """Les ports qu'il déclare (« 80/tcp »), ceux de son image et ceux de son lancement."""
        return sorted(self._must_exist()["Config"].get("ExposedPorts") or {})

    def mode(self) -> str:
        """L'espace de noms qui lui fut demandé : « host », « none », « container:ID », ou un réseau."""
        return str(self._must_exist()["HostConfig"].get("NetworkMode") or "")

    def uptime(self) -> float | None:
        """Secondes écoulées depuis son démarrage, ou rien s'il ne tourne pas."""
        state = (self.inspected or {}).get("State") or {}
        # Relancé pendant la lecture, il a démarré après l'heure qu'elle porte.
        return max(0.0, self.now.time - epoch(state["StartedAt"])) if state.get("Running") else None

    def runs(self, engine: Engine, program: str) -> bool:
        """Vrai si un processus du conteneur est `program` : un en-tête peut mentir, un processus bien moins."""
        return runs(engine, self.id, program)

    def stays_up(self, engine: Engine, seconds: float) -> bool:
        """Vrai s'il tourne encore après `seconds`, sans avoir été relancé ni remplacé depuis la lecture."""
        deadline = time.monotonic() + seconds
        while self._unchanged(engine):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.05)
        return False

    def _unchanged(self, engine: Engine) -> bool:
        before = self._must_exist()
        try:
            after = engine.inspect_container(before["Id"])
        except NotFound:
            return False
        same = (
            after["State"]["StartedAt"] == before["State"]["StartedAt"]
            and after["RestartCount"] == before["RestartCount"]
        )
        return bool(same and after["State"]["Running"] and not after["State"]["Paused"])

    def is_stable(self) -> Verdict:
        """Il tourne depuis assez longtemps pour que l'on croie qu'il tient."""
        if self.inspected is None:
            return judge_absence(
                self.name, [_name(entry) for entry in self.now.others] + [_name(c) for c in self.now.containers]
            )
        return judge_stability(self.name, self.inspected, self.uptime())

    def publishes(self, port: str, *, only_on: str) -> Verdict:
        """Son port `port` (« 80/tcp ») est publié sur `only_on` (« 127.0.0.1:8000 »), et le conteneur ne publie rien d'autre."""
        return judge_publication(self._must_exist(), port, only_on, self.now.others)

    def publishes_nothing(self) -> Verdict:
        """Aucun de ses ports n'est publié sur la machine."""
        return judge_nothing_published(self._must_exist())

    def publishes_where_docker_chose(self, port: str) -> Verdict:
        """Son port `port` (« 3000/tcp ») est publié sur un port de la machine que Docker a choisi, non sur un numéro ou une plage imposés."""
        return judge_chosen_by_docker(self._must_exist(), port)

    def publishes_beside(self, taken: str) -> Verdict:
        """Il publie le même port TCP que `taken` (« 127.0.0.1:8002 »), sur une autre adresse de la boucle locale, et rien d'autre."""
        return judge_beside(self._must_exist(), taken)

    def doors(self, port: str = "") -> list[str]:
        """Où il est publié, comme adresses web (« http://127.0.0.1:8002 »), triées ; `port` : seulement ce port-là de lui."""
        return doors_of(self._must_exist(), port)

    def is_on(self, *networks: str) -> Verdict:
        """Il est sur ces réseaux, et sur aucun autre."""
        return judge_networks(self.name, self._must_exist(), networks)

    def is_confined(self) -> Verdict:
        """Il n'a aucun chemin vers l'extérieur : tous ses réseaux sont internes."""
        return judge_confinement(self.name, self._must_exist(), self.now.networks)

    def is_untouched(self) -> Verdict:
        """Il est tel qu'à l'ouverture : même conteneur, jamais relancé, mêmes réseaux et mêmes ports."""
        expected = f"{self.name} tel qu'au départ, jamais relancé"
        if self.before is None:
            return failed(
                expected,
                f"{self.name} n'existait pas au départ",
                "Cet exercice se commence par sa première cellule, qui prépare la situation.",
            )
        if self.inspected is None:
            return failed(
                expected, f"{self.name} n'existe plus", "Il devait rester : l'exercice se recommence pour le retrouver."
            )
        altered = next((said for said, read in _UNTOUCHED.items() if read(self.before) != read(self.inspected)), "")
        if self.inspected["State"]["Running"]:
            altered = altered.replace("il ne tourne plus", "il tourne, et il était arrêté")
        if altered:
            return failed(
                expected,
                f"{self.name} : {altered}",
                "Ce conteneur rend service à d'autres : le but s'atteint sans y toucher.",
            )
        return passed(expected, "rien n'y a changé")

    def addresses(self) -> list[str]:
        """Ses adresses IPv4, une par réseau, triées par réseau ; vide s'il n'existe pas ou ne tourne pas."""
        ends = ((self.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {}
        return [ends[name]["IPAddress"] for name in sorted(ends) if ends[name].get("IPAddress")]

    def addresses_v6(self) -> list[str]:
        """Ses adresses IPv6, une par réseau qui en donne, triées par réseau."""
        ends = ((self.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {}
        return [ends[name]["GlobalIPv6Address"] for name in sorted(ends) if ends[name].get("GlobalIPv6Address")]

    def networks(self) -> list[str]:
        """Les noms de ses réseaux, triés ; vide s'il n'existe pas."""
        return sorted(((self.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {})

    def gateways(self) -> list[str]:
        """Les adresses de la machine sur ses réseaux, IPv4 et IPv6, triées par réseau."""
        ends = ((self.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {}
        found = [ends[name].get(key) for name in sorted(ends) for key in ("Gateway", "IPv6Gateway")]
        return [str(address) for address in found if address]

    def publications(self) -> list[Publication]:
        """Ses ports publiés, en vigueur, triés ; vide s'il n'existe pas."""
        return sorted(publications_of(self.inspected)) if self.inspected else []

    def address_on(self, network: str) -> str:
        """Son adresse IPv4 sur `network`, "" s'il n'y est pas."""
        ends = ((self.inspected or {}).get("NetworkSettings") or {}).get("Networks") or {}
        return str((ends.get(network) or {}).get("IPAddress") or "")

    def has_fixed_address(self, network: NetworkSubject, address: str) -> Verdict:
        """Son adresse sur `network` est `address`, et elle a été demandée."""
        return judge_address(self.name, self._must_exist(), network.name, network.id, fixed=address)

    def has_automatic_address(self, network: NetworkSubject, *, within: str) -> Verdict:
        """Son adresse sur `network` a été choisie par Docker, dans la plage `within`."""
        return judge_address(self.name, self._must_exist(), network.name, network.id, automatic_in=within)

    def _must_exist(self) -> Json:
        if self.inspected is None:
            raise NotFound(f"Le conteneur {self.name} n'existe pas.")
        return self.inspected


def runs(engine: Engine, container: str, program: str) -> bool:
    """Vrai si un processus de ce conteneur est `program` (`docker top`)."""
    try:
        commands = engine.processes(container)
    except NotFound:
        return False
    return any(re.match(rf"(\S*/)?{re.escape(program)}\b", command) for command in commands)


@dataclass(frozen=True, slots=True)
class NetworkSubject:
    """Un réseau dont on parle, qu'il existe ou non."""

    name: str
    entry: Json | None

    @property
    def id(self) -> str:
        if self.entry is None:
            raise NotFound(f"Le réseau {self.name} n'existe pas.")
        return str(self.entry["Id"])

    def holds(self, *containers: ContainerSubject) -> Verdict:
        """Ces conteneurs sont sur ce réseau, et peut-être sur d'autres."""
        return judge_members(self.name, self.id, {c.name: c._must_exist() for c in containers})

    def is_planned(
        self,
        *,
        subnet: str = "",
        gateway: str = "",
        ip_range: str = "",
        internal: bool | None = None,
        driver: str = "bridge",
    ) -> Verdict:
        """Il existe, et suit ce plan : sous-réseau, passerelle, plage des adresses distribuées, interne ou non."""
        return judge_plan(
            self.name, self.entry, subnet=subnet, gateway=gateway, ip_range=ip_range, internal=internal, driver=driver
        )


# La première différence est dite, et elle seule : un conteneur refait a aussi un autre départ et d'autres attaches.
_UNTOUCHED: dict[str, Callable[[Json], Any]] = {
    "ce n'est plus le même conteneur": lambda entry: entry["Id"],
    "il ne tourne plus": lambda entry: entry["State"]["Running"],
    "il a été relancé": lambda entry: (entry["State"]["StartedAt"], entry["RestartCount"]),
    "il a été mis en pause, ou n'y est plus": lambda entry: bool(entry["State"].get("Paused")),
    "ses réseaux ont changé": lambda entry: sorted(entry["NetworkSettings"].get("Networks") or {}),
    "il a été débranché d'un réseau, puis rebranché": lambda entry: sorted(
        str((end or {}).get("EndpointID") or "") for end in (entry["NetworkSettings"].get("Networks") or {}).values()
    ),
    "ses ports ont changé": lambda entry: sorted(publications_of(entry)),
}


def _name(entry: Json) -> str:
    """Le nom d'un conteneur, de la liste ou d'un `inspect`."""
    return str(entry.get("Name") or entry["Names"][0]).lstrip("/")

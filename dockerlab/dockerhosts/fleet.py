"""Plusieurs hôtes Docker sur un réseau à eux, comme les machines d'une salle : chacun son moteur, son adresse, ses images.

Ils protègent des erreurs, et ne sont pas un mur contre une attaque : voir `host.py`.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import TypeVar

from ..building import Tell
from ..engine import Engine, Json
from ..errors import EngineError, ForeignObject, NotFound, SubnetOverlap, UsageError
from ..images import TOOLBOX
from ..lab import Lab
from ..ownership import LAB
from .claiming import CREATION_DEADLINE, is_host
from .folders import alone
from .host import DockerHost, prepare
from .images import default_version
from .leftovers import sweep
from .plan import Plan, environment, variable

BY_HAND = "hotes"  # le lab des hôtes que l'on démarre hors de toute leçon
IMAGES = ("nginx", TOOLBOX)  # de quoi servir une page, et de quoi regarder
MTU = {"com.docker.network.driver.mtu": "1500"}  # octets : celle d'Ethernet, même si le moteur est réglé autrement

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True, repr=False)
class Fleet:
    """Des hôtes qui répondent, dans l'ordre du plan. `fleet["hote-1"]` est un `DockerHost` : son moteur, ses commandes."""

    plan: Plan
    hosts: tuple[DockerHost, ...]

    @classmethod
    def up(
        cls,
        outer: Engine,
        plan: Plan,
        *,
        version: str = "",
        lab: str = BY_HAND,
        session: str = "",
        images: Iterable[str] = IMAGES,
        tell: Tell = lambda _: None,
    ) -> Fleet:
        """Démarre ensemble les hôtes du plan, leur donne `images`, et attend que chaque moteur réponde.

        `version` : celle de leurs moteurs ; sans elle, celle des hôtes qui sont là, ou l'ordinaire. Relancé, il retrouve ceux
        du même `lab` qui répondent, avec ce qu'ils contiennent, leur image aurait-elle changé depuis ; un hôte arrêté est
        refait, un débranché est rebranché. Si l'un ne démarre pas, rien de ce que cet appel a fait ne reste.
        Lève `ForeignObject` (nom pris), `SubnetOverlap`, `NotReady`, `ImageAbsent`, `UsageError` (moteur d'ailleurs ; un
        hôte est là, d'une autre version que `version`).
        """
        with alone(outer, tell):
            return cls._up(outer, plan, version, lab, session, tuple(images), tell)

    @classmethod
    def _up(
        cls, outer: Engine, plan: Plan, version: str, lab: str, session: str, wanted: tuple[str, ...], tell: Tell
    ) -> Fleet:
        must_be_free(outer, plan, lab)
        for name in wanted:
            outer.inspect_image(name)  # absente, autant le dire avant de démarrer quoi que ce soit
        before = {host.id: host.name for host in living(outer)}
        kept = _kept(outer, plan, version)
        version = version or next((found for found, _ in kept.values()), default_version())
        if kept.keys() == set(plan.names):
            image = ""
            sweep(outer)
        else:
            image = prepare(outer, version, tell)
        _network(outer, plan, lab, session)

        def start(name: str) -> DockerHost:
            _, own = kept.get(name, ("", image))
            return DockerHost.open(
                outer, name, own, lab=lab, session=session, network=plan.network, at=plan.address(name)
            )

        new = [name for name in plan.names if name not in before.values()]
        try:
            if new:
                tell(f"Démarrage de {' et de '.join(new)} (moteur Docker {version})")
            fleet = cls(plan, tuple(together(start, plan.names)))
            if new:
                tell("Les moteurs répondent ; ils reçoivent leurs images")
            together(lambda host: host.load(wanted), fleet)
            return fleet
        except BaseException:
            remove_hosts(host for host in living(outer) if host.name in plan.names and host.id not in before)
            remove_underlay(outer, plan.network)
            raise

    @classmethod
    def join(
        cls,
        outer: Engine,
        plan: Plan,
        *,
        lab: str = BY_HAND,
        session: str = "",
        version: str = "",
        images: Iterable[str] = IMAGES,
        tell: Tell = lambda _: None,
    ) -> Fleet:
        """Comme `up`, mais ceux qui sont déjà là restent, quelle que soit la leçon qui les a démarrés ; les autres les rejoignent."""
        lab = next((host.lab for host in living(outer) if host.name in plan.names), lab)
        return cls.up(outer, plan, lab=lab, session=session, version=version, images=images, tell=tell)

    def __iter__(self) -> Iterator[DockerHost]:
        return iter(self.hosts)

    def __len__(self) -> int:
        return len(self.hosts)

    def __getitem__(self, name: str) -> DockerHost:
        """L'hôte de ce nom. Lève `UsageError` s'il n'est pas là."""
        for host in self.hosts:
            if host.name == name:
                return host
        raise UsageError(
            f"Aucun de ces hôtes ne s'appelle {name!r}.", remedy=f"ceux qui sont là : {', '.join(self.plan.names)}."
        )

    def down(self) -> None:
        """Enlève les hôtes de ces noms, ensemble, refaits depuis ou non ; puis leur réseau s'il n'y reste personne."""
        outer = self.hosts[0].outer
        remove_hosts(host for host in living(outer) if host.name in self.plan.names)
        remove_underlay(outer, self.plan.network)

    def environment(self) -> dict[str, str]:
        """Les variables d'environnement qui disent où est chaque moteur : HOTE_1, HOTE_2…"""
        return environment({host.name: host.address for host in self.hosts})

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Par hôte : son nom, son adresse, la version de son moteur, et comment lui parler."""
        return [
            (host.name, self.plan.address(host.name), host.version(), f"docker -H ${variable(host.name)} ps")
            for host in self.hosts
        ]

    def __repr__(self) -> str:
        width = max((len(host.name) for host in self.hosts), default=0)
        return "\n".join(
            [f"Réseau {self.plan.network} : {self.plan.subnet}."]
            + [f"{name:<{width}}  {at:<13}  moteur {version:<8}  {how}" for name, at, version, how in self.rows()]
        )

    def _repr_html_(self) -> str:
        header = "".join(f"<th scope='col'>{title}</th>" for title in ("Hôte", "Adresse", "Moteur", "Pour lui parler"))
        rows = "".join(
            f"<tr><th scope='row'>{escape(name)}</th><td>{at}</td><td>{escape(version)}</td><td><code>{escape(how)}</code></td></tr>"
            for name, at, version, how in self.rows()
        )
        caption = f"Des hôtes Docker, sur le réseau {escape(self.plan.network)} ({self.plan.subnet})"
        return f"<table><caption>{caption}</caption><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"


def _kept(outer: Engine, plan: Plan, asked: str) -> dict[str, tuple[str, str]]:
    """Les hôtes du plan qui répondent : la version de leur moteur, comme « 26.1 », et leur image. Lève `UsageError` s'ils en ont une autre que `asked`."""
    found = {}
    for host in living(outer):
        if host.name in plan.names and (engine := host.version()):
            version = ".".join(engine.split(".")[:2])
            if asked not in ("", version):
                raise UsageError(
                    f"{host.name} est déjà là, avec un moteur {version}, et non {asked}.",
                    remedy="« dockerlab hosts down » l'enlève, avec ce qu'il contient ; puis recommencez.",
                )
            found[host.name] = (version, str(outer.inspect_container(host.id)["Image"]))
    return found


def living(outer: Engine, lab: str | None = None) -> list[DockerHost]:
    """Les hôtes du cours, en marche ou non, par nom ; de `lab` seulement, s'il est dit. Ceux qui n'ont pas de lab sont à qui les a démarrés."""
    return [host for host in DockerHost.all(outer) if host.lab and lab in (None, host.lab)]


def remove_hosts(hosts: Iterable[DockerHost]) -> list[str]:
    """Enlève des hôtes, ensemble ; rend leurs noms."""
    hosts = list(hosts)
    together(DockerHost.remove, hosts)
    return [host.name for host in hosts]


def remove_underlay(outer: Engine, name: str) -> bool:
    """Enlève le réseau `name` s'il est au cours et que plus personne n'y est."""
    for entry in outer.networks():
        if entry["Name"] == name and LAB in (entry.get("Labels") or {}):
            with suppress(EngineError):  # quelqu'un y est encore
                outer.remove_network(entry["Id"])
                return True
    return False


def together(action: Callable[[T], U], things: Iterable[T]) -> list[U]:
    """Fait `action` sur chaque chose en même temps ; rend les résultats dans l'ordre, ou lève la première erreur quand tout est fini."""
    things = list(things)
    with ThreadPoolExecutor(len(things) or 1) as pool:
        return list(pool.map(action, things))


def must_be_free(outer: Engine, plan: Plan, lab: str) -> None:
    """Lève `ForeignObject` si un nom du plan est à un autre lab : avant d'avoir rien fait, et en disant à qui."""
    owners = {host.lab for host in living(outer) if host.name in plan.names}
    owners |= {
        entry["Labels"][LAB] for entry in outer.networks()
        if entry["Name"] == plan.network and LAB in (entry.get("Labels") or {})
    }  # fmt: skip
    if others := sorted(owners - {lab}):
        raise ForeignObject(
            f"Des hôtes sont déjà là, qui servent à autre chose : {', '.join(plan.names)} ou leur réseau {plan.network}.",
            cause=f"ils sont à : {', '.join('vous (« dockerlab hosts up »)' if o == BY_HAND else o for o in others)}.",
            remedy="« dockerlab hosts down » les enlève, avec ce qu'ils contiennent ; puis recommencez.",
        )  # fmt: skip
    for name in plan.names:
        _must_not_be_foreign(outer, name)


def _must_not_be_foreign(outer: Engine, name: str) -> None:
    with suppress(NotFound):
        found = outer.inspect_container(name)
        if found["Name"] == f"/{name}" and not is_host(found, name):
            raise ForeignObject(
                f"Le nom {name} est déjà pris.", cause="un conteneur le porte, qui n'est pas un hôte du cours.",
                remedy=f"renommez-le (« docker rename {name} AUTRE »), ou enlevez-le si vous n'en avez plus besoin, puis recommencez.",
            )  # fmt: skip


def _network(outer: Engine, plan: Plan, lab: str, session: str) -> None:
    """Le réseau du plan, fait ou retrouvé.

    Le sous-réseau est parfois pris sans qu'un réseau le montre : un Python tué l'avait demandé, et le moteur achève.
    """
    deadline = time.monotonic() + CREATION_DEADLINE
    while True:
        try:
            Lab(lab, engine=outer, session=session).network(
                plan.network, subnet=plan.subnet, gateway=plan.gateway, options=MTU
            )
            return
        except SubnetOverlap as error:
            others = [each for each in outer.networks() if each["Name"] != plan.network]
            if _holders(others, plan.subnet) or time.monotonic() > deadline:
                raise _taken(plan, _holders(others, plan.subnet), error) from error
        time.sleep(0.05)


def _taken(plan: Plan, holders: list[str], error: SubnetOverlap) -> SubnetOverlap:
    return SubnetOverlap(
        f"Le sous-réseau {plan.subnet}, où doivent être les hôtes, est déjà pris.",
        cause=f"il recouvre {' et '.join(holders)}." if holders else error.cause,
        remedy="enlevez ce réseau s'il ne vous sert plus (« docker network rm NOM »), puis recommencez.",
    )


def _holders(networks: Iterable[Json], subnet: str) -> list[str]:
    wanted = ipaddress.IPv4Network(subnet)
    found = []
    for entry in networks:
        for pool in (entry.get("IPAM") or {}).get("Config") or []:
            with suppress(ValueError):  # un sous-réseau IPv6
                if wanted.overlaps(ipaddress.IPv4Network(pool.get("Subnet"))):
                    found.append(f"le réseau {entry['Name']} ({pool['Subnet']})")
    return found

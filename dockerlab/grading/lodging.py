"""Les hôtes où vit un exercice : la lecture de chacun, et le moteur de chacun pour les sondes."""

from __future__ import annotations

from collections.abc import Callable

from ..dockerhosts import DockerHost, Plan, living, together
from ..engine import Engine
from ..errors import EngineError, NotFound, NotReady
from ..snapshot.snapshot import Snapshot

REMEDY = "« dockerlab start » rouvre l'exercice : un hôte arrêté y revient neuf, et vide."


def read_hosts(
    plan: Plan | None, outer: Engine, read: Callable[[Engine], Snapshot]
) -> dict[str, Snapshot | EngineError]:
    """Par hôte du plan, ce que `read` lit de son moteur, tous en même temps ; ou pourquoi il n'a pas pu être lu."""

    def look(name: str) -> Snapshot | EngineError:
        try:
            return read(host_named(outer, name).engine)
        except EngineError as error:
            return error

    names = plan.names if plan else ()
    return dict(zip(names, together(look, names), strict=True))


def host_named(outer: Engine, name: str) -> DockerHost:
    """L'hôte `name`, qui répond. Lève `NotFound` s'il n'est plus là, `NotReady` s'il ne répond pas."""
    host = next((host for host in living(outer) if host.name == name), None)
    if host is None:
        raise NotFound(f"L'hôte {name} n'est plus là.", remedy=REMEDY)
    if not host.version():
        raise NotReady(f"Le moteur de l'hôte {name} ne répond pas.", cause="il est arrêté, ou en pause.", remedy=REMEDY)
    return host

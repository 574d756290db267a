"""Les fantômes : ce qu'un lancement refusé laisse à l'état `Created`, invisible dans la liste de ce qui tourne."""

from __future__ import annotations

from collections.abc import Iterable

from ..engine import Engine, Json, epoch
from ..snapshot.snapshot import Snapshot
from .verdict import Verdict, failed, passed


def judge_ghosts(engine: Engine, now: Snapshot, opening: Snapshot | None, port: str) -> Verdict:
    """Aucun conteneur jamais démarré ne demande le port `port` de la machine (« 8002/tcp »).

    Ceux d'avant l'ouverture ne comptent pas : ils ne sont pas de cet exercice.
    """
    since = opening.time if opening else 0.0
    listed = engine.inspect_containers(entry["Id"] for entry in now.others if entry.get("State") == "created")
    created = [*(entry for entry in listed if entry is not None), *now.containers]
    return judge_created(created, since, port)


def judge_created(inspected: Iterable[Json], since: float, port: str) -> Verdict:
    """`since` : secondes depuis 1970 ; ce qui fut créé avant ne compte pas."""
    expected = f"aucun conteneur resté à l'état créé (Created) en demandant le port {port}"
    ghosts = sorted(
        entry["Name"].lstrip("/")
        for entry in inspected
        if entry["State"]["Status"] == "created" and epoch(entry["Created"]) >= since and port in _asked(entry)
    )
    if not ghosts:
        return passed(expected, "aucun")
    hint = (
        "Un lancement que le moteur refuse laisse un conteneur créé, jamais démarré. Il ne sert personne, garde son nom, et prendrait le port "
        "un jour où l'autre ne tournerait pas. La liste des conteneurs ne le montre que si l'on demande aussi ceux qui ne tournent pas."
    )
    return failed(expected, f"{', '.join(ghosts)} : créé, jamais démarré", hint)


def _asked(entry: Json) -> set[str]:
    """Les ports de la machine qu'il demande, comme « 8002/tcp »."""
    bindings = entry["HostConfig"].get("PortBindings") or {}
    return {
        f"{end.get('HostPort')}/{inside.partition('/')[2]}" for inside, ends in bindings.items() for end in ends or []
    }

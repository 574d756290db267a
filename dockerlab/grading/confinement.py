"""Un conteneur a-t-il un chemin vers l'extérieur ? Ce que disent ses réseaux, un par un."""

from __future__ import annotations

from collections.abc import Sequence

from ..engine import Json
from .verdict import Verdict, failed, passed


def judge_confinement(name: str, inspected: Json, networks: Sequence[Json]) -> Verdict:
    """Tous les réseaux du conteneur sont internes : il n'a aucun chemin vers l'extérieur.

    `networks` : ceux de la lecture. Docs : docs.docker.com, « docker network create », option `--internal`.
    """
    expected = f"{name} sur des réseaux internes seulement"
    joined = inspected["NetworkSettings"].get("Networks") or {}
    if not joined:
        return failed(expected, "aucun réseau à lui", f"{name} n'est branché à aucun réseau, ou emprunte celui d'un autre conteneur.")  # fmt: skip
    internal = {entry["Id"] for entry in networks if entry.get("Internal")}
    closed = {each for each, end in joined.items() if end.get("NetworkID") in internal}
    open_ones = sorted(set(joined) - closed)
    kinds = {True: "interne", False: "ouvert vers l'extérieur"}
    observed = ", ".join(f"{each} ({kinds[each in closed]})" for each in sorted(joined))
    if not open_ones:
        return passed(expected, observed)
    if "host" in open_ones:
        hint = f"{name} est sur le réseau de la machine : il va partout où elle va."
    elif len(open_ones) < len(joined):
        hint = f"Un réseau interne ne retient pas {name}, puisqu'il sort par {' et par '.join(open_ones)} : chaque réseau de plus est un chemin de plus."
    else:
        hint = "Un réseau ordinaire mène dehors : la machine y traduit les adresses et fait suivre. Interne ou non, cela se décide à la création du réseau."
    return failed(expected, observed, hint)

"""Une lecture : ce qu'ont dit le moteur et le noyau au même moment, en données simples qui se gardent et se relisent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from ..engine import Json
from ..errors import UsageError, reason
from ..workspace import unusable, write_atomically

FORMAT = 1  # la forme du fichier ; une autre n'est pas relue


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Une lecture.

    `time` : l'horloge du moteur, en secondes depuis 1970. `containers` : tels que `inspect` les donne ; `networks` : tels
    que la liste les donne, ou `inspect` quand il en dit plus. `others` : les conteneurs étrangers au sujet, tels que la
    liste les donne. `gone` : ceux qui ont disparu pendant la lecture. `everything` : le sujet était la machine entière.

    `kernel` : un document par espace de noms (`namespaces.py` en donne les champs) ; vide, `kernel_problem` dit pourquoi.

    `swarm` : la place du moteur dans un Swarm (`id`, `address`, `state`, `manager` ; `managers` : les gestionnaires qu'il se
    connaît) ; vide s'il n'est dans aucun.
    """

    time: float
    engine_version: str
    containers: tuple[Json, ...]
    networks: tuple[Json, ...]
    others: tuple[Json, ...] = ()
    gone: tuple[str, ...] = ()
    everything: bool = False
    kernel: tuple[Json, ...] = ()
    kernel_problem: str = ""
    swarm: Json = field(default_factory=dict)

    def save(self, path: str | Path) -> Path:
        """Écrit la lecture en JSON. Les variables d'environnement des conteneurs, où sont leurs secrets, n'y vont pas.

        Lève `WorkspaceError` si le fichier ne peut pas être écrit.
        """
        return write_reading(path, self.to_document())

    def to_document(self) -> Json:
        """Le document JSON de la lecture, sans les variables d'environnement des conteneurs."""
        document = asdict(self)
        for container in document["containers"]:
            container["Config"] = {key: value for key, value in container["Config"].items() if key != "Env"}
        return document

    @classmethod
    def load(cls, path: str | Path) -> Snapshot:
        """Relit une lecture gardée par `save`. Lève `UsageError` si ce n'en est pas une."""
        return read_reading(path, cls.of_document)

    @classmethod
    def of_document(cls, document: Json) -> Snapshot:
        """La lecture d'un document de `to_document`. Lève `ValueError` ou `KeyError` si ce n'en est pas un."""
        if not isinstance(document, dict):
            raise ValueError("une lecture est un objet JSON")
        document.setdefault("swarm", {})  # d'avant que la place dans un Swarm se lise
        known = {field.name: document[field.name] for field in fields(cls)}
        _must_be_a_reading(known)
        arguments: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
        return cls(**arguments)


T = TypeVar("T")


def write_reading(path: str | Path, document: Json) -> Path:
    """Écrit le document d'une lecture. Lève `WorkspaceError` si le fichier ne peut pas être écrit."""
    path = Path(path)
    text = json.dumps({"format": FORMAT, **document}, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        write_atomically(path, text + "\n")
    except OSError as error:
        raise unusable(path, error) from error
    return path


def read_reading(path: str | Path, made: Callable[[Json], T]) -> T:
    """Ce que `made` fait du document d'un fichier de `write_reading`. Lève `UsageError` si ce n'en est pas un."""
    path = Path(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
            raise ValueError(f"le champ « format » n'y vaut pas {FORMAT}")
        return made(document)
    except OSError as error:
        raise UsageError(f"Le fichier {path} ne peut pas être lu.", cause=f"{reason(error)}.") from error
    except (ValueError, KeyError, RecursionError) as error:
        raise UsageError(
            f"Le fichier {path} n'est pas une lecture du réseau.", cause=str(error),
            remedy="une lecture s'écrit par Snapshot.save.",
        ) from error  # fmt: skip


# Ce que doit avoir chaque document d'une lecture ; le reste est lu avec précaution, ou n'est pas lu.
_SHAPES: dict[str, dict[str, type]] = {
    "containers": {"Id": str, "Name": str, "State": dict, "Config": dict, "HostConfig": dict, "NetworkSettings": dict},
    "networks": {"Id": str, "Name": str, "Driver": str},
    "others": {"Id": str, "Names": list},
    "kernel": {"name": str, "inode": int, "links": list, "ids": dict},
}


def _must_be_a_reading(document: Json) -> None:
    """Lève `ValueError` si un champ n'a pas sa forme."""
    for name, kind in (
        ("time", (int, float)),
        ("engine_version", str),
        ("everything", bool),
        ("kernel_problem", str),
        ("swarm", dict),
    ):
        if not isinstance(document[name], kind):
            raise ValueError(f"« {name} » n'a pas la forme attendue")
    if not isinstance(document["gone"], list) or not all(isinstance(name, str) for name in document["gone"]):
        raise ValueError("« gone » n'est pas une liste de noms")
    for name, shape in _SHAPES.items():
        for entry in document[name] if isinstance(document[name], list) else [None]:
            if not isinstance(entry, dict) or not all(isinstance(entry.get(key), kind) for key, kind in shape.items()):
                raise ValueError(f"« {name} » contient un document qui n'a pas sa forme")

"""Une lecture : ce qu'ont dit le moteur et le noyau au même moment, en données simples qui se gardent et se relisent."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

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

    def save(self, path: str | Path) -> Path:
        """Écrit la lecture en JSON. Les variables d'environnement des conteneurs, où sont leurs secrets, n'y vont pas.

        Lève `WorkspaceError` si le fichier ne peut pas être écrit.
        """
        path = Path(path)
        document = asdict(self)
        for container in document["containers"]:
            container["Config"] = {key: value for key, value in container["Config"].items() if key != "Env"}
        text = json.dumps({"format": FORMAT, **document}, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            write_atomically(path, text + "\n")
        except OSError as error:
            raise unusable(path, error) from error
        return path

    @classmethod
    def load(cls, path: str | Path) -> Snapshot:
        """Relit une lecture gardée par `save`. Lève `UsageError` si ce n'en est pas une."""
        path = Path(path)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
                raise ValueError(f"le champ « format » n'y vaut pas {FORMAT}")
            known = {field.name: document[field.name] for field in fields(cls)}
            _must_be_a_reading(known)
        except OSError as error:
            raise UsageError(f"Le fichier {path} ne peut pas être lu.", cause=f"{reason(error)}.") from error
        except (ValueError, KeyError, RecursionError) as error:
            raise UsageError(
                f"Le fichier {path} n'est pas une lecture du réseau.", cause=str(error),
                remedy="une lecture s'écrit par Snapshot.save.",
            ) from error  # fmt: skip
        arguments: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
        return cls(**arguments)


# Ce que doit avoir chaque document d'une lecture ; le reste est lu avec précaution, ou n'est pas lu.
_SHAPES: dict[str, dict[str, type]] = {
    "containers": {"Id": str, "Name": str, "State": dict, "Config": dict, "HostConfig": dict, "NetworkSettings": dict},
    "networks": {"Id": str, "Name": str, "Driver": str},
    "others": {"Id": str, "Names": list},
    "kernel": {"name": str, "inode": int, "links": list, "ids": dict},
}


def _must_be_a_reading(document: Json) -> None:
    """Lève `ValueError` si un champ n'a pas sa forme."""
    for field, kind in (("time", (int, float)), ("engine_version", str), ("everything", bool), ("kernel_problem", str)):
        if not isinstance(document[field], kind):
            raise ValueError(f"« {field} » n'a pas la forme attendue")
    if not isinstance(document["gone"], list) or not all(isinstance(name, str) for name in document["gone"]):
        raise ValueError("« gone » n'est pas une liste de noms")
    for field, shape in _SHAPES.items():
        for entry in document[field] if isinstance(document[field], list) else [None]:
            if not isinstance(entry, dict) or not all(isinstance(entry.get(key), kind) for key, kind in shape.items()):
                raise ValueError(f"« {field} » contient un document qui n'a pas sa forme")

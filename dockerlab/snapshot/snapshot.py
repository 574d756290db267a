"""Une lecture : ce qu'ont dit le moteur et le noyau au même moment, en données simples qui se gardent et se relisent."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ..engine import Json
from ..errors import UsageError
from ..workspace import reason, unusable, write_atomically

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
        except OSError as error:
            raise UsageError(f"Le fichier {path} ne peut pas être lu.", cause=f"{reason(error)}.") from error
        except (ValueError, KeyError, RecursionError) as error:
            raise UsageError(
                f"Le fichier {path} n'est pas une lecture du réseau.", cause=str(error),
                remedy="une lecture s'écrit par Snapshot.save.",
            ) from error  # fmt: skip
        arguments: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
        return cls(**arguments)

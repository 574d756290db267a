"""Le sujet d'un dessin : ce qui est ouvert, un lab, des noms, ou tout ; et sa topologie du moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..engine import Engine
from ..errors import UsageError
from ..model.building import build
from ..model.topology import Topology
from ..ownership import Declared
from ..snapshot.reading import Scope, read


@dataclass(frozen=True, slots=True)
class Subject:
    """Ce qui est regardé. `scopes` : `None` pour tout. `names` : ceux que la personne a donnés, qui doivent exister."""

    scopes: tuple[Scope, ...] | None
    names: frozenset[str] = frozenset()

    @classmethod
    def choose(
        cls, opened: Sequence[Scope], *, lab: str = "", names: Iterable[str] | str = (), everything: bool = False
    ) -> Subject:
        """Un lab, des noms, tout, ou à défaut `opened` ; rien d'ouvert : tout."""
        wanted = frozenset([names] if isinstance(names, str) else names)
        chosen = [Scope("", Declared.of(containers=wanted, networks=wanted))] if wanted else []
        if lab:
            # Une leçon ou un exercice déclare des noms en plus de ses étiquettes ; un `Lab` de l'étudiant n'a qu'elles.
            chosen.append(next((scope for scope in reversed(opened) if scope.lab == lab), Scope(lab, Declared())))
        scopes = tuple(chosen or opened)
        return cls(None if everything or not scopes else scopes, wanted)

    def topology(self, engine: Engine) -> Topology:
        """Ce qu'il en est à l'instant, moteur et noyau. Lève `UsageError` si rien ne porte un des noms, `EngineError`."""
        found = build(read(engine, self.scopes, kernel=True))
        unknown = self.names - {c.name for c in found.containers} - {n.name for n in found.networks}
        if unknown:
            raise UsageError(
                f"Rien ne porte le nom {', '.join(sorted(unknown))}.",
                remedy="« docker ps -a » et « docker network ls » donnent les noms.",
            )
        return found

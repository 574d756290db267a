"""Le sujet d'un dessin : ce qui est ouvert, un lab, des noms, ou tout ; et sa topologie du moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..dockerhosts import DockerHost
from ..dockerhosts.fleet import living
from ..drawing import views
from ..drawing.text import named
from ..engine import Engine
from ..errors import UsageError
from ..model.building import build
from ..model.several import build_several
from ..model.topology import Topology
from ..ownership import LAB, Declared
from ..snapshot.reading import Scope, read
from ..snapshot.several import read_several
from ..snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Subject:
    """Ce qui est regardé. `scopes` : `None` pour tout. `names` : ceux que la personne a donnés, qui doivent exister.

    `lab` : celui qu'elle a donné et que rien n'ouvre, dont un objet doit donc porter l'étiquette. `opened` : ce qui est ouvert.
    """

    scopes: tuple[Scope, ...] | None
    names: frozenset[str] = frozenset()
    lab: str = ""
    opened: tuple[str, ...] = ()

    @classmethod
    def choose(
        cls,
        opened: Sequence[Scope],
        *,
        lab: str | None = None,
        names: Iterable[str] | str = (),
        everything: bool = False,
    ) -> Subject:
        """Un lab, des noms, tout, ou à défaut `opened` ; rien d'ouvert : tout. Lève `UsageError` si un nom est vide."""
        wanted = frozenset([names] if isinstance(names, str) else names)
        for name in (*wanted, *([] if lab is None else [lab])):
            if not name.strip():
                raise UsageError("Un nom vide ne désigne rien.", remedy="donnez un nom, ou ne choisissez rien.")
        chosen = [Scope("", Declared.of(containers=wanted, networks=wanted))] if wanted else []
        unopened = ""
        if lab is not None:
            # Une leçon ou un exercice déclare des noms en plus de ses étiquettes ; un `Lab` de l'étudiant n'a qu'elles.
            known = next((scope for scope in reversed(opened) if scope.lab == lab), None)
            chosen.append(known or Scope(lab, Declared()))
            unopened = "" if known or everything else lab
        scopes = tuple(chosen or opened)
        ids = tuple(dict.fromkeys(scope.lab for scope in opened))
        return cls(None if everything or not scopes else scopes, wanted, unopened, ids)

    def topology(self, engine: Engine) -> Topology:
        """Ce qu'il en est à l'instant, moteur et noyau. Lève `UsageError` si rien ne porte un des noms, `EngineError`."""
        snapshot = read(engine, self.scopes, kernel=True)
        if self.lab and not _holds(snapshot, self.lab):
            raise UsageError(
                f"Rien n'est ouvert sous le nom {_quoted(self.lab)}, et aucun conteneur ni réseau n'est à un lab de ce nom.",
                remedy=f"ce qui est ouvert : {_quoted(*self.opened)}."
                if self.opened
                else "rien n'est ouvert en ce moment ; « dockerlab exercises » donne les exercices.",
            )
        found = build(snapshot)
        unknown = self.names - {c.name for c in found.containers} - {n.name for n in found.networks}
        if unknown:
            raise UsageError(
                f"Rien ne porte {'les noms' if len(unknown) > 1 else 'le nom'} {_quoted(*sorted(unknown))}.",
                remedy="« docker ps -a » et « docker network ls » donnent les noms.",
            )
        return found

    def hosts(self, engine: Engine) -> list[DockerHost]:
        """Les hôtes Docker du sujet, en marche ou non : ceux des noms donnés, ceux de la leçon ou de l'exercice, ou à défaut tous.

        Lève `UsageError` s'il n'y en a pas.
        """
        found = living(engine)
        unknown = self.names - {host.name for host in found}
        if unknown:
            raise UsageError(
                f"Aucun hôte Docker du cours ne porte {'les noms' if len(unknown) > 1 else 'le nom'} {_quoted(*sorted(unknown))}.",
                remedy="« dockerlab hosts list » les donne.",
            )
        labs = {scope.lab for scope in self.scopes or ()}
        mine = [host for host in found if host.name in self.names or host.lab in labs]
        chosen = mine or ([] if self.lab else found)
        if not chosen:
            raise UsageError(
                "Aucun hôte Docker n'est là pour être dessiné.", remedy="« dockerlab hosts up 2 » en démarre deux."
            )
        return chosen

    def several(self, engine: Engine) -> Topology:
        """Ses hôtes Docker à l'instant, chacun lu, et ce qui les joint. Lève `UsageError` s'il n'y en a pas, `EngineError`."""
        return build_several(read_several(engine, self.hosts(engine)))

    def shown(self, engine: Engine, view: str) -> Topology:
        """Ce que montre une vue du sujet : ses hôtes, ou ce qui vit sur le moteur."""
        return self.several(engine) if views.of(view).several else self.topology(engine)


def _holds(snapshot: Snapshot, lab: str) -> bool:
    """Vrai si un conteneur ou un réseau de la lecture porte l'étiquette de ce lab."""
    labels = [container["Config"].get("Labels") for container in snapshot.containers]
    labels += [network.get("Labels") for network in snapshot.networks]
    return any((each or {}).get(LAB) == lab for each in labels)


def _quoted(*names: str) -> str:
    return ", ".join(f"« {named(name)} »" for name in names)

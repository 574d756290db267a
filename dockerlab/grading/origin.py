"""D'où vient un conteneur : l'image que le moteur garde, et ce qu'elle déclare elle-même."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..engine import Engine, Json
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed


@dataclass(frozen=True, slots=True)
class ImageSubject:
    """L'image de plusieurs conteneurs. `images` : par nom de conteneur, ce que le moteur dit de l'image dont il est parti.

    `at_run` : les ports que ces conteneurs déclarent, ceux de leur lancement compris.
    """

    images: Mapping[str, Json]
    at_run: frozenset[str]

    @classmethod
    def of(cls, engine: Engine, containers: Sequence[ContainerSubject]) -> ImageSubject:
        """Lit chaque image par son identifiant : un nom, lui, a pu passer à une autre depuis. Lève `ImageAbsent`."""
        entries = {container.name: container.image_id for container in containers}
        known = {id: engine.inspect_image(id) for id in sorted(set(entries.values()))}
        declared = frozenset(port for container in containers for port in container.declared_ports())
        return cls({name: known[id] for name, id in entries.items()}, declared)

    def declares(self, port: str) -> Verdict:
        """Une seule image pour tous, et elle déclare `port` (« 3000/tcp ») : l'image, non le lancement d'un conteneur."""
        names = ", ".join(self.images)
        expected = f"une seule image pour {names}, qui déclare {port}"
        different = {image["Id"] for image in self.images.values()}
        observed = ", ".join(f"{name} vient de {_label(image)}" for name, image in self.images.items())
        if len(different) > 1:
            hint = (
                "Ce ne sont pas les mêmes images, même si elles ont porté le même nom : une image reconstruite ou déclarée deux fois est une "
                "autre image, et un conteneur garde celle dont il est parti. Comparez les dates de création."
            )
            return failed(expected, f"{len(different)} images : {observed}", hint)
        image = next(iter(self.images.values()))
        declared = sorted((image["Config"] or {}).get("ExposedPorts") or {})
        observed = f"{_label(image)} déclare {', '.join(declared) or 'aucun port'}"
        if port in declared:
            return passed(expected, observed)
        if port in self.at_run:
            return failed(
                expected,
                f"{observed} ; {port} n'est déclaré qu'au lancement d'un conteneur",
                "La note doit voyager avec l'image : qui la recevra ne verra pas la commande que vous avez tapée. Regardez ce que la recette de l'image dit des ports.",
            )
        return failed(
            expected,
            observed,
            f"Rien dans cette image ne dit que son programme écoute {port} : cela s'écrit dans la recette dont elle est construite.",
        )


def _label(image: Json) -> str:
    """Un nom de l'image, ou le début de son identifiant."""
    return str(next(iter(image.get("RepoTags") or []), image["Id"].removeprefix("sha256:")[:12])).removesuffix(
        ":latest"
    )

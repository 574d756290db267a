"""Donner au moteur de ce poste ce qui lui manque d'un fichier de salle, sans Internet : les images, et Compose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ..building import Tell
from ..compose import compose_version, place_plugin
from ..dockerhosts import DEFAULT_VERSION, has_host_image, host_image
from ..engine import Engine
from ..errors import BundleError, EngineError, EngineGone
from ..images import import_file, outdated, receive
from ..workspace import course_root
from .contents import IMAGES, PLUGIN, Member
from .opening import AGAIN, Bundle, is_bundle, must_fit_course, open_bundle


def load(engine: Engine, file: Path, tell: Tell = lambda _: None) -> list[str]:
    """Charge un fichier de salle, ou un export d'images ; rend une phrase par chose faite.

    Ce qui est déjà là et à jour n'est ni relu ni changé ; une image `nginx` venue d'ailleurs reste ce qu'elle est.
    Lève `BundleError` (abîmé, autre version du cours, autre architecture), `UsageError`, `EngineError`.
    """
    if not is_bundle(file):
        return [f"Présentes : {', '.join(import_file(engine, file, tell))}."]
    bundle = open_bundle(file)
    must_fit_course(bundle, course_root(), wheels=False)
    done = []
    missing, host = outdated(engine), host_image(DEFAULT_VERSION)
    if not has_host_image(engine) and any(image.name == host for image in bundle.manifest.images):
        missing.append(host)
    if missing:
        _load_images(engine, bundle, tell)
        done.append(f"Images chargées : {', '.join(missing)}.")
    plugin = bundle.manifest.member(PLUGIN)
    if plugin and shutil.which("docker") is not None and compose_version() is None:
        bundle.verify([plugin], tell)
        done.append(place_plugin(bundle.chunks(plugin)))
    return done


def _load_images(engine: Engine, bundle: Bundle, tell: Tell) -> None:
    architecture, member = str(engine.version().get("Arch")), bundle.manifest.member(IMAGES)
    if architecture != bundle.manifest.architecture:
        raise BundleError(
            f"Les images de {bundle.file} ne sont pas pour ce moteur Docker.",
            cause=f"elles sont pour {bundle.manifest.architecture}, et ce moteur est un {architecture}.",
            remedy="refaites-le sur une machine comme celle-ci, avec « dockerlab bundle ».",
        )
    if member is None:
        raise BundleError(f"Le fichier {bundle.file} n'a pas d'images.", remedy=f"{AGAIN}.")
    bundle.verify([member], tell)
    try:
        receive(engine, _told(bundle, member, tell))
    except EngineGone:
        raise
    except EngineError as error:
        raise BundleError(
            f"Le moteur Docker a refusé les images de {bundle.file}.", cause=error.cause or error.what,
            remedy=error.remedy or "« dockerlab doctor » examine ce moteur.",
        ) from error  # fmt: skip


def _told(bundle: Bundle, member: Member, tell: Tell) -> Iterator[bytes]:
    done = 0
    for chunk in bundle.chunks(member):
        done += len(chunk)
        tell(f"Chargement des images : {100 * done // member.size} %")
        yield chunk

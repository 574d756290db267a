"""Où est le moteur : les réglages de Docker, suivis comme le fait la commande `docker`."""

from __future__ import annotations

import os

import docker
from docker.context import ContextAPI
from docker.context.config import get_current_context_name
from docker.errors import TLSParameterError
from docker.tls import TLSConfig

from ..errors import UsageError
from .notation import Json

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
_CONTEXTS = "« docker context ls » donne ceux qui existent ; « unset DOCKER_CONTEXT », ou « docker context use default », revient au moteur local."


def docker_settings() -> Json:
    """L'adresse (et TLS) que choisirait la commande `docker` : DOCKER_HOST, puis DOCKER_CONTEXT, puis le contexte courant.

    Lève `UsageError` : contexte inconnu ou abîmé, certificats absents.
    """
    name = os.environ.get("DOCKER_CONTEXT") or get_current_context_name()
    try:
        if os.environ.get("DOCKER_HOST"):
            return docker.utils.kwargs_from_env()  # type: ignore[no-any-return]
        context = ContextAPI.get_context(name)
    except TLSParameterError as error:
        raise UsageError(
            "Les certificats demandés par DOCKER_TLS_VERIFY sont introuvables.",
            cause=f"ils sont cherchés dans DOCKER_CERT_PATH ({os.environ.get('DOCKER_CERT_PATH') or '~/.docker'}).",
            remedy="corrigez DOCKER_CERT_PATH, ou « unset DOCKER_HOST DOCKER_TLS_VERIFY » pour le moteur local.",
        ) from error
    except Exception as error:
        # Le SDK lève une Exception nue quand la description d'un contexte est abîmée.
        raise UsageError(f"Le contexte Docker « {name} » est illisible.", cause=str(error), remedy=_CONTEXTS) from error
    if context is None:
        raise UsageError(
            f"Le contexte Docker « {name} » n'existe pas.",
            cause="la variable DOCKER_CONTEXT, ou le contexte courant de Docker, le désigne.",
            remedy=_CONTEXTS,
        )
    tls = context.TLSConfig
    return {"base_url": context.Host, **({"tls": tls} if isinstance(tls, TLSConfig) else {})}

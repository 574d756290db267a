"""Où est le moteur : les réglages de Docker, suivis comme le fait la commande `docker`."""

from __future__ import annotations

import os

import docker
from docker.context import ContextAPI
from docker.tls import TLSConfig

from ..errors import UsageError
from .notation import Json

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"


def docker_settings() -> Json:
    """L'adresse (et TLS) que choisirait la commande `docker` : DOCKER_HOST, puis DOCKER_CONTEXT, puis le contexte courant."""
    if os.environ.get("DOCKER_HOST"):
        return docker.utils.kwargs_from_env()  # type: ignore[no-any-return]
    name = os.environ.get("DOCKER_CONTEXT")
    context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    if context is None:
        raise UsageError(
            f"Le contexte Docker « {name} » n'existe pas.",
            cause="la variable DOCKER_CONTEXT, ou le contexte courant de Docker, le désigne.",
            remedy="« docker context ls » donne ceux qui existent ; « unset DOCKER_CONTEXT » revient au moteur local.",
        )
    tls = context.TLSConfig
    return {"base_url": context.Host, **({"tls": tls} if isinstance(tls, TLSConfig) else {})}

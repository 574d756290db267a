"""Le moteur Docker : le seul étage qui parle au SDK ; il rend des données simples, comme l'API les donne."""

from .client import Engine
from .notation import Json, epoch, parse_publish
from .stream import Output, Stream

__all__ = ["Engine", "Json", "Output", "Stream", "epoch", "parse_publish"]

"""Des hôtes Docker qui sont des conteneurs : un moteur à soi, que l'on jette après usage."""

from .host import DockerHost
from .images import DEFAULT_VERSION, VERSIONS, ensure_host_image
from .leftovers import sweep

__all__ = ["DEFAULT_VERSION", "VERSIONS", "DockerHost", "ensure_host_image", "sweep"]

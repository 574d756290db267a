"""Des hôtes Docker qui sont des conteneurs : un moteur à soi, que l'on jette après usage ; ou plusieurs, sur un réseau à eux."""

from .fleet import BY_HAND, Fleet, living, must_be_free, remove_hosts, together
from .fleet import IMAGES as FLEET_IMAGES
from .host import DockerHost
from .images import DEFAULT_VERSION, VERSIONS, default_version, ensure_host_image, has_host_image, host_image
from .leftovers import sweep
from .plan import Plan

__all__ = [
    "BY_HAND",
    "DEFAULT_VERSION",
    "FLEET_IMAGES",
    "VERSIONS",
    "DockerHost",
    "Fleet",
    "Plan",
    "default_version",
    "ensure_host_image",
    "has_host_image",
    "host_image",
    "living",
    "must_be_free",
    "remove_hosts",
    "sweep",
    "together",
]

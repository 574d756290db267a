"""La même chose par le SDK Python de Docker."""

import docker

client = docker.from_env()
client.containers.get("mur-archives").remove(force=True)
client.containers.run(
    "nginx", name="mur-archives", network="reserve-mur", ports={"80/tcp": ("127.0.0.1", 8006)}, detach=True
)

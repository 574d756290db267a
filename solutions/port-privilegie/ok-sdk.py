"""Le SDK, avec toutes les capacités retirées : le seuil suffit."""

import docker

docker.from_env().containers.run(
    "dockerlab/outils",
    ["python3", "-u", "-m", "http.server", "80"],
    name="sans-root",
    user="nobody",
    cap_drop=["ALL"],
    restart_policy={"Name": "unless-stopped"},
    detach=True,
)

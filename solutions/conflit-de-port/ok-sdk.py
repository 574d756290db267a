"""Le SDK, qui prend l'adresse et le port séparément."""

import docker

docker.from_env().containers.run("nginx", name="conflit-second", detach=True, ports={"80/tcp": ("127.0.0.2", 8002)})

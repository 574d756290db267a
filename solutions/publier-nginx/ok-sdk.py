"""La même chose par le SDK Python de Docker."""

import docker

docker.from_env().containers.run("nginx", name="test_nginx", detach=True, ports={"80/tcp": ("127.0.0.1", 8000)})

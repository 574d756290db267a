"""La même chose par le SDK Python de Docker : le conteneur est créé, branché avec son alias, puis démarré."""

import docker

client = docker.from_env()
for name, port in (("nord", 8004), ("sud", 8005)):
    network = client.networks.create(f"mer-{name}")
    memory = client.containers.create("redis", name=f"baleines-{name}-redis", network="none")
    client.networks.get("none").disconnect(memory)
    network.connect(memory, aliases=["redis"])
    memory.start()
    client.containers.run(
        "dockerlab/compteur",
        name=f"baleines-{name}",
        detach=True,
        network=network.name,
        ports={"8080/tcp": ("127.0.0.1", port)},
    )

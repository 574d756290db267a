"""La même chose par le SDK Python de Docker, avec un compte et une base à soi."""

import docker

client = docker.from_env()
client.networks.create("livredor")
settings = {"POSTGRES_USER": "plume", "POSTGRES_PASSWORD": "encre", "POSTGRES_DB": "mots"}
client.containers.run("postgres", name="livredor-base", detach=True, network="livredor", environment=settings)
client.containers.run(
    "dockerlab/livre",
    name="livredor-appli",
    detach=True,
    network="livredor",
    environment={**settings, "BASE": "livredor-base"},
    ports={"8080/tcp": ("127.0.0.1", 8003)},
)

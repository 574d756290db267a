"""La même chose par le SDK Python de Docker."""

import docker

client = docker.from_env()
avant = client.networks.create("front-librairie")
arriere = client.networks.create("back-librairie")
client.containers.run("nginx", name="librairie-front", network=avant.name, detach=True)
back = client.containers.run("nginx", name="librairie-back", network=avant.name, detach=True)
arriere.connect(back)
client.containers.run("nginx", name="librairie-db", network=arriere.name, detach=True)

"""Par le SDK : trois serveurs d'une autre sorte, qui notent leurs requêtes sur leur sortie."""

import docker

client = docker.from_env()
halle = client.networks.create("halle", driver="bridge")
for number in (1, 2, 3):
    container = client.containers.create(
        "dockerlab/outils", ["python3", "-u", "-m", "http.server", "80"], name=f"halle-etal-{number}"
    )
    client.networks.get("bridge").disconnect(container)
    halle.connect(container, aliases=["etal"])
    container.start()

# Les bons noms, chacun sur le réseau de l'autre : tout passe comme il faut, mais le plan n'est pas celui-là.
# attendu: reseaux=failed: back-librairie
import docker

client = docker.from_env()
avant = client.networks.create("back-librairie")
arriere = client.networks.create("front-librairie")
client.containers.run("nginx", name="librairie-front", network=avant.name, detach=True)
back = client.containers.run("nginx", name="librairie-back", network=avant.name, detach=True)
arriere.connect(back)
client.containers.run("nginx", name="librairie-db", network=arriere.name, detach=True)

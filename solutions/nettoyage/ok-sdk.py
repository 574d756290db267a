"""Par le SDK : le nom exact, car le filtre `name` cherche un morceau de nom."""

import docker

ESSAI = {"guichet-1", "guichet-2", "guichet-3", "guichet-caisse"}

client = docker.from_env()
for conteneur in client.containers.list(all=True):
    if conteneur.name in ESSAI:
        conteneur.remove(force=True, v=True)
for reseau in client.networks.list():
    if reseau.name in {"guichet", "guichet-reserve"}:
        reseau.remove()
client.volumes.get("guichet-billets").remove()

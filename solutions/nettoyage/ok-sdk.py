"""Par le SDK : le nom exact, car le filtre `name` cherche un morceau de nom."""

import docker

ESSAI = {"kiosque-1", "kiosque-2", "kiosque-3", "kiosque-caisse"}

client = docker.from_env()
for conteneur in client.containers.list(all=True):
    if conteneur.name in ESSAI:
        conteneur.remove(force=True, v=True)
for reseau in client.networks.list():
    if reseau.name in {"kiosque", "kiosque-reserve"}:
        reseau.remove()
client.volumes.get("kiosque-billets").remove()

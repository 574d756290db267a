"""Par le SDK : un client par moteur."""

import os

import docker
from docker.types import IPAMConfig, IPAMPool

gauche = docker.DockerClient(base_url=os.environ["RIVE_GAUCHE"])
droite = docker.DockerClient(base_url=os.environ["RIVE_DROITE"])
gauche.swarm.init(advertise_addr="10.203.113.11")
gauche.swarm.reload()
droite.swarm.join(["10.203.113.11:2377"], gauche.swarm.attrs["JoinTokens"]["Worker"])
plan = IPAMConfig(pool_configs=[IPAMPool(subnet="10.203.114.0/24")])
gauche.networks.create("bac", driver="overlay", attachable=True, ipam=plan)
gauche.containers.run("nginx", name="passeur", network="bac", detach=True)
droite.containers.run("dockerlab/outils", name="voyageur", network="bac", detach=True)

"""Par le SDK, le plan en objets ; les conteneurs dans l'autre ordre."""

import docker
from docker.types import EndpointConfig, IPAMConfig, IPAMPool, NetworkingConfig

client = docker.from_env()
plan = IPAMPool(subnet="10.203.107.32/27", gateway="10.203.107.62", iprange="10.203.107.40/29")
client.networks.create("atelier", driver="bridge", internal=True, ipam=IPAMConfig(pool_configs=[plan]))
client.containers.run("nginx", name="atelier-poste", network="atelier", detach=True)
api = client.api
api.create_container(
    "nginx",
    name="atelier-imprimante",
    host_config=api.create_host_config(network_mode="atelier"),
    networking_config=NetworkingConfig({"atelier": EndpointConfig(api._version, ipv4_address="10.203.107.60")}),
)
api.start("atelier-imprimante")

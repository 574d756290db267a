"""La même chose par le SDK Python de Docker."""

import docker

SERVEUR = "echo 'server { listen 5432; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"

client = docker.from_env()
client.networks.create("coffre-paie", internal=True)
client.containers.run("nginx", ["sh", "-c", SERVEUR], name="paie-base", network="coffre-paie", detach=True)
client.containers.run("nginx", name="paie-appli", network="coffre-paie", detach=True)

"""Le SDK construit l'image et lance les trois."""

import io

import docker

RECETTE = b"""FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
"""

client = docker.from_env()
client.images.build(fileobj=io.BytesIO(RECETTE), tag="comptoir")
client.containers.run("comptoir", name="comptoir-ferme", detach=True)
client.containers.run("comptoir", name="comptoir-hasard", detach=True, publish_all_ports=True)
client.containers.run("comptoir", name="comptoir-choisi", detach=True, ports={3000: ("127.0.0.1", 8001)})

# Le SDK par son API de bas niveau, avec une page servie derrière une redirection.
import docker

PAGES = "server { listen 80; location = / { return 302 /accueil; } location /accueil { return 200 'Bonjour'; } }"

api = docker.APIClient(version="auto")
api.create_container(
    "nginx",
    ["sh", "-c", 'echo "$PAGES" > /etc/nginx/conf.d/default.conf && exec nginx -g "daemon off;"'],
    name="test_nginx",
    environment={"PAGES": PAGES},
    ports=[80],
    host_config=api.create_host_config(port_bindings={80: ("127.0.0.1", 8000)}),
)
api.start("test_nginx")

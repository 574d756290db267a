# Le SDK, où un numéro seul veut dire toutes les adresses.
# attendu: publication=failed: 0.0.0.0:8000
# attendu: reponse=skipped
import docker

docker.from_env().containers.run("nginx", name="test_nginx", detach=True, ports={"80/tcp": 8000})

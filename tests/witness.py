"""Le témoin : un conteneur et un réseau qui ne sont pas au cours, vivants avant, et qui doivent être intacts après."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dockerlab.engine import Engine
from dockerlab.images import TOOLBOX

WITNESS = "temoin-du-test"


@contextmanager
def witness(engine: Engine) -> Iterator[str]:
    """Pose un témoin sur ce moteur ; lève `AssertionError` s'il n'est plus le même à la sortie. Rend l'id du conteneur."""
    network = engine.create_network(WITNESS, {"driver": "bridge"})
    container = ""
    try:
        container = engine.create_container(
            {"Image": TOOLBOX, "HostConfig": {"NetworkMode": WITNESS, "Init": True}}, WITNESS
        )
        engine.start_container(container)
        before = engine.inspect_container(container)
        yield container
        after = engine.inspect_container(container)
        for key in ("Id", "RestartCount"):
            assert after[key] == before[key]
        assert after["State"] == before["State"]
        assert after["NetworkSettings"]["Networks"] == before["NetworkSettings"]["Networks"]
        assert any(entry["Id"] == network for entry in engine.networks())
    finally:
        if container:
            engine.remove_container(container)
        engine.remove_network(network)

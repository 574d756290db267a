"""Ce qui nuirait à un moteur partagé, essayé sur un moteur à soi : réserve d'adresses vide, moteur figé, moteur arrêté."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hosts import PrivateHosts

import dockerlab
from dockerlab.course.attempts import check_exercise
from dockerlab.dockerhosts import VERSIONS, DockerHost
from dockerlab.engine import Engine
from dockerlab.errors import EngineAbsent, EngineError, EngineGone, NoAddressLeft
from dockerlab.lab import Lab
from dockerlab.snapshot.reading import read

pytestmark = pytest.mark.engine

SHORT = 1.0  # secondes : la patience accordée ici à un moteur figé


def quiet(_: str) -> None:
    """Personne ne lit l'avancement."""


def make_networks(lab: Lab, count: int) -> None:
    for rank in range(count):
        lab.network(f"reserve-{rank}")


@contextmanager
def frozen(host: DockerHost) -> Iterator[None]:
    subprocess.run(["docker", "pause", host.name], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["docker", "unpause", host.name], check=True, capture_output=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_when_every_subnet_is_given_the_error_says_so_and_cleaning_is_enough(
    version: str, private_host: PrivateHosts
) -> None:
    host = private_host(version)
    lab = Lab("essai-reserve", engine=host.engine)
    with pytest.raises(NoAddressLeft) as caught:
        make_networks(lab, 100)
    assert "plus d'adresse" in caught.value.what
    assert "dockerlab clean" in caught.value.remedy
    assert not lab.clean().kept
    assert lab.network("apres").name == "apres"


@pytest.mark.parametrize("version", VERSIONS)
def test_when_every_address_of_a_subnet_is_given_the_error_says_so(version: str, private_host: PrivateHosts) -> None:
    host = private_host(version)
    with Lab("essai-adresses", engine=host.engine) as lab:
        street = lab.network("rue", subnet="10.203.249.0/30")
        lab.run("dockerlab/outils", name="premier", networks=[street])
        with pytest.raises(NoAddressLeft) as caught:
            lab.run("dockerlab/outils", name="second", networks=[street])
        assert caught.value.remedy
        assert {entry["Names"][0] for entry in host.engine.containers()} == {"/premier"}


def test_a_frozen_engine_is_said_to_be_silent_and_works_again_after(
    private_host: PrivateHosts, monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    host = private_host()
    monkeypatch.setattr("dockerlab.engine.client.TIMEOUT", SHORT)
    with Engine.connect(host.address) as engine:
        with frozen(host):
            with pytest.raises(EngineGone) as gone:
                read(engine)
            assert "s'est figé" in gone.value.cause
            with pytest.raises(EngineAbsent) as absent:
                Engine.connect(host.address)
            assert "en pause" in absent.value.cause
            report = check_exercise(course, "publier-nginx", {}, quiet, address=host.address)
            assert {result.verdict.status.value for result in report.results} == {"error"}
            assert all("en pause" in (result.verdict.cause or "") for result in report.results)
        assert read(engine).containers == ()


def test_an_engine_that_stops_under_us_is_gone_and_its_verdicts_are_errors(
    private_host: PrivateHosts, monkeypatch: pytest.MonkeyPatch, course: Path
) -> None:
    host = private_host()
    monkeypatch.setenv("DOCKER_HOST", host.address)
    assert "Réseau bridge" in dockerlab.describe(all=True)
    engine = host.engine
    host.outer.remove_container(host.id)
    with pytest.raises(EngineError) as caught:
        read(engine)
    assert isinstance(caught.value, EngineGone)
    with pytest.raises(EngineAbsent):
        dockerlab.describe(all=True)
    report = check_exercise(course, "publier-nginx", {}, quiet, address=host.address)
    assert not report.gradable
    assert report.score == 0
    assert {result.verdict.status.value for result in report.results} == {"error"}

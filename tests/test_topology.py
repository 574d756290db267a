"""Lire le moteur, et ce que la lecture veut dire : d'après une lecture enregistrée d'un moteur 20.10."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEngine

from dockerlab.engine import Json
from dockerlab.errors import NotFound
from dockerlab.lab import WORKBENCH
from dockerlab.model.building import build, publications_of
from dockerlab.model.objects import Container, Publication
from dockerlab.model.topology import Topology
from dockerlab.ownership import COMPOSE_PROJECT, COURSE_LAB, HELPER, LAB, Declared
from dockerlab.snapshot.reading import Scope, read
from dockerlab.snapshot.snapshot import Snapshot

RECORDED: Json = json.loads((Path(__file__).parent / "recorded" / "place.json").read_text(encoding="utf-8"))


def snapshot(data: Json = RECORDED) -> Snapshot:
    return Snapshot(0.0, data["info"]["ServerVersion"], tuple(data["containers"]), tuple(data["networks"]))


def container(name: str, topology: Topology | None = None) -> Container:
    return next(c for c in (topology or build(snapshot())).containers if c.name == name)


def endpoints(name: str) -> dict[str, tuple[str, ...]]:
    return {e.network: e.addresses for e in container(name).endpoints}


# La topologie


def test_every_container_is_there_with_its_state() -> None:
    assert {c.name: c.state for c in build(snapshot()).containers} == {
        "arretee": "exited", "cachee": "running", "defaut": "running", "deux-reseaux": "running", "en-pause": "paused",
        "jamais": "created", "locataire": "running", "seule": "running", "six": "running", "sur-la-machine": "running",
        "vitrine": "running",
    }  # fmt: skip


def test_a_stopped_container_keeps_its_network_and_has_no_address() -> None:
    """Un conteneur arrêté n'est plus dans la liste du réseau : c'est lui qui le nomme encore."""
    assert endpoints("arretee") == {"rue": ()}
    assert endpoints("jamais") == {"rue": ()}
    assert container("arretee").exit_code == 0


def test_a_container_on_the_hosts_network_or_on_none_has_no_address() -> None:
    assert endpoints("sur-la-machine") == {"host": ()}
    assert endpoints("seule") == {"none": ()}


def test_a_container_that_borrows_a_network_has_none_of_its_own() -> None:
    assert endpoints("locataire") == {}


def test_addresses_carry_their_prefix_and_ipv6_comes_with_ipv4() -> None:
    assert endpoints("six") == {"place": ("10.203.251.3/24", "fd00:203:251::3/64")}


def test_a_container_on_two_networks_has_two_endpoints() -> None:
    assert endpoints("deux-reseaux") == {
        "place": ("10.203.251.2/24", "fd00:203:251::2/64"),
        "rue": ("10.203.250.20/24",),
    }
    [on_rue] = [e for e in container("deux-reseaux").endpoints if e.network == "rue"]
    assert "boutique" in on_rue.aliases
    assert re.fullmatch(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", on_rue.mac)


def test_a_container_published_on_several_addresses_has_one_publication_each() -> None:
    found = [p for p in build(snapshot()).publications if p.container == "vitrine"]
    assert [(p.socket, p.inside) for p in found] == [
        ("0.0.0.0:8191", "80/tcp"), ("127.0.0.1:8190", "80/tcp"), ("[::]:8191", "80/tcp"), ("[::1]:8192", "80/tcp"),
    ]  # fmt: skip


def test_a_udp_publication_is_told_from_tcp() -> None:
    assert Publication("127.0.0.1", 8193, "udp", "six", 53) in build(snapshot()).publications


@pytest.mark.parametrize("name", ["arretee", "cachee", "jamais", "defaut", "sur-la-machine", "seule"])
def test_what_was_asked_and_is_not_in_force_is_no_publication(name: str) -> None:
    assert [p for p in build(snapshot()).publications if p.container == name] == []


def test_a_network_has_its_subnets_and_gateways_in_the_same_order() -> None:
    topology = build(snapshot())
    place, cave, none = (topology.network(name) for name in ("place", "cave", "none"))
    assert place is not None
    assert cave is not None
    assert none is not None
    assert place.subnets == ("10.203.251.0/24", "fd00:203:251::/64")
    # La liste des réseaux tait la passerelle IPv6 que le moteur a choisie ; celle qu'il a donnée au conteneur le dit.
    assert place.gateways == ("10.203.251.1", "fd00:203:251::1")
    assert cave.internal
    assert not place.internal
    assert (none.driver, none.subnets) == ("null", ())
    assert topology.network("absent") is None


def test_two_equal_readings_in_any_order_give_equal_topologies() -> None:
    shuffled = copy.deepcopy(RECORDED)
    for seed in range(5):
        random.Random(seed).shuffle(shuffled["containers"])
        random.Random(seed).shuffle(shuffled["networks"])
        for entry in shuffled["containers"]:
            for part in ("Ports", "Networks"):
                items = list((entry["NetworkSettings"][part] or {}).items())
                random.Random(seed).shuffle(items)
                entry["NetworkSettings"][part] = dict(items)
        assert build(snapshot(shuffled)) == build(snapshot())


def as_engine_29(entry: Json) -> Json:
    """Le même conteneur, écrit comme les moteurs récents : des clés à null, des alias absents."""
    entry = copy.deepcopy(entry)
    for endpoint in entry["NetworkSettings"]["Networks"].values():
        endpoint["Aliases"] = None
        for key in ("IPAddress", "GlobalIPv6Address"):
            endpoint[key] = endpoint[key] or None
    return entry


def test_a_newer_engine_that_writes_null_gives_the_same_addresses() -> None:
    newer = {**RECORDED, "containers": [as_engine_29(entry) for entry in RECORDED["containers"]]}
    assert [
        (c.name, [(e.network, e.addresses) for e in c.endpoints]) for c in build(snapshot(newer)).containers
    ] == [(c.name, [(e.network, e.addresses) for e in c.endpoints]) for c in build(snapshot()).containers]  # fmt: skip


@pytest.mark.parametrize("missing", [{"Ports": None, "Networks": None}, {"Networks": {}}])
def test_a_container_without_ports_or_networks_is_still_read(missing: Json) -> None:
    entry = {**copy.deepcopy(RECORDED["containers"][0]), "NetworkSettings": missing}
    assert publications_of(entry) == []
    topology = build(Snapshot(0, "29.0", (entry,), ({**RECORDED["networks"][0], "IPAM": {"Config": None}},)))
    assert topology.containers[0].endpoints == ()
    assert topology.networks[0].subnets == ()


# La lecture


def reading_engine(**more: Any) -> FakeEngine:
    values = {
        "containers": RECORDED["list"],
        "inspected": {entry["Id"]: entry for entry in RECORDED["containers"]},
        "networks": RECORDED["networks"],
        "version": RECORDED["info"]["ServerVersion"],
    }
    return FakeEngine(**{**values, **more})


def reading(engine: FakeEngine, *scopes: Scope) -> Snapshot:
    return read(engine, list(scopes) or None)  # type: ignore[arg-type]


def names(snapshot: Snapshot) -> list[str]:
    return sorted(entry["Name"].lstrip("/") for entry in snapshot.containers)


def test_without_a_scope_everything_is_read() -> None:
    assert names(reading(reading_engine())) == sorted(entry["Name"].lstrip("/") for entry in RECORDED["containers"])
    assert len(reading(reading_engine()).networks) == len(RECORDED["networks"])


def test_a_container_that_died_during_the_reading_is_absent_and_the_reading_goes_on() -> None:
    inspected = {entry["Id"]: entry for entry in RECORDED["containers"] if entry["Name"] != "/vitrine"}
    found = reading(reading_engine(inspected=inspected))
    assert "vitrine" not in names(found)
    assert len(found.containers) == len(RECORDED["containers"]) - 1
    with pytest.raises(NotFound):
        reading_engine(inspected=inspected).inspect_container("vitrine")


def test_a_container_that_is_being_removed_has_no_name_and_is_left_out() -> None:
    listing = [*RECORDED["list"], {"Id": "x", "Names": None, "Labels": {}}, {"Id": "y", "Names": [], "Labels": {}}]
    assert len(reading(reading_engine(containers=listing)).containers) == len(RECORDED["containers"])


def test_a_scope_reads_its_names_and_the_networks_they_are_on_and_counts_the_rest() -> None:
    scope = Scope("02-lecon", Declared.of(containers=["six"], networks=["vide"]))
    found = reading(reading_engine(), scope)
    assert names(found) == ["six"]
    assert sorted(n["Name"] for n in found.networks) == ["place", "vide"]
    assert len(found.others) == len(RECORDED["containers"]) - 1
    assert build(found).left_out == len(found.others)


@pytest.mark.parametrize(
    ("labels", "read_it"),
    [({LAB: "02-lecon"}, True), ({LAB: "autre"}, False), ({COMPOSE_PROJECT: "magasin"}, True), ({COMPOSE_PROJECT: "autre"}, False), (None, False)],
)  # fmt: skip
def test_a_scope_reads_what_carries_its_labels(labels: Json | None, read_it: bool) -> None:
    listing = [{**entry, "Labels": labels if entry["Names"] == ["/seule"] else {}} for entry in RECORDED["list"]]
    found = reading(reading_engine(containers=listing), Scope("02-lecon", Declared.of(projects=["magasin"])))
    assert ("seule" in names(found)) is read_it


def test_helpers_and_the_workbench_are_neither_read_nor_counted() -> None:
    equipment = [
        {"Id": "h", "Names": ["/appoint"], "Labels": {HELPER: "lecture"}, "Ports": []},
        {"Id": "w", "Names": [f"/{WORKBENCH}"], "Labels": {LAB: COURSE_LAB}, "Ports": []},
    ]
    engine = reading_engine(containers=[*RECORDED["list"], *equipment])
    assert len(reading(engine).containers) == len(RECORDED["containers"])
    scoped = reading(engine, Scope("x", Declared()))
    assert scoped.containers == ()
    assert len(scoped.others) == len(RECORDED["containers"])


def test_the_recorded_reading_names_no_registry_and_no_full_identifier() -> None:
    text = json.dumps(RECORDED)
    assert not re.search(r"\b[0-9a-f]{64}\b", text)
    assert not re.search(r"docker\.io|registry|sha256:", text)

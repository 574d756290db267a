"""Plusieurs hôtes jugés ensemble : le Swarm, l'overlay, qui est où, et les lectures de tous en une seule pour le dessin."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from paths import ROOT

from dockerlab.dockerhosts import Plan
from dockerlab.engine import Json
from dockerlab.errors import NotReady
from dockerlab.grading.exercise import Exercise, load_exercise
from dockerlab.grading.gathering import gathered, subject
from dockerlab.grading.goal import gap
from dockerlab.grading.requests import NO_ANSWER
from dockerlab.grading.situation import Situation
from dockerlab.grading.subjects import NetworkSubject
from dockerlab.grading.swarm import across, form_one_swarm, is_attachable, is_only_on, stands_on
from dockerlab.grading.verdict import Status, failed, passed
from dockerlab.model.building import build
from dockerlab.ownership import Declared
from dockerlab.snapshot.reading import read
from dockerlab.snapshot.snapshot import Snapshot

LEFT, RIGHT = "rive-gauche", "rive-droite"
START, NOW = "2026-01-01T00:00:00Z", 1767225660.0  # une minute après


def container(name: str, networks: dict[str, str], **state: Any) -> Json:
    """Un conteneur en marche depuis une minute ; `networks` : l'identifiant de chacun de ses réseaux."""
    ends = {
        network: {"NetworkID": id, "IPAddress": "10.203.199.2", "IPPrefixLen": 24, "Aliases": None}
        for network, id in networks.items()
    }
    running = {"Status": "running", "Running": True, "Paused": False, "ExitCode": 0, "StartedAt": START}
    return {
        "Id": f"id-{name}", "Name": f"/{name}", "RestartCount": 0, "State": running | state,
        "Config": {"Image": "nginx", "ExposedPorts": {}}, "HostConfig": {"NetworkMode": next(iter(networks), "none")},
        "NetworkSettings": {"Networks": ends, "Ports": {}},
    }  # fmt: skip


def network(id: str = "o", driver: str = "overlay", **more: Any) -> Json:
    pools = {"Config": [{"Subnet": "10.203.199.0/24", "Gateway": "10.203.199.1"}]}
    scope = "swarm" if driver == "overlay" else "local"
    return {"Id": id, "Name": "bac", "Driver": driver, "Scope": scope, "Attachable": True, "IPAM": pools, "Options": {}, **more}  # fmt: skip


def place(id: str, *managers: str, manager: bool = False, state: str = "active") -> Json:
    return {"id": id, "address": "", "state": state, "manager": manager, "managers": list(managers)}


def reading(containers: list[Json], networks: list[Json], swarm: Json) -> Snapshot:
    return Snapshot(NOW, "26.1.5", tuple(containers), tuple(networks), swarm=swarm)


PASSEUR, VOYAGEUR = container("passeur", {"bac": "o"}), container("voyageur", {"bac": "o"})
CHIEF, WORKER = place("g", "g", manager=True), place("d", "g")
SOLVED = {LEFT: reading([PASSEUR], [network()], CHIEF), RIGHT: reading([VOYAGEUR], [network()], WORKER)}


def situation(**changed: Snapshot) -> Situation:
    """Le but atteint, sauf sur les hôtes donnés."""
    hosts = {LEFT: changed.get("left", SOLVED[LEFT]), RIGHT: changed.get("right", SOLVED[RIGHT])}
    return Situation(Snapshot(NOW, "26.1.5", (), ()), {}, hosts=hosts)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (CHIEF, WORKER),
        (place("g", "d"), place("d", "d", manager=True)),
        (place("g", "d", "g", manager=True), place("d", "g", "d", manager=True)),
        # Un tiers les commande.
        (place("g", "t"), place("d", "t")),
        # Le gestionnaire, qui vient de former le Swarm, ne se cite pas encore.
        (place("g", manager=True), WORKER),
    ],
)
def test_two_hosts_of_one_swarm_know_a_manager_in_common(left: Json, right: Json) -> None:
    seen = situation(left=replace(SOLVED[LEFT], swarm=left), right=replace(SOLVED[RIGHT], swarm=right))
    assert form_one_swarm(seen, LEFT, RIGHT).status is Status.PASSED


@pytest.mark.parametrize(
    ("left", "right", "observed"),
    [
        ({}, {}, "rive-gauche et rive-droite ne sont dans aucun Swarm"),
        (CHIEF, {}, "rive-droite n'est dans aucun Swarm"),
        (CHIEF, place("d", "d", manager=True), "chacun dans un Swarm à lui"),
        (CHIEF, place("d", state="pending"), "rive-droite a demandé à rejoindre un Swarm"),
        (place("g", state="locked"), WORKER, "rive-gauche est d'un Swarm verrouillé"),
    ],
)
def test_hosts_that_are_not_of_one_swarm_are_told_why(left: Json, right: Json, observed: str) -> None:
    seen = situation(left=replace(SOLVED[LEFT], swarm=left), right=replace(SOLVED[RIGHT], swarm=right))
    verdict = form_one_swarm(seen, LEFT, RIGHT)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert verdict.hint


def test_a_host_that_could_not_be_read_breaks_the_check_and_blames_nobody() -> None:
    broken = Situation(Snapshot(NOW, "", (), ()), {}, hosts={**SOLVED, RIGHT: NotReady("Le moteur ne répond pas.")})
    with pytest.raises(NotReady):
        form_one_swarm(broken, LEFT, RIGHT)
    with pytest.raises(NotReady):
        gathered(broken.hosts)


def test_the_overlay_is_found_on_whichever_host_shows_it_and_before_a_bridge_of_its_name() -> None:
    hidden = reading([], [], WORKER)
    assert situation(right=hidden).overlay("bac").entry == network()
    assert situation(left=reading([], [network("p", "bridge")], CHIEF)).overlay("bac").id == "o"
    both = reading([], [network("p", "bridge")], CHIEF)
    assert situation(left=both, right=both).overlay("bac").id == "p"
    assert situation(left=hidden, right=hidden).overlay("bac").entry is None


def test_an_overlay_for_services_alone_is_not_attachable() -> None:
    assert is_attachable(situation().overlay("bac")).status is Status.PASSED
    closed = reading([], [network(Attachable=False)], CHIEF)
    verdict = is_attachable(situation(left=closed, right=closed).overlay("bac"))
    assert verdict.status is Status.FAILED
    assert verdict.observed == "bac n'admet que les services"


def test_a_container_is_judged_on_its_host_and_said_to_be_elsewhere() -> None:
    assert stands_on(situation(), LEFT, "passeur").status is Status.PASSED
    strayed = stands_on(situation(), RIGHT, "passeur")
    assert (strayed.status, strayed.observed) == (Status.FAILED, "passeur est sur rive-gauche")
    nowhere = stands_on(situation(), RIGHT, "personne")
    assert nowhere.observed == "rive-droite\u00a0: aucun conteneur ne porte le nom personne"
    stopped = reading([container("passeur", {"bac": "o"}, Status="exited", Running=False)], [network()], CHIEF)
    assert stands_on(situation(left=stopped), LEFT, "passeur").observed == "rive-gauche\u00a0: arrêté, code de sortie 0"


@pytest.mark.parametrize(
    ("networks", "observed"),
    [
        ({"bac": "o"}, "ils y sont"),
        ({"bridge": "b"}, "voyageur sur bridge"),
        ({"bac": "o", "bridge": "b"}, "voyageur sur bac et bridge"),
        ({"bac": "p"}, "voyageur sur un autre réseau du nom de bac"),
        ({}, "voyageur sur aucun réseau"),
    ],
)
def test_both_have_the_overlay_and_nothing_else(networks: dict[str, str], observed: str) -> None:
    right = reading([container("voyageur", networks)], [network()], WORKER)
    seen = situation(right=right)
    verdict = is_only_on(
        seen.overlay("bac"), [seen.host(LEFT).container("passeur"), seen.host(RIGHT).container("voyageur")]
    )
    assert verdict.ok is (observed == "ils y sont")
    assert verdict.observed == observed


def test_both_containers_are_observed_when_both_stand() -> None:
    [check] = [check for check in load_exercise(ROOT, "overlay-deux-hotes").checks if check.id == "a_quai"]
    assert check.function(situation()).observed == "passeur et voyageur\u00a0: en marche, ils tiennent"
    stopped = reading([container("voyageur", {"bac": "o"}, Status="exited", Running=False)], [network()], WORKER)
    verdict = check.function(situation(right=stopped))
    assert (verdict.status, verdict.observed) == (Status.FAILED, "rive-droite\u00a0: arrêté, code de sortie 0")


def encrypted_overlay() -> NetworkSubject:
    left = reading([PASSEUR], [network(Options={"encrypted": ""})], CHIEF)
    return situation(left=left).overlay("bac")


def test_silence_on_an_encrypted_network_is_explained_and_nothing_else_is_changed() -> None:
    silent, clear = failed("a", NO_ANSWER["timeout"][0], "c"), situation().overlay("bac")
    encrypted = encrypted_overlay()
    assert across(silent, clear) == silent
    assert across(passed("a", "b"), encrypted) == passed("a", "b")
    explained = across(silent, encrypted)
    assert (explained.status, explained.observed) == (silent.status, silent.observed)
    assert "ESP" in explained.hint


@pytest.mark.parametrize(
    "observed",
    [
        "réponse 404 de «\u00a0nginx\u00a0»",
        "réponse 200 de «\u00a0nginx\u00a0», mais la requête n'est pas dans le journal de passeur",
        *(said for kind, (said, _) in NO_ANSWER.items() if kind != "timeout"),
    ],
)
def test_what_came_through_an_encrypted_network_is_not_blamed_on_it(observed: str) -> None:
    verdict = failed("a", observed, "c")
    assert across(verdict, encrypted_overlay()) == verdict


def test_the_part_of_the_statement_that_silence_refers_to_is_there() -> None:
    hint = across(failed("a", NO_ANSWER["timeout"][0], "c"), encrypted_overlay()).hint
    [part] = re.findall(r"«\u00a0(.+)\u00a0»", hint)
    statement = json.loads((ROOT / "exercises" / "overlay-deux-hotes" / "enonce.ipynb").read_text(encoding="utf-8"))
    assert f"## {part}" in [line.strip() for cell in statement["cells"] for line in cell["source"]]


# Les hôtes en une seule lecture

EXERCISE = Exercise(
    title="Deux rives", goal="G", hints=["a", "b", "c"], hosts=Plan((LEFT, RIGHT), "detroit", "10.203.199.0/24"),
    inside={LEFT: Declared.of(containers=["passeur"], networks=["bac"]), RIGHT: Declared.of(containers=["voyageur"], networks=["bac"])},
)  # fmt: skip


def test_the_names_of_a_goal_say_the_host_except_for_the_network_of_the_swarm() -> None:
    assert subject(EXERCISE) == Declared.of(
        containers=["passeur (rive-gauche)", "voyageur (rive-droite)"], networks=["bac"]
    )
    plain = Exercise(title="T", goal="G", hints=["a", "b", "c"], containers=["web"])
    assert subject(plain) == plain.declared


def test_what_is_inside_names_a_host_of_the_exercise() -> None:
    with pytest.raises(ValueError, match="inside"):
        Exercise(title="T", goal="G", hints=["a", "b", "c"], inside={LEFT: Declared()})


def test_the_network_of_the_swarm_is_one_and_the_others_are_their_hosts() -> None:
    bridge = {**network("b", "bridge"), "Name": "bridge"}
    other = {**network("c", "bridge"), "Name": "bridge"}
    both = gathered({
        LEFT: reading([PASSEUR], [network(), bridge], CHIEF),
        RIGHT: reading([container("voyageur", {"bac": "o", "bridge": "c"})], [network(), other], WORKER),
    })  # fmt: skip
    assert [n["Name"] for n in both.networks] == ["bac", "bridge (rive-gauche)", "bridge (rive-droite)"]
    assert [c["Name"] for c in both.containers] == ["/passeur (rive-gauche)", "/voyageur (rive-droite)"]
    assert list(both.containers[1]["NetworkSettings"]["Networks"]) == ["bac", "bridge (rive-droite)"]


def test_two_swarms_have_two_networks_even_of_one_name() -> None:
    right = reading([container("voyageur", {"bac": "p"})], [network("p")], place("d", "d", manager=True))
    assert [n["Name"] for n in gathered({LEFT: SOLVED[LEFT], RIGHT: right}).networks] == ["bac", "bac (rive-droite)"]


def test_the_gap_of_an_exercise_on_hosts_marks_the_wire_that_leads_elsewhere() -> None:
    goal = build(gathered(SOLVED))
    assert gap(goal, gathered(SOLVED)).describe() == "L'image ne montre rien qui s'écarte du but."
    bridge = {**network("c", "bridge"), "Name": "bridge"}
    ashore = reading([container("voyageur", {"bridge": "c"})], [bridge], WORKER)
    assert gap(goal, gathered({**SOLVED, RIGHT: ashore})).describe().splitlines() == [
        "− voyageur (rive-droite) n'est pas branché au réseau bac.",
        "+ voyageur (rive-droite) est branché au réseau bridge (rive-droite), à l'adresse 10.203.199.2/24\u00a0: ce fil est de trop.",
    ]


def test_a_reading_says_which_managers_the_engine_knows() -> None:
    class Engine:
        def info(self) -> Json:
            peers = [{"NodeID": "g", "Addr": "10.203.199.11:2377"}]
            said = {"NodeID": "d", "NodeAddr": "10.203.199.12", "LocalNodeState": "active", "ControlAvailable": False}
            return {"SystemTime": START, "ServerVersion": "26.1.5", "Swarm": {**said, "RemoteManagers": peers}}

        def containers(self) -> list[Json]:
            return []

        def inspect_containers(self, ids: Any) -> list[Json]:
            return []

        def networks(self) -> list[Json]:
            return []

    assert read(Engine()).swarm["managers"] == ["g"]  # type: ignore[arg-type]

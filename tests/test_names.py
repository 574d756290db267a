"""Juger les noms, les plans d'adressage et ce qui reste : des réponses de sonde et des lectures faites à la main."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from fakes import FakeEngine
from test_grading import NOW, container, stamp

from dockerlab.engine import Json, Output
from dockerlab.errors import HelperFailed, LogsUnreadable, NotFound
from dockerlab.grading.leftovers import Volumes
from dockerlab.grading.names import NameProbe, listed
from dockerlab.grading.plan import same_block
from dockerlab.grading.situation import Situation
from dockerlab.grading.subjects import ContainerSubject
from dockerlab.grading.verdict import Status, Verdict
from dockerlab.snapshot.snapshot import Snapshot

STALLS = ("etal-1", "etal-2", "etal-3")
ADDRESSES = {"etal-1": "10.203.106.2", "etal-2": "10.203.106.3", "etal-3": "10.203.106.4"}


class FakePlace:
    """Un endroit qui répond ce qu'on lui a donné, et qui note dans des journaux ce qu'une requête y laisserait."""

    name = "un voisin sur halle"

    def __init__(
        self, resolved: Json, web: dict[str, Json] | None = None, journals: dict[str, Any] | None = None
    ) -> None:
        self.resolved, self.web = resolved, web or {}
        self.engine = JournalEngine(
            journals if journals is not None else {f"id-{n}": [a] for n, a in ADDRESSES.items()}
        )
        self.asked: list[str] = []

    def ask(self, questions: Sequence[tuple[str, dict[str, Any]]]) -> list[Json]:
        self.asked += [what for what, _ in questions]
        return [self.resolved if what == "resolve" else self._web(arguments) for what, arguments in questions]

    ask_at_once = ask

    def _web(self, arguments: dict[str, Any]) -> Json:
        self.engine.received[arguments["host"]] = arguments["path"]
        return self.web.get(arguments["host"], {"kind": "response", "errno": None, "status": 200, "server": ""})


class JournalEngine:
    """Un moteur dont le journal de chaque conteneur tient les requêtes envoyées à certaines adresses."""

    def __init__(self, journals: dict[str, Any]) -> None:
        self.journals, self.received = journals, dict[str, str]()
        self.fallen: set[str] = set()

    def logs(self, name: str, *, tail: int | str = "all", since: int | None = None) -> str:
        if self.journals.get(name) is None:
            raise LogsUnreadable("pas de journal")
        return "\n".join(self.received.get(address, "") for address in self.journals[name])

    def inspect_container(self, name: str) -> Json:
        if name in self.fallen:
            raise NotFound("parti")
        return next(entry for entry in entries() if entry["Id"] == name)


def entries() -> list[Json]:
    made = []
    for name, address in ADDRESSES.items():
        entry = container(name, networks=("halle",))
        entry["NetworkSettings"]["Networks"]["halle"]["IPAddress"] = address
        made.append(entry)
    return made


def stalls(*others: tuple[str, str]) -> list[ContainerSubject]:
    """Les trois étals ; `others` : des conteneurs étrangers, nom et adresse."""
    listing = tuple(
        {"Id": name, "Names": [f"/{name}"], "State": "running", "NetworkSettings": {"Networks": {"halle": {"IPAddress": ip}}}}
        for name, ip in others
    )  # fmt: skip
    situation = Situation(Snapshot(NOW.timestamp(), "26.1.5", tuple(entries()), (), listing), {})
    return [situation.container(name) for name in STALLS]


def resolved(*addresses: str, by_file: bool = False) -> Json:
    return {"kind": "resolved", "errno": None, "addresses": list(addresses), "by_file": by_file}


ALL = resolved(*reversed(ADDRESSES.values()))


def asked(place: FakePlace, *others: tuple[str, str]) -> Verdict:
    return NameProbe(place, "etal").spreads_over(*stalls(*others), port=80)  # type: ignore[arg-type]


# Un nom, plusieurs adresses


def test_a_name_that_leads_to_each_and_to_nobody_else_passes_and_says_who_has_which_address() -> None:
    place = FakePlace(ALL)
    verdict = asked(place)
    assert verdict.status is Status.PASSED
    assert "10.203.106.2 (etal-1), 10.203.106.3 (etal-2) et 10.203.106.4 (etal-3)" in verdict.observed
    assert place.asked == ["resolve", "http", "http", "http"]


@pytest.mark.parametrize(
    ("answer", "others", "observed", "hint"),
    [
        ({"kind": "unknown-name", "errno": -2}, (), "nom inconnu", "réseau que l'on a créé"),
        (resolved("10.203.106.2"), (), "(etal-1)", "etal-2 et etal-3"),
        (resolved("10.203.106.2", "10.203.106.3"), (), "(etal-2)", "etal-3"),
        (resolved(*ADDRESSES.values(), by_file=True), (), "par /etc/hosts", "/etc/hosts"),
        (resolved(*ADDRESSES.values(), "10.203.106.9"), (("intrus", "10.203.106.9"),), "(intrus)", "intrus répond aussi"),
        (resolved(*ADDRESSES.values(), "10.203.106.9"), (), "10.203.106.9", "10.203.106.9 répond aussi"),
        (resolved("10.203.106.9"), (("repartiteur", "10.203.106.9"),), "(repartiteur)", "mène à repartiteur, et non à etal-1"),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_fails_and_says_to_whom(
    answer: Json, others: tuple[tuple[str, str], ...], observed: str, hint: str
) -> None:
    place = FakePlace(answer)
    verdict = asked(place, *others)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert hint in verdict.hint
    assert "http" not in place.asked


@pytest.mark.parametrize(
    ("web", "journals", "observed"),
    [
        ({"10.203.106.3": {"kind": "refused", "errno": 111}}, {}, "etal-2, à 10.203.106.3"),
        ({"10.203.106.3": {"kind": "not-http", "errno": None}}, {}, "HTTP"),
        ({"10.203.106.4": {"kind": "response", "errno": None, "status": 502, "server": ""}}, {}, "etal-3 répond 502"),
        # etal-2 est un relais muet vers etal-1 : la requête est chez l'autre.
        ({}, {"id-etal-1": ["10.203.106.2", "10.203.106.3"], "id-etal-2": []}, "mais dans celui de etal-1"),
        # etal-3 note ses requêtes, et les passe à etal-1.
        ({}, {"id-etal-1": ["10.203.106.2", "10.203.106.4"]}, "se lit aussi dans le journal de etal-1"),
        ({}, {"id-etal-3": []}, "ne se lit pas dans le journal de etal-3"),
        ({}, {"id-etal-2": None}, "n'est pas gardé"),
    ],
)
def test_a_request_that_does_not_stay_with_who_has_the_address_fails(
    web: dict[str, Json], journals: dict[str, Any], observed: str
) -> None:
    place = FakePlace(ALL, web, {f"id-{n}": [a] for n, a in ADDRESSES.items()} | journals)
    verdict = asked(place)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert verdict.hint


def test_a_container_that_a_request_brings_down_has_not_served() -> None:
    place = FakePlace(ALL)
    place.engine.fallen.add("id-etal-2")
    verdict = asked(place)
    assert verdict.status is Status.FAILED
    assert "etal-2 répond, puis s'arrête" in verdict.observed


def test_a_broken_probe_is_not_an_unknown_name() -> None:
    class Broken(FakePlace):
        def ask(self, questions: Sequence[tuple[str, dict[str, Any]]]) -> list[Json]:
            raise HelperFailed("La sonde s'est cassée.")

    with pytest.raises(HelperFailed):
        asked(Broken(ALL))


def test_names_are_listed_as_one_writes_them() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]


# Sur un réseau


def network(name: str, id: str = "", **more: Any) -> Json:
    return {
        "Name": name,
        "Id": id or f"id-{name}",
        "Driver": "bridge",
        "Internal": False,
        "IPAM": {"Config": []},
        **more,
    }


def on_networks(name: str, *joined: str, **more: Any) -> Json:
    entry = container(name, networks=joined, **more)
    for each, end in entry["NetworkSettings"]["Networks"].items():
        end["NetworkID"] = f"id-{each}"
    return entry


def seen(*containers: Json, networks: Sequence[Json] = (), others: Sequence[Json] = (), **more: Any) -> Situation:
    return Situation(Snapshot(NOW.timestamp(), "26.1.5", containers, tuple(networks), tuple(others)), {}, **more)


def test_being_on_a_network_leaves_free_to_be_on_others() -> None:
    situation = seen(on_networks("un", "halle"), on_networks("deux", "bridge", "halle"), networks=[network("halle")])
    both = [situation.container("un"), situation.container("deux")]
    assert situation.network("halle").holds(*both).status is Status.PASSED


@pytest.mark.parametrize(("joined", "observed"), [(("bridge",), "deux sur bridge"), (("halle-2",), "deux sur halle-2"), ((), "deux sur aucun réseau")])  # fmt: skip
def test_the_one_that_is_not_on_the_network_is_named_with_where_it_is(joined: tuple[str, ...], observed: str) -> None:
    situation = seen(on_networks("un", "halle"), on_networks("deux", *joined), networks=[network("halle")])
    verdict = situation.network("halle").holds(situation.container("un"), situation.container("deux"))
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert "un sur" not in verdict.observed


def test_the_same_name_on_a_network_made_again_is_not_the_same_network() -> None:
    situation = seen(on_networks("un", "halle"), networks=[network("halle", id="refait")])
    assert situation.network("halle").holds(situation.container("un")).status is Status.FAILED


# Un plan d'adressage

PLAN: dict[str, Any] = {"subnet": "10.203.107.32/27", "gateway": "10.203.107.62", "ip_range": "10.203.107.40/29"}


def planned(pools: list[Json] | None, **more: Any) -> Verdict:
    entry = network("atelier", IPAM={"Config": pools}, **more)
    return seen(networks=[entry]).network("atelier").is_planned(**PLAN)


def pool(subnet: str = "10.203.107.32/27", gateway: str = "10.203.107.62", range: str = "10.203.107.40/29") -> Json:
    written = {"Subnet": subnet, "Gateway": gateway, "IPRange": range}
    return {key: value for key, value in written.items() if value}


IPV6 = {"Subnet": "fd00::/64", "Gateway": "fd00::1"}


@pytest.mark.parametrize(
    "pools",
    [[pool()], [pool(gateway="10.203.107.62/27")], [pool(range="10.203.107.44/29")], [pool(subnet="10.203.107.33/27")], [IPV6, pool()], [pool(), IPV6]],
)  # fmt: skip
def test_a_plan_is_followed_however_it_is_written(pools: list[Json]) -> None:
    assert planned(pools).status is Status.PASSED


@pytest.mark.parametrize(
    ("pools", "observed", "hint"),
    [
        (None, "sous-réseau aucun", "n'a pas de sous-réseau"),
        ([], "sous-réseau aucun", "n'a pas de sous-réseau"),
        ([pool("10.203.107.0/24")], "10.203.107.0/24", "256 adresses, et il en faut 32"),
        ([pool("10.203.107.32/28")], "10.203.107.32/28", "16 adresses, et il en faut 32"),
        ([pool("10.203.107.64/27")], "10.203.107.64/27", "de 10.203.107.64 à 10.203.107.95"),
        ([pool(gateway="10.203.107.33")], "passerelle 10.203.107.33", "10.203.107.62"),
        ([pool(gateway="10.203.107.6")], "passerelle 10.203.107.6", "10.203.107.62"),
        ([pool(gateway="")], "10.203.107.32/27, plage", "sans demande"),
        ([pool(range="")], "passerelle 10.203.107.62", "Sans plage"),
        ([pool(range="10.203.107.40/28")], "plage", "10.203.107.40/29"),
    ],
)
def test_a_network_that_does_not_follow_the_plan_fails_on_what_differs(
    pools: list[Json] | None, observed: str, hint: str
) -> None:
    verdict = planned(pools)
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert hint in verdict.hint


@pytest.mark.parametrize("pools", [[pool("10.203.115.0/24", "", ""), pool(), IPV6], [pool(), IPV6, pool("10.203.115.0/24", "", "")]])  # fmt: skip
def test_another_subnet_of_the_same_version_beside_the_one_of_the_plan_fails(pools: list[Json]) -> None:
    """Un overlay en admet plusieurs, dans un ordre quelconque."""
    verdict = planned(pools)
    assert verdict.status is Status.FAILED
    assert "sous-réseau 10.203.107.32/27" in verdict.observed
    assert "autre sous-réseau 10.203.115.0/24" in verdict.observed
    assert "fd00" not in verdict.observed
    assert "le plan n'a que 10.203.107.32/27" in verdict.hint


def test_a_plan_that_asks_for_no_subnet_admits_several() -> None:
    entry = network("atelier", IPAM={"Config": [pool(), pool("10.203.115.0/24")]})
    assert seen(networks=[entry]).network("atelier").is_planned().status is Status.PASSED


def test_another_driver_or_no_network_at_all_fails() -> None:
    assert "macvlan" in planned([pool()], Driver="macvlan").observed
    absent = seen(networks=[network("atelier-2")]).network("atelier").is_planned(**PLAN)
    assert absent.status is Status.FAILED
    assert "aucun réseau ne s'appelle atelier" in absent.observed


@pytest.mark.parametrize(("found", "same"), [("10.0.0.0/8", True), ("10.1.2.3/8", True), ("10.0.0.0/9", False), ("", False), (None, False), ("n'importe quoi", False), ("fd00::/8", False)])  # fmt: skip
def test_two_writings_of_one_block_are_the_same(found: str | None, same: bool) -> None:
    assert same_block(found, "10.0.0.0/8") is same


def addressed(address: str, *, asked: str | None = None, on: str = "atelier") -> tuple[Verdict, Verdict]:
    """Les deux verdicts d'un conteneur : son adresse est fixe, son adresse est automatique."""
    entry = on_networks("poste", "bridge", on)
    end = entry["NetworkSettings"]["Networks"][on]
    end["IPAddress"], end["IPAMConfig"] = address, {"IPv4Address": asked} if asked else None if asked is None else {}
    situation = seen(entry, networks=[network("atelier")])
    seat, workshop = situation.container("poste"), situation.network("atelier")
    return (
        seat.has_fixed_address(workshop, "10.203.107.60"),
        seat.has_automatic_address(workshop, within="10.203.107.40/29"),
    )


def test_an_address_that_was_asked_for_is_fixed_and_one_that_was_not_is_automatic() -> None:
    assert [v.status for v in addressed("10.203.107.60", asked="10.203.107.60")] == [Status.PASSED, Status.FAILED]
    assert [v.status for v in addressed("10.203.107.40")] == [Status.FAILED, Status.PASSED]
    assert [v.status for v in addressed("10.203.107.47", asked="")] == [Status.FAILED, Status.PASSED]


@pytest.mark.parametrize(
    ("address", "asked", "on", "fixed", "automatic"),
    [
        ("10.203.107.60", None, "atelier", "par hasard", "hors de 10.203.107.40/29"),
        ("10.203.107.44", "10.203.107.44", "atelier", "pas 10.203.107.60", "a été demandée"),
        ("10.203.107.48", None, "atelier", "pas 10.203.107.60", "hors de 10.203.107.40/29"),
        ("", "10.203.107.60", "atelier", "pas 10.203.107.60", "a été demandée"),
        ("", None, "atelier", "pas 10.203.107.60", "hors de 10.203.107.40/29"),
        ("10.203.107.60", "10.203.107.60", "atelier-2", "Sans être sur atelier", "Sans être sur atelier"),
    ],
)
def test_an_address_that_is_not_the_one_fails_and_says_why(
    address: str, asked: str | None, on: str, fixed: str, automatic: str
) -> None:
    verdicts = addressed(address, asked=asked, on=on)
    assert [v.status for v in verdicts] == [Status.FAILED, Status.FAILED]
    assert [hint in v.hint for v, hint in zip(verdicts, (fixed, automatic), strict=True)] == [True, True]


# Ce qui part, ce qui reste

OPENING = Snapshot(
    NOW.timestamp(),
    "26.1.5",
    (container("app-1"), container("app-2", status="exited"), container("app-10")),
    (network("scene"), network("foyer")),
)


def listing(name: str, id: str = "", state: str = "running") -> Json:
    return {"Id": id or f"id-{name}", "Names": [f"/{name}"], "State": state}


def test_what_is_gone_is_gone_whatever_looks_like_it_by_name() -> None:
    situation = seen(container("app-10"), others=[listing("mon-app-1"), listing("app-2-bis")], opening=OPENING)
    assert situation.containers_are_gone("app-1", "app-2").status is Status.PASSED


@pytest.mark.parametrize(
    ("left", "others", "observed", "hint"),
    [
        ([container("app-1")], [], "app-1 (en marche)", "en marche"),
        ([container("app-2", status="exited")], [], "app-2 (arrêté)", "liste complète"),
        ([container("app-2", status="created")], [], "app-2 (créé, jamais démarré)", "liste complète"),
        ([container("app-1", id="refait")], [], "app-1 (en marche)", "en marche"),
        ([], [listing("app-1", id="d'un autre", state="paused")], "app-1 (en pause)", "en marche"),
        (
            [],
            [listing("vieux", id="id-app-1")],
            "vieux (en marche), qui s'appelait app-1",
            "Renommer n'est pas enlever",
        ),
    ],
)
def test_what_is_left_is_named_with_its_state(left: list[Json], others: list[Json], observed: str, hint: str) -> None:
    verdict = seen(*left, others=others, opening=OPENING).containers_are_gone("app-1", "app-2")
    assert verdict.status is Status.FAILED
    assert observed in verdict.observed
    assert hint in verdict.hint


def test_without_an_opening_nothing_can_be_said_to_be_gone_nor_untouched() -> None:
    situation, volumes = seen(), Volumes(FakeEngine(), ())  # type: ignore[arg-type]
    for verdict in (
        situation.containers_are_gone("app-1"),
        situation.networks_are_gone("scene"),
        situation.networks_are_untouched("foyer"),
        volumes.are_gone("billets", since=None),
        volumes.are_untouched("registre", since=None, holding={"f": "plein"}),
    ):
        assert verdict.status is Status.FAILED
        assert "départ" in verdict.observed


def test_a_network_made_again_under_its_name_is_not_the_one_of_the_opening() -> None:
    kept = seen(networks=[network("foyer")], opening=OPENING)
    assert kept.networks_are_gone("scene").status is Status.PASSED
    assert kept.networks_are_untouched("foyer").status is Status.PASSED
    again = seen(networks=[network("foyer", id="refait"), network("scene")], opening=OPENING)
    assert "puis refait" in again.networks_are_untouched("foyer").observed
    assert "scene" in again.networks_are_gone("scene").observed
    assert "n'existe plus" in seen(opening=OPENING).networks_are_untouched("foyer").observed
    twice = seen(networks=[network("foyer", id="homonyme"), network("foyer")], opening=OPENING)
    assert twice.networks_are_untouched("foyer").status is Status.PASSED


def test_a_stopped_container_that_was_woken_up_is_said_to_run() -> None:
    woken = container("app-2", uptime=5)
    verdict = seen(woken, opening=OPENING).container("app-2").is_untouched()
    assert "il tourne, et il était arrêté" in verdict.observed
    assert "il ne tourne plus" not in verdict.observed


UNNAMED = "ab" * 32


def volume(name: str, *, age: float = 60) -> Json:
    return {"Name": name, "CreatedAt": stamp(age)}


def with_mounts(name: str, *sources: str) -> Json:
    return {
        **container(name),
        "Mounts": [{"Type": "volume", "Name": source} for source in sources] + [{"Type": "bind"}],
    }


MOUNTED = Snapshot(
    NOW.timestamp(), "26.1.5", (with_mounts("app-2", UNNAMED, "registre"), with_mounts("app-10", "cd" * 32)), ()
)


def test_an_unnamed_volume_is_looked_for_by_what_its_container_was() -> None:
    others = (volume("billets-2024"), volume("registre"), volume("cd" * 32))
    gone = Volumes(FakeEngine(), others).are_gone("billets", of=["app-2"], since=MOUNTED)  # type: ignore[arg-type]
    assert gone.status is Status.PASSED
    left = Volumes(FakeEngine(), (*others, volume(UNNAMED))).are_gone("billets", of=["app-2"], since=MOUNTED)  # type: ignore[arg-type]
    assert left.status is Status.FAILED
    assert f"{UNNAMED[:12]}…, volume sans nom de app-2" in left.observed
    named = Volumes(FakeEngine(), (volume("billets"),)).are_gone("billets", of=["app-2"], since=MOUNTED)  # type: ignore[arg-type]
    assert "il reste billets" in named.observed


def holding(answer: str, *entries: Json) -> Verdict:
    engine = FakeEngine()
    engine.outputs = [Output(0, f'[0, "{answer}", ""]', "")]
    return Volumes(engine, entries).are_untouched("registre", since=OPENING, holding={"r.txt": "plein"})  # type: ignore[arg-type]


def test_a_volume_is_untouched_when_it_is_from_before_and_still_holds_its_file() -> None:
    assert holding("plein", volume("registre")).status is Status.PASSED
    assert holding("plein", volume("registre", age=0)).status is Status.PASSED
    assert "n'a plus son fichier" in holding("", volume("registre")).observed
    assert "récrit" in holding("vidé", volume("registre")).observed
    assert "refait" in holding("plein", volume("registre", age=-1)).observed
    assert "n'existe plus" in holding("plein", volume("registre-2")).observed


def test_a_volume_that_cannot_be_read_is_not_an_empty_volume() -> None:
    engine = FakeEngine()
    engine.outputs = [Output(0, '[127, "", "introuvable"]', "")]
    with pytest.raises(HelperFailed):
        Volumes(engine, (volume("registre"),)).are_untouched("registre", since=OPENING, holding={"r.txt": "plein"})  # type: ignore[arg-type]

"""Ce qu'une machine émulée au noyau ordinaire a montré (tests/machine/run) : se relit, se dessine, et dit ce que dit le rapport."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

import dpkt
import pytest
from paths import ROOT

from dockerlab.drawing.figure import Figure
from dockerlab.errors import UsageError
from dockerlab.model.building import build
from dockerlab.recorded import FOLDER, recorded_facts, recorded_path, recorded_snapshot

RECORDED = ROOT / "notebooks" / FOLDER
MACHINE = ROOT / "tests" / "machine"
REPORT = (MACHINE / "rapport.md").read_text(encoding="utf-8")
READINGS = (
    "ipvlan-l2.json", "ipvlan-l3.json", "vlan.json", "overlay-machine.json", "overlay-hote-1.json", "overlay-hote-2.json",
    "vip-hote-1.json", "vip-hote-2.json", "port-partout-hote-1.json", "port-partout-hote-2.json",
)  # fmt: skip
FACTS = (
    "ipvlan-l2-faits.json", "ipvlan-l3-faits.json", "vlan-faits.json", "overlay-claire.json", "overlay-chiffree.json",
    "vip.json", "port-partout.json",
)  # fmt: skip
CAPTURES = ("vlan.pcap", "capture-claire.pcap", "capture-chiffree.pcap")
OVERLAYS = ("overlay-claire.json", "overlay-chiffree.json")
VXLAN_PORT, VXLAN_HEADER = 4789, 8  # RFC 7348
ESP = 50  # RFC 4303


def test_the_folder_holds_these_files_and_no_other() -> None:
    assert sorted(path.name for path in RECORDED.iterdir()) == sorted((*READINGS, *FACTS, *CAPTURES))


def test_what_is_recorded_stays_small() -> None:
    assert sum(path.stat().st_size for path in RECORDED.iterdir()) < 2_000_000


def test_a_missing_name_says_what_there_is() -> None:
    with pytest.raises(UsageError) as raised:
        recorded_path("../rien.json")
    assert "vip.json" in raised.value.remedy


def test_a_reading_is_not_a_record() -> None:
    with pytest.raises(UsageError):
        recorded_facts(READINGS[0])
    with pytest.raises(UsageError):
        recorded_snapshot(FACTS[0])


# Le rapport


def rows() -> list[list[str]]:
    return [line.split(" | ") for line in REPORT.splitlines() if line.startswith("| ")][1:]


def test_the_report_is_dated_and_every_experiment_succeeded() -> None:
    day = re.search(r"^Le (\d\d/\d\d/\d{4}), Debian 13", REPORT, re.M)
    assert day
    datetime.strptime(day[1], "%d/%m/%Y")
    assert {row[3] for row in rows()} == {"réussie"}


@pytest.mark.parametrize("name", FACTS)
def test_a_record_says_when_and_where(name: str) -> None:
    record = recorded_facts(name)
    assert f"Linux {record.kernel}, moteur {record.engine}" in REPORT
    assert record.engine.startswith("26.1.")
    assert record.seen
    assert record.title in repr(record)
    assert all(one.command in repr(record) for one in record.seen)


# Les lectures


@pytest.mark.parametrize("view", ["simple", "ports", "cables"])
@pytest.mark.parametrize("name", READINGS)
def test_a_reading_draws(name: str, view: str) -> None:
    snapshot = recorded_snapshot(name)
    assert snapshot.kernel
    topology = build(snapshot)
    assert all(endpoint.verified for container in topology.containers for endpoint in container.endpoints)
    assert "<svg" in Figure(topology, view).svg()


@pytest.mark.parametrize("name", ["ipvlan-l2", "ipvlan-l3", "vlan"])
def test_who_reaches_whom_is_what_the_pings_showed(name: str) -> None:
    topology = build(recorded_snapshot(f"{name}.json"))
    for a, b, can in recorded_facts(f"{name}-faits.json").facts["reach"]:
        assert topology.reachable(a, b).ok is can, (a, b)


@pytest.mark.parametrize(("name", "parent", "kinds"), [
    ("ipvlan-l2", {"lan0"}, {"ipvlan"}), ("ipvlan-l3", {"lan2"}, {"ipvlan"}), ("vlan", {"lan4.10", "lan4.20"}, {"ipvlan", "macvlan"}),
])  # fmt: skip
def test_each_lan_container_hangs_from_its_parent(name: str, parent: set[str], kinds: set[str]) -> None:
    links = [link for link in build(recorded_snapshot(f"{name}.json")).links if link.kind in ("ipvlan", "macvlan")]
    assert {link.b for link in links} == {f"host/{one}" for one in parent}
    assert {link.kind for link in links} == kinds
    assert len(links) == 2
    assert all(link.verified for link in links)


def test_ipvlan_l2_shares_one_mac_and_l3_needs_a_route() -> None:
    facts = recorded_facts("ipvlan-l2-faits.json").facts
    assert (facts["neighbour"], len(facts["macs"]), facts["macs"]) == (True, 1, facts["neighbour_table"])
    facts = recorded_facts("ipvlan-l3-faits.json").facts
    assert (facts["neighbour_before_route"], facts["neighbour_after_route"]) == (False, True)


# Les captures


def frames(name: str) -> Iterator[dpkt.ethernet.Ethernet]:
    with recorded_path(name).open("rb") as file:
        for _, data in dpkt.pcap.Reader(file):
            yield dpkt.ethernet.Ethernet(data)


def addresses(packet: dpkt.ip.IP) -> tuple[str, str]:
    return str(ip_address(packet.src)), str(ip_address(packet.dst))


def both_ways(pair: list[str]) -> set[tuple[str, ...]]:
    return {tuple(pair), tuple(reversed(pair))}


def test_in_the_clear_the_ping_is_read_inside_vxlan() -> None:
    facts = recorded_facts("overlay-claire.json").facts
    outer, inner = set(), set()
    for frame in frames(facts["capture"]):
        packet = frame.data
        assert (packet.p, packet.data.dport) == (17, VXLAN_PORT)
        assert int.from_bytes(packet.data.data[4:7], "big") == facts["vni"]
        outer.add(addresses(packet))
        inside = dpkt.ethernet.Ethernet(packet.data.data[VXLAN_HEADER:]).data
        if isinstance(inside, dpkt.ip.IP) and inside.p == dpkt.ip.IP_PROTO_ICMP:
            inner.add(addresses(inside))
            assert facts["word"].encode() in bytes(inside.data)
    assert outer == both_ways(list(facts["underlay"].values()))
    assert inner == both_ways(list(facts["containers"].values()))


def test_encrypted_only_esp_is_left_and_nothing_is_read() -> None:
    facts = recorded_facts("overlay-chiffree.json").facts
    packets = [frame.data for frame in frames(facts["capture"])]
    assert len(packets) == facts["frames"] >= 6
    assert {packet.p for packet in packets} == {ESP}
    assert {addresses(packet) for packet in packets} == both_ways(list(facts["underlay"].values()))
    content = recorded_path(facts["capture"]).read_bytes()
    assert facts["word"].encode() not in content
    for address in facts["containers"].values():
        assert ip_address(address).packed not in content


def test_vxlan_takes_50_bytes_and_encryption_26_more() -> None:
    assert [recorded_facts(name).facts["mtu"] for name in OVERLAYS] == [1450, 1424]


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_reading_has_the_vni_of_the_capture(name: str) -> None:
    facts = recorded_facts(name).facts
    for host in facts["underlay"]:
        kernel = recorded_snapshot(f"overlay-{host}.json").kernel
        assert facts["vni"] in {link["vni"] for space in kernel for link in space["links"] if link["kind"] == "vxlan"}


def test_vlan_frames_carry_their_tag_and_each_subnet_keeps_to_its_own() -> None:
    seen: dict[str, set[int]] = {}
    for frame in frames("vlan.pcap"):
        (tag,) = frame.vlan_tags
        if isinstance(frame.data, dpkt.ip.IP):
            seen.setdefault(addresses(frame.data)[0], set()).add(tag.id)
    assert seen == {"10.203.7.226": {10}, "10.203.7.238": {10}, "10.203.7.242": {20}, "10.203.7.254": {20}}


# Les services


def test_a_vip_is_one_address_and_dns_gives_one_a_replica() -> None:
    facts = recorded_facts("vip.json").facts
    answers = facts["answers"]
    assert [len(answers[name]) for name in ("site-vip", "tasks.site-vip", "site-dns")] == [1, 2, 2]
    assert not set(answers["site-vip"]) & set(answers["tasks.site-vip"])
    assert facts["shared"] == {"hote-1": 4, "hote-2": 4}
    backends = {
        word.partition(":")[0] for line in facts["ipvs"] for word in line.split() if re.match(r"[\d.]+:\d+$", word)
    }
    assert set(answers["tasks.site-vip"]) <= backends


def test_a_published_port_answers_where_no_replica_runs_except_in_host_mode() -> None:
    facts = recorded_facts("port-partout.json").facts
    assert facts["replicas"] == {"hote-1": 1, "hote-2": 0}
    assert facts["answers"] == {
        "hote-1:8088": ["200", 0], "hote-2:8088": ["200", 0], "hote-1:8089": ["200", 0], "hote-2:8089": ["000", 7],
    }  # fmt: skip


# La commande


@pytest.mark.parametrize("script", ["init", "inside/scene.sh"])
def test_a_script_of_the_machine_parses(script: str) -> None:
    subprocess.run(["bash", "-n", str(MACHINE / script)], check=True)


def test_the_command_the_machine_and_the_report_name_the_same_experiments() -> None:
    inside = re.findall(
        r'Experiment\(\s*"([\w-]+)", "([^"]+)"', (MACHINE / "inside" / "__main__.py").read_text(encoding="utf-8")
    )
    outside = re.search(r"^EXPERIMENTS = \((.*?)^\)", (MACHINE / "run").read_text(encoding="utf-8"), re.M | re.S)
    assert outside
    assert re.findall(r'"([\w-]+)"', outside[1]) == [id for id, _ in inside]
    assert [row[0].removeprefix("| ") for row in rows()] == [title for _, title in inside]

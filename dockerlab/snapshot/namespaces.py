"""Lire chaque espace de noms réseau de la machine : ce programme tourne dans la boîte à outils, avec SYS_ADMIN seulement.

N'emploie que la bibliothèque standard, `ip` et `ss`. Ses arguments : un dossier d'espaces de noms (man 7 namespaces : un
fichier monté chacun), puis des fichiers isolés. Il écrit une ligne JSON par espace de noms : `name` (le fichier), `inode`,
`links` (man 8 ip-link), `ids` (les autres espaces, par le numéro que celui-ci leur donne ; man 8 ip-netns), `listeners`
(sortie de `ss`, pour la machine seulement).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

MACHINE = "default"  # le fichier que le moteur donne à l'espace de noms de la machine
CLONE_NEWNET = 0x40000000  # man 2 setns
KEPT = ("ifname", "ifindex", "link", "link_index", "link_netnsid", "master", "mtu", "operstate", "flags", "address")
# Là où un câble peut venir de plusieurs espaces, il faut savoir lequel est lequel.
FAR_KINDS = {"bridge", "macvlan", "ipvlan", "vxlan"}


def read_all(folder: str, singles: list[str]) -> Iterator[dict[str, Any]]:
    """Un document par espace de noms lisible ; un fichier périmé est passé (« Invalid argument »)."""
    running = []
    for path in [*(os.path.join(folder, name) for name in sorted(os.listdir(folder))), *singles]:  # noqa: PTH118, PTH208 : plus rapide à lancer
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            os.setns(handle, CLONE_NEWNET)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
        else:
            # Sans attendre : le suivant se lit pendant que celui-ci répond.
            running.append((path, os.fstat(handle).st_ino, handle, start("ip", "-j", "-d", "address", "show")))
    found: list[tuple[int, dict[str, Any]]] = []
    for path, inode, handle, process in running:
        links = [pruned(link) for link in answer(process)]
        found.append((handle, {"name": os.path.basename(path), "inode": inode, "links": links, "ids": {}}))  # noqa: PTH119
    cables = {
        (link["ifindex"], link.get("link_index"))
        for _, document in found
        if document["name"] == MACHINE
        for link in document["links"]
    }
    remote: set[str] = set()
    for handle, document in found:
        os.setns(handle, CLONE_NEWNET)  # type: ignore[attr-defined,unused-ignore]
        if any(link["kind"] == "vxlan" for link in document["links"]):
            document["forwarding"] = forwarding(answer(start("bridge", "-j", "fdb", "show")))
            remote |= {entry["dst"] for entry in document["forwarding"]}
        if document["name"] == MACHINE or any(needs_numbers(link, cables) for link in document["links"]):
            document["ids"] = {str(e["id"]): e["name"] for e in answer(start("ip", "-j", "netns", "list")) if "id" in e}
        if document["name"] == MACHINE:
            document["listeners"] = start("ss", "-Hlntu").communicate()[0]
    for handle, document in found:
        if document["name"] == MACHINE and remote:
            os.setns(handle, CLONE_NEWNET)  # type: ignore[attr-defined,unused-ignore]
            document["routes"] = {address: route for address in sorted(remote) if (route := route_to(address))}
        os.close(handle)
        yield document


def forwarding(entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Les lignes de la table d'une vxlan qui nomment une autre machine ; le pont a les siennes, qui n'en nomment pas."""
    return [{key: entry[key] for key in ("ifname", "mac", "dst")} for entry in entries if "dst" in entry]


def route_to(address: str) -> dict[str, str]:
    """Par quelle interface, et de quelle adresse, part ce qui va à `address` ; rien si le noyau n'y sait pas aller."""
    found = answer(start("ip", "-j", "route", "get", address))
    return {key: found[0][key] for key in ("dev", "prefsrc", "gateway") if key in found[0]} if found else {}


def needs_numbers(link: dict[str, Any], cables: set[tuple[Any, Any]]) -> bool:
    """Vrai si l'autre bout de `link` n'est pas, à l'évidence, dans la machine : il faut savoir quel espace il désigne."""
    if link["kind"] == "veth":
        return "link_netnsid" in link and (link.get("link_index"), link["ifindex"]) not in cables
    return link["kind"] in FAR_KINDS


def answer(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Ce qu'a écrit `ip -j` ; un nom d'interface peut contenir n'importe quels octets, qu'il écrit tels quels."""
    try:
        return json.loads(process.communicate()[0] or "[]", strict=False)  # type: ignore[no-any-return]
    except ValueError:
        return []


def start(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", errors="backslashreplace"
    )


def pruned(link: dict[str, Any]) -> dict[str, Any]:
    """Ce qui sert d'une interface ; `ip` en dit dix fois plus."""
    about = link.get("linkinfo") or {}
    return {key: link[key] for key in KEPT if key in link} | {
        "kind": about.get("info_kind", "loopback" if link.get("link_type") == "loopback" else "physical"),
        "slave": about.get("info_slave_kind", ""),
        "hairpin": bool((about.get("info_slave_data") or {}).get("hairpin")),
        "vni": (about.get("info_data") or {}).get("id"),
        **({"port": about["info_data"].get("port")} if about.get("info_kind") == "vxlan" else {}),
        "addresses": [f"{a['local']}/{a['prefixlen']}" for a in link.get("addr_info", []) if "local" in a],
    }


if __name__ == "__main__":
    for found in read_all(sys.argv[1], sys.argv[2:]):
        print(json.dumps(found))

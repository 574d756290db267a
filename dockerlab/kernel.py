"""Ce que sait faire le noyau de la machine du moteur : essayé, non supposé."""

from __future__ import annotations

import json

from . import helpers
from .engine import Engine

# Chaque essai se fait dans un espace de noms jetable, celui d'un conteneur sans réseau : rien n'en reste.
FEATURES = {
    "veth": ("paires veth", "ip link add v0 type veth peer name v1"),
    "bridge": ("ponts", "ip link add b0 type bridge"),
    "vxlan": ("VXLAN (chapitre 08)", "ip link add x0 type vxlan id 42 dstport 4789"),
    "macvlan": (
        "macvlan (chapitre 07)",
        "ip link add v0 type veth peer name v1 && ip link add m0 link v0 type macvlan mode bridge",
    ),
    "ipvlan": (
        "ipvlan (chapitre 07)",
        "ip link add v0 type veth peer name v1 && ip link add i0 link v0 type ipvlan mode l2",
    ),
    "8021q": (
        "VLAN 802.1q (chapitre 07)",
        "ip link add v0 type veth peer name v1 && ip link add link v0 name v0.5 type vlan id 5",
    ),
    "dummy": ("interfaces factices", "ip link add d0 type dummy"),
    "netem": ("perturbation de lien, netem (chapitre 08)", "tc qdisc add dev lo root netem delay 1ms"),
    "esp": (
        "chiffrement ESP (chapitre 08)",
        "ip xfrm state add src 127.0.0.1 dst 127.0.0.2 proto esp spi 1 mode transport aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128",
    ),
    "ipvs": ("équilibrage IPVS (chapitre 08)", "ipvsadm -Ln"),
    "ipv6": ("IPv6", "test -e /proc/net/if_inet6"),
    "iptables": ("règles iptables (chapitre 05)", "iptables-save"),
}

_TRY = """
import json, subprocess, sys
trials = json.loads(sys.argv[1])
print(json.dumps({n: subprocess.run(["unshare", "-n", "sh", "-c", c], capture_output=True).returncode for n, c in trials.items()}))
"""


def try_features(engine: Engine) -> dict[str, bool]:
    """Pour chaque nom de `FEATURES`, vrai si l'essai réussit. Lève `HelperFailed` si les essais ne peuvent pas se faire."""
    trials = json.dumps({name: command for name, (_, command) in FEATURES.items()})
    # unshare demande SYS_ADMIN, les liens NET_ADMIN : dans un conteneur sans réseau, ils ne touchent que lui.
    capabilities = ("NET_ADMIN", "NET_RAW", "SYS_ADMIN")
    answer = helpers.read_with_helper(engine, ["python3", "-c", _TRY, trials], capabilities=capabilities)
    return {name: code == 0 for name, code in json.loads(answer).items()}

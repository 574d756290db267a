"""Toutes les expériences, dans l'ordre : `python3 inside DOSSIER IMAGES.tar`, sur la machine émulée."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import bare
import chapter
import cluster
import lan
import one_host
from bench import Experiment, Records, must, play, sh

from dockerlab.engine import Engine

EXPERIMENTS = (
    Experiment(
        "noyau", "Ce que sait faire le noyau", "cgroup v2 ; ipvlan, 802.1q, netem, ESP et IPVS présents", 3000,
        one_host.what_the_kernel_can,
    ),
    Experiment(
        "hote-cgroup2", "Un hôte Docker privé sous cgroup v2",
        "démarre, répond sur un port publié, borne la mémoire d'un conteneur", 3000, one_host.a_host_under_cgroup_v2,
    ),
    Experiment(
        "ipvlan-l2", "ipvlan, mode l2", "deux conteneurs et une voisine se joignent, le parent non ; une seule adresse MAC",
        3000, lan.ipvlan_l2,
    ),
    Experiment(
        "ipvlan-l3", "ipvlan, mode l3",
        "deux sous-réseaux se joignent ; la voisine seulement avec une route ; le parent non", 3000, lan.ipvlan_l3,
    ),
    Experiment(
        "vlan", "VLAN 802.1q", "chacun joint sa voisine, rien ne passe d'un VLAN à l'autre, les trames sont étiquetées",
        3000, lan.vlan,
    ),
    Experiment(
        "overlay-clair", "Overlay entre deux hôtes", "la charge d'un ping se lit dans des trames VXLAN", 3000, cluster.clear,
    ),
    Experiment(
        "overlay-chiffre", "Overlay chiffré", "il ne passe que de l'ESP, où rien ne se lit", 3000, cluster.encrypted,
    ),
    Experiment(
        "vip", "Un service : VIP et tourniquet du DNS",
        "une adresse virtuelle contre une par réplique ; IPVS partage les requêtes", 3000, cluster.vip,
    ),
    Experiment(
        "port-partout", "Le port publié par tous les hôtes (« routing mesh »)",
        "un hôte sans réplique répond, et refuse en mode=host", 3000, cluster.mesh,
    ),
    Experiment(
        "rien-ne-reste", "Les hôtes enlevés", "ni conteneur, ni volume, ni réseau, ni dossier de socket", 3000,
        one_host.nothing_left,
    ),
    Experiment(
        "lecon-00", "La leçon 00 sous nbval", "toutes ses cellules passent", 5000, partial(chapter.lesson, "00-accueil"),
    ),
    Experiment(
        "lecon-01", "La leçon 01 sous nbval", "toutes ses cellules passent", 5000, partial(chapter.lesson, "01-ports"),
    ),
    Experiment(
        "lecon-02", "La leçon 02 sous nbval", "toutes ses cellules passent", 5000, partial(chapter.lesson, "02-exposer-publier"),
    ),
    Experiment(
        "lecon-03", "La leçon 03 sous nbval", "toutes ses cellules passent", 5000, partial(chapter.lesson, "03-reseaux"),
    ),
    Experiment(
        "lecon-04", "La leçon 04 sous nbval", "toutes ses cellules passent", 5000, partial(chapter.lesson, "04-bridge"),
    ),
    Experiment(
        "lecon-08", "La leçon 08 sous nbval", "toutes ses cellules passent, ce que demandent ESP et IPVS en direct", 5000,
        partial(chapter.lesson, "08-overlay"),
    ),
    Experiment(
        "exercice-08", "L'exercice du chapitre 08, en chiffré", "tous les points", 3000, chapter.exercise,
    ),
    Experiment(
        "scene", "La scène des tests, sur le moteur de la machine", "elle se joue et se lit, noyau compris", 3000, bare.scene,
    ),
)  # fmt: skip


def chosen() -> list[Experiment]:
    """Celles que demande la ligne du noyau (`dockerlab.seules=`), toutes si elle n'en dit rien ; « noyau » toujours."""
    found = re.search(r"dockerlab\.seules=(\S+)", Path("/proc/cmdline").read_text(encoding="ascii"))
    wanted = found[1].split(",") if found else [one.id for one in EXPERIMENTS]
    return [one for one in EXPERIMENTS if one.id in wanted or one.id == "noyau"]


def main(folder: str, images: str) -> int:
    os.chdir("/cours")
    records, results = Records(Path(folder), str(Engine.connect().info()["ServerVersion"])), []
    must(sh("docker", "load", "-i", images, timeout=1800), "charger les images")
    print("--- images chargées", flush=True)
    for experiment in chosen():
        results.append(asdict(play(experiment, records)))
        text = json.dumps(results, ensure_ascii=False, indent=1)
        (Path(folder) / "resultats.json").write_text(text, encoding="utf-8")
        sh(
            "sh", "-c", f"tar cf /dev/vdb -C {folder} . && sync /dev/vdb"
        )  # rendu à mesure : une coupure ne perd que la suite
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

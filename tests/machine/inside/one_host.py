"""Le noyau de la machine, puis un hôte Docker privé sous cgroup v2 ; à la fin, rien n'en reste."""

from __future__ import annotations

import time
from platform import release

from bench import Records, expect, must, sh
from hosts import NAMES, UNDERLAY, pair, run, second_ahead, start

from dockerlab.dockerhosts import sweep
from dockerlab.dockerhosts.folders import find_folder
from dockerlab.engine import Engine
from dockerlab.kernel import FEATURES, try_features
from dockerlab.ownership import HOST


def what_the_kernel_can(records: Records) -> str:
    expect(
        sh("stat", "-fc", "%T", "/sys/fs/cgroup").stdout.strip() == "cgroup2fs",
        "les groupes de contrôle ne sont pas v2",
    )
    able = try_features(Engine.connect())  # rien n'est chargé d'avance : le noyau charge ce qu'un conteneur lui demande
    lacking = [name for name in FEATURES if not able[name]]
    expect(not lacking, f"manquent : {', '.join(lacking)}")
    info = Engine.connect().info()
    security = ", ".join(str(option).split(",")[0].removeprefix("name=") for option in info["SecurityOptions"])
    return (
        f"Linux {release()}, moteur {records.engine_version}, cgroup v{info['CgroupVersion']}, sécurité : {security} ; "
        f"essayés et présents, sans rien charger d'avance : {', '.join(FEATURES)}"
    )


def a_host_under_cgroup_v2(records: Records) -> str:
    begin = time.monotonic()
    host = start(NAMES[0])
    ready = time.monotonic() - begin
    version = host.engine.info()["CgroupVersion"]
    expect(version == "2", f"l'hôte voit cgroup v{version}")
    run(host, "docker run -d --pull never --name page -m 64m -p 127.0.0.1:8000:80 nginx")
    answer = run(
        host,
        "curl -s -o /dev/null -w '%{http_code}' --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:8000/",
    )
    limit = run(host, "docker exec page cat /sys/fs/cgroup/memory.max")
    run(host, "docker rm -f page")
    expect((answer, limit) == ("200", str(64 * 2**20)), f"HTTP {answer}, memory.max {limit}")
    left = run(host, "docker ps -aq")
    expect(not left, "un conteneur est resté sur l'hôte")
    second_ahead()
    return f"prêt en {ready:.0f} s, images comprises ; 127.0.0.1:8000 répond {answer} ; -m 64m donne memory.max {limit}"


def nothing_left(records: Records) -> str:
    pair()
    outer = Engine.connect()
    expect(len(outer.containers(label=HOST)) == len(NAMES), "les deux hôtes ne sont pas là pour être enlevés")
    folders = [find_folder(outer, name) for name in NAMES]
    begin = time.monotonic()
    for name in NAMES:
        start(name).remove()
    seconds = time.monotonic() - begin
    must(sh("docker", "network", "rm", UNDERLAY), f"enlever {UNDERLAY}")
    sweep(outer)
    kept = [path.name for path in folders if path.exists()]
    networks = sorted(network["Name"] for network in outer.networks())
    containers, volumes = outer.containers(), outer.volumes()
    expect(
        not containers and not volumes and not kept,
        f"restent : {len(containers)} conteneurs, {len(volumes)} volumes, {kept}",
    )
    expect(networks == ["bridge", "host", "none"], f"réseaux : {', '.join(networks)}")
    return f"deux hôtes enlevés en {seconds:.0f} s ; ni conteneur, ni volume, ni réseau, ni dossier de socket"

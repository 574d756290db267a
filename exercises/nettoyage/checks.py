"""nettoyage : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

GONE = ("kiosque-1", "kiosque-2", "kiosque-3", "kiosque-caisse")
GONE_NETWORKS = ("kiosque", "kiosque-reserve")
GONE_VOLUME = "kiosque-billets"
KEPT = ("kiosque-10", "kiosque-20", "kiosque-30")
KEPT_NETWORKS = ("kiosque-foyer", "kiosque-loges")
KEPT_VOLUME = "kiosque-billets-2024"
LEDGER = {"registre.txt": "Représentation du 12 mars : 214 entrées.\n"}


def prepare(lab):
    """Les restes de l'essai (kiosques 1 à 3, caisse) parmi ce qui sert encore (kiosques 10, 20 et 30)."""
    foyer = lab.network("kiosque-foyer", subnet="10.203.108.64/27")
    lab.network("kiosque-loges", subnet="10.203.108.96/27")
    lab.volume(KEPT_VOLUME, files=LEDGER)
    lab.run("nginx", name="kiosque-10", networks=[foyer], ready="80/tcp")
    lab.run("nginx", name="kiosque-20", networks=[foyer], ready="80/tcp").stop()
    lab.run("nginx", name="kiosque-30", networks=[foyer], start=False)

    trial = lab.network("kiosque", subnet="10.203.108.0/27")
    lab.network("kiosque-reserve", subnet="10.203.108.32/27")
    lab.volume(GONE_VOLUME, files=dict.fromkeys(LEDGER, "essai\n"))
    lab.run("nginx", name="kiosque-1", networks=[trial, foyer], ready="80/tcp")
    lab.run("nginx", name="kiosque-2", networks=[trial], volumes=["/brouillon"], ready="80/tcp").stop()
    lab.run("nginx", name="kiosque-3", networks=[trial], start=False)
    lab.run("nginx", name="kiosque-caisse", networks=[trial], volumes=[f"{GONE_VOLUME}:/billets"], ready="80/tcp")


exercise = Exercise(
    chapter="tous",
    title="Débarrasser la machine d'un essai, sans toucher au reste",
    goal="Il ne reste rien de l'essai (kiosques 1, 2, 3 et caisse, leurs deux réseaux, leurs deux volumes), et tout le reste est comme au départ.",
    containers=[*GONE, *KEPT],
    networks=[*GONE_NETWORKS, *KEPT_NETWORKS],
    volumes=[GONE_VOLUME, KEPT_VOLUME],
    images=["nginx"],
    prepare=prepare,
    doomed=[*GONE, *GONE_NETWORKS, GONE_VOLUME],
    hints=[
        "Faites d'abord l'inventaire, sans rien enlever : les conteneurs dans tous leurs états, les réseaux, les volumes. Ce qui ne tourne pas "
        "n'est pas forcément abandonné, et un nom qui commence comme un autre n'est pas cet autre.",
        "L'ordre compte : les conteneurs, puis les réseaux et les volumes qu'ils tenaient. Un filtre par nom cherche un morceau de nom ; celui qui "
        "dit « tout ce qui ne sert pas » ne sait pas ce qui vous servira demain. Nommer exactement ce que l'on enlève est plus sûr.",
        "kiosque-2 a un volume sans nom, visible dans la description du conteneur : il part avec lui si on le demande en enlevant le conteneur. "
        "S'il est déjà orphelin, c'est celui dont le nom est un long identifiant, et que la liste des volumes sans conteneur montre encore.",
    ],
)


@exercise.check(points=2)
def conteneurs(situation):
    """Il ne reste aucun conteneur de l'essai, ni en marche, ni arrêté, ni seulement créé."""
    return situation.containers_are_gone(*GONE)


@exercise.check(points=1)
def reseaux(situation):
    """Il ne reste aucun des deux réseaux de l'essai."""
    return situation.networks_are_gone(*GONE_NETWORKS)


@exercise.check(points=1)
def volumes(situation, probes):
    """Il ne reste aucun des deux volumes de l'essai, celui sans nom de `kiosque-2` compris."""
    return probes.volumes().are_gone(GONE_VOLUME, of=GONE, since=situation.opening)


@exercise.check(points=2, after=conteneurs)
def autres_conteneurs(situation):
    """`kiosque-10`, `kiosque-20` et `kiosque-30` sont tels qu'au départ, chacun dans son état."""
    return all_of(*(situation.container(name).is_untouched for name in KEPT))


@exercise.check(points=1, after=reseaux)
def autres_reseaux(situation):
    """Les réseaux `kiosque-foyer` et `kiosque-loges` sont ceux du départ."""
    return situation.networks_are_untouched(*KEPT_NETWORKS)


@exercise.check(points=1, after=volumes)
def autre_volume(situation, probes):
    """Le volume `kiosque-billets-2024` est celui du départ, avec ce qu'il contenait."""
    return probes.volumes().are_untouched(KEPT_VOLUME, since=situation.opening, holding=LEDGER)

"""overlay-deux-hotes : ce que l'exercice attend, et comment il le voit."""

from dockerlab.dockerhosts import Plan
from dockerlab.grading import Exercise
from dockerlab.grading.services import found_by_name
from dockerlab.grading.swarm import across, form_one_swarm, is_attachable, is_only_on, stands_on
from dockerlab.grading.verdict import all_of, passed
from dockerlab.ownership import Declared

LEFT, RIGHT = "rive-gauche", "rive-droite"

exercise = Exercise(
    chapter="08",
    title="Un passeur entre deux rives",
    goal="Sur deux hôtes, un seul réseau overlay, bac, de sous-réseau 10.203.114.0/24 : depuis rive-droite, voyageur lit la page de passeur, qui est sur "
    "rive-gauche, par son nom, et sans qu'aucun port soit publié.",
    hosts=Plan((LEFT, RIGHT), "fleuve", "10.203.113.0/24"),
    inside={
        LEFT: Declared.of(containers=["passeur"], networks=["bac"]),
        RIGHT: Declared.of(containers=["voyageur"], networks=["bac"]),
    },
    images=["nginx"],
    hints=[
        "Un réseau ordinaire est le pont d'un seul noyau : il ne passe pas le fleuve, même si l'autre rive en a un du même nom. Celui qui le passe demande "
        "que les deux moteurs se connaissent d'abord. Revoyez, dans la leçon 08, ce qu'il a fallu avant de pouvoir le créer.",
        "Demandez à chaque moteur ce qu'il sait : s'il est d'un Swarm et sous quelle adresse, quels réseaux il a, de quel pilote et de quelle portée. Un "
        "exécutant ne montre un overlay que lorsqu'un de ses conteneurs y est : la liste du gestionnaire est la bonne.",
        "Un Swarm dont les deux hôtes sont, chacun annoncé à son adresse sur le réseau fleuve ; sur le gestionnaire, un réseau overlay bac, de sous-réseau "
        "10.203.114.0/24, ouvert aux conteneurs ordinaires ; passeur lancé par le moteur de rive-gauche et voyageur par celui de rive-droite, tous deux sur "
        "bac seulement. La carte des commandes, à la fin de la leçon 08, montre la forme voulue.",
    ],
)


@exercise.check(points=1)
def essaim(situation):
    """Les deux hôtes sont d'un même Swarm."""
    return form_one_swarm(situation, LEFT, RIGHT)


@exercise.check(points=1, after=essaim, drawn=True)
def reseau(situation):
    """Le réseau `bac` est un overlay, ouvert aux conteneurs ordinaires."""
    bac = situation.overlay("bac")
    return all_of(lambda: bac.is_planned(driver="overlay"), lambda: is_attachable(bac))


@exercise.check(points=1, after=reseau, drawn=True)
def plan(situation):
    """Le sous-réseau de `bac` est 10.203.114.0/24."""
    return situation.overlay("bac").is_planned(driver="overlay", subnet="10.203.114.0/24")


@exercise.check(points=1, after=reseau)
def a_quai(situation):
    """Le conteneur `passeur` sur `rive-gauche`, et `voyageur` sur `rive-droite`, fonctionnent, et tiennent."""
    verdict = all_of(lambda: stands_on(situation, LEFT, "passeur"), lambda: stands_on(situation, RIGHT, "voyageur"))
    if not verdict.ok:
        return verdict
    return passed(
        f"passeur en marche sur {LEFT}, voyageur sur {RIGHT}", "passeur et voyageur : en marche, ils tiennent"
    )


@exercise.check(points=1, after=a_quai, drawn=True)
def a_bord(situation):
    """Tous deux sont sur `bac`, et sur aucun autre réseau."""
    bac = situation.overlay("bac")
    return is_only_on(bac, [situation.host(LEFT).container("passeur"), situation.host(RIGHT).container("voyageur")])


@exercise.check(points=1, after=a_quai)
def rien_d_ouvert(situation):
    """Ni l'un ni l'autre ne publie de port sur son hôte."""
    return all_of(
        situation.host(LEFT).container("passeur").publishes_nothing,
        situation.host(RIGHT).container("voyageur").publishes_nothing,
    )


@exercise.check(points=2, after=a_bord)
def nom(situation, probes):
    """Depuis `voyageur`, le nom `passeur`, que donne le serveur de noms de Docker, mène à `passeur`."""
    passeur, voyageur = situation.host(LEFT).container("passeur"), situation.host(RIGHT).container("voyageur")
    return found_by_name(probes.on_host(RIGHT), voyageur, "passeur", passeur)


@exercise.check(points=2, after=nom)
def traversee(situation, probes):
    """Depuis `voyageur`, une requête sur http://passeur/ traverse le fleuve, et arrive jusqu'à `passeur`."""
    passeur, voyageur = situation.host(LEFT).container("passeur"), situation.host(RIGHT).container("voyageur")
    request = probes.on_host(RIGHT).inside(voyageur).http("http://passeur/")
    verdict = request.reaches(passeur, engine=probes.on_host(LEFT).engine)
    return across(verdict, situation.overlay("bac"))

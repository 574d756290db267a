"""segmentation : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

FRONT, BACK, DB = "librairie-front", "librairie-back", "librairie-db"

exercise = Exercise(
    chapter="04",
    title="Trois étages et un mur",
    goal="librairie-front joint librairie-back, librairie-back joint librairie-db, et rien ne mène de librairie-front à librairie-db.",
    containers=[FRONT, BACK, DB],
    networks=["front-librairie", "back-librairie"],
    projects=["segmentation"],
    images=["nginx"],
    hints=[
        "Deux conteneurs se joignent s'ils ont un réseau en commun, et s'ignorent s'ils n'en ont aucun. Dessinez sur papier qui doit parler à "
        "qui : chaque trait est un réseau.",
        "Deux traits, donc deux réseaux. L'étage du milieu est au bout des deux traits : rien n'interdit à un conteneur d'être sur deux réseaux, "
        "et il peut être branché au second après sa création. Les deux autres ne sont que sur un.",
        "librairie-front sur front-librairie, librairie-db sur back-librairie, librairie-back sur les deux. Un port publié est aussi un chemin : "
        "celui qui ne sert à personne du dehors n'a pas à l'être. La carte des commandes, à la fin de la leçon 04, montre comment créer un réseau, "
        "y lancer un conteneur, et en brancher un de plus.",
    ],
)


@exercise.check(points=1)
def trois_etages(situation):
    """Les trois conteneurs fonctionnent, et tiennent."""
    return all_of(*(situation.container(name).is_stable for name in (FRONT, BACK, DB)))


@exercise.check(points=1, after=trois_etages, drawn=True)
def reseaux(situation):
    """Chacun est sur ses réseaux et sur aucun autre : `librairie-back` sur les deux, les autres sur un seul."""
    front, back, db = (situation.container(name) for name in (FRONT, BACK, DB))
    return all_of(
        lambda: front.is_on("front-librairie"),
        lambda: back.is_on("back-librairie", "front-librairie"),
        lambda: db.is_on("back-librairie"),
    )


@exercise.check(points=1, after=trois_etages)
def front_joint_back(situation, probes):
    """De `librairie-front`, le port 80 de `librairie-back` s'ouvre, par son nom."""
    return probes.inside(situation.container(FRONT)).can_reach(situation.container(BACK), 80)


@exercise.check(points=1, after=trois_etages)
def back_joint_db(situation, probes):
    """De `librairie-back`, le port 80 de `librairie-db` s'ouvre, par son nom."""
    return probes.inside(situation.container(BACK)).can_reach(situation.container(DB), 80)


@exercise.check(points=2, after=back_joint_db, drawn=True)
def mur(situation, probes):
    """De `librairie-front`, `librairie-db` est hors d'atteinte : par son nom, par ses adresses, par la machine."""
    return probes.inside(situation.container(FRONT)).cannot_reach(
        situation.container(DB),
        80,
        control=probes.inside(situation.container(BACK)),
        kinds=("timeout", "unknown-name", "unreachable"),
    )

"""reseau-interne : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

BASE, APPLI, OUTSIDE = "paie-base", "paie-appli", "paie-dehors"
STREET = "rue-paie"
CLOSED = ("timeout", "unknown-name", "unreachable")


def prepare(lab):
    """Le monde extérieur, joué par un serveur d'un autre réseau, que la machine ouvre à une de ses adresses."""
    street = lab.network(STREET, subnet="10.203.104.0/24", gateway="10.203.104.1")
    lab.run("nginx", name=OUTSIDE, networks=[street], publish=["10.203.104.1:8104:80"], ready="80/tcp")


exercise = Exercise(
    chapter="04",
    title="Une base au secret",
    goal="paie-appli joint paie-base sur son port 5432 ; paie-dehors ne l'atteint pas, et paie-base n'atteint rien hors de son réseau.",
    containers=[BASE, APPLI, OUTSIDE],
    networks=["coffre-paie", STREET],
    projects=["reseau-interne"],
    ports=["8104/tcp"],
    images=["nginx"],
    prepare=prepare,
    hints=[
        "Deux questions, à ne pas confondre : qui peut entrer, et qui peut sortir. Un réseau ordinaire ferme déjà l'entrée aux autres réseaux ; "
        "revoyez, dans la leçon 04, ce qu'il laisse sortir.",
        "Un réseau peut n'avoir aucun chemin vers l'extérieur. Cela se décide quand on le crée, et ne se change plus ensuite : celui qui existe déjà se refait. "
        "Un conteneur sort par n'importe lequel de ses réseaux : un seul réseau ordinaire suffit.",
        "Le réseau coffre-paie doit être interne ; paie-base n'est sur aucun autre, paie-appli y est aussi. Le port de paie-base n'a pas à être publié. "
        "Regardez enfin si le programme de paie-base écoute bien le port 5432, sur toutes ses adresses : la carte des commandes de la leçon 04 montre comment créer un tel réseau.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """`paie-base` et `paie-appli` fonctionnent, et tiennent."""
    return all_of(*(situation.container(name).is_stable for name in (BASE, APPLI)))


@exercise.check(points=1, after=en_marche)
def service(situation, probes):
    """De `paie-appli`, le port 5432 de `paie-base` s'ouvre, par son nom."""
    return probes.inside(situation.container(APPLI)).can_reach(situation.container(BASE), 5432)


@exercise.check(points=1, after=en_marche, drawn=True)
def dehors(situation):
    """`paie-dehors` est tel qu'il était au départ."""
    return situation.container(OUTSIDE).is_untouched()


@exercise.check(points=2, after=service)
def rien_n_entre(situation, probes):
    """De `paie-dehors`, `paie-base` est hors d'atteinte : par son nom, par ses adresses, par la machine."""
    return probes.inside(situation.container(OUTSIDE)).cannot_reach(
        situation.container(BASE), 5432, control=probes.inside(situation.container(APPLI)), kinds=CLOSED
    )


@exercise.check(points=2, after=service)
def rien_ne_sort(situation, probes):
    """De `paie-base`, rien ne mène dehors : ses réseaux sont internes, et `paie-dehors` est hors d'atteinte."""
    base = situation.container(BASE)
    return all_of(
        base.is_confined,
        lambda: probes.inside(base).cannot_reach(
            situation.container(OUTSIDE), 80, control=probes.on(situation.network(STREET)), kinds=CLOSED
        ),
    )

"""trou-dans-le-mur : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

ARCHIVES, READER, VISITOR = "mur-archives", "mur-lecteur", "mur-visiteur"


def prepare(lab):
    """Deux réseaux séparés, et un service publié sur toutes les adresses : le chemin qui contourne la séparation."""
    reserve = lab.network("reserve-mur", subnet="10.203.105.0/25", gateway="10.203.105.1")
    hall = lab.network("hall-mur", subnet="10.203.105.128/25", gateway="10.203.105.129")
    lab.run("nginx", name=ARCHIVES, networks=[reserve], publish=["0.0.0.0:8006:80"])
    lab.run("nginx", name=READER, networks=[reserve], ready="80/tcp")
    lab.run("nginx", name=VISITOR, networks=[hall], ready="80/tcp")


exercise = Exercise(
    chapter="04",
    title="Un trou dans le mur",
    goal="mur-visiteur n'atteint plus mur-archives, qui sert toujours mur-lecteur et http://127.0.0.1:8006/, sans que les deux autres conteneurs soient touchés.",
    containers=[ARCHIVES, READER, VISITOR],
    networks=["reserve-mur", "hall-mur"],
    projects=["trou-dans-le-mur"],
    ports=["8006/tcp"],
    images=["nginx"],
    prepare=prepare,
    hints=[
        "Les deux réseaux sont bien séparés : le visiteur ne passe ni par le nom, ni par l'adresse du conteneur. Cherchez ce que toute la machine, et donc "
        "tout réseau de Docker, peut demander.",
        "La machine a une adresse sur chacun de ses réseaux : c'est leur passerelle. Un port publié « sur toutes les adresses » l'est aussi sur celles-là. "
        "Regardez sur quelles adresses mur-archives est publié, et laquelle suffirait à qui est assis devant la machine.",
        "Les ports publiés d'un conteneur se décident à sa création : mur-archives est à refaire, avec le même nom, la même image, le même réseau, et la "
        "boucle locale devant le port. Ni le visiteur ni le lecteur n'ont à bouger.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """`mur-archives` fonctionne, et tient."""
    return situation.container(ARCHIVES).is_stable()


@exercise.check(points=1, after=en_marche, alone=True)
def service(situation, probes):
    """Une requête sur http://127.0.0.1:8006/ arrive jusqu'à son nginx."""
    return probes.http("http://127.0.0.1:8006/").reaches(situation.container(ARCHIVES), server="nginx")


@exercise.check(points=1, after=en_marche)
def lecteur(situation, probes):
    """De `mur-lecteur`, le port 80 de `mur-archives` s'ouvre, par son nom."""
    return probes.inside(situation.container(READER)).can_reach(situation.container(ARCHIVES), 80)


@exercise.check(points=2, after=en_marche, drawn=True)
def publication(situation):
    """Le port 80 de `mur-archives` est publié sur 127.0.0.1:8006, et nulle part ailleurs."""
    return situation.container(ARCHIVES).publishes("80/tcp", only_on="127.0.0.1:8006")


@exercise.check(points=2, after=lecteur)
def mur(situation, probes):
    """De `mur-visiteur`, `mur-archives` est hors d'atteinte : par son nom, par ses adresses, par la machine."""
    return probes.inside(situation.container(VISITOR)).cannot_reach(
        situation.container(ARCHIVES),
        80,
        control=probes.inside(situation.container(READER)),
        kinds=("timeout", "unknown-name", "unreachable"),
    )


@exercise.check(points=1, after=publication)
def voisins(situation):
    """`mur-lecteur` et `mur-visiteur` sont tels qu'ils étaient au départ."""
    return all_of(*(situation.container(name).is_untouched for name in (READER, VISITOR)))

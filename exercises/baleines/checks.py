"""baleines : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.counters import Counter, count_apart, is_redis
from dockerlab.grading.services import found_by_name, setting, share_no_network
from dockerlab.grading.verdict import all_of

NORTH, SOUTH = "baleines-nord", "baleines-sud"
URLS = {NORTH: "http://127.0.0.1:8004/", SOUTH: "http://127.0.0.1:8005/"}

exercise = Exercise(
    chapter="03",
    title="Deux observatoires, deux comptes",
    goal="http://127.0.0.1:8004/ et http://127.0.0.1:8005/ sont deux copies du même compteur ; chacune compte dans un redis à elle, "
    "qu'elle appelle `redis`.",
    containers=[NORTH, f"{NORTH}-redis", SOUTH, f"{SOUTH}-redis"],
    networks=["mer-nord", "mer-sud"],
    projects=[NORTH, SOUTH, "baleines"],
    ports=["8004/tcp", "8005/tcp"],
    images=["dockerlab/compteur", "redis"],
    hints=[
        "Sur un même réseau, un nom porté par deux conteneurs mène tantôt à l'un, tantôt à l'autre. Sur deux réseaux, le même nom peut "
        "mener à deux conteneurs, sans que les uns voient les autres. Revoyez, dans la leçon 03, les noms et les alias.",
        "Un réseau par observatoire : sur chacun, un compteur et son redis. Le conteneur de redis s'appelle comme l'énoncé le demande, et "
        "porte en plus, sur son réseau, un second nom : celui que le compteur cherche. Avec Compose, le nom d'un service en est un.",
        "Un second nom se donne au moment où l'on branche le conteneur à son réseau, à sa création ou ensuite : c'est un alias de ce "
        "réseau-là. Le compteur écoute le port 8080 de son conteneur ; chacun des deux se publie sur la boucle locale, l'un sur 8004, "
        "l'autre sur 8005. La page dit ce qui lui manque : lisez-la.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Les quatre conteneurs fonctionnent, et tiennent."""
    return all_of(*(situation.container(name).is_stable for name in exercise.declared.containers))


@exercise.check(points=1, after=en_marche)
def memoires(situation, probes):
    """Un vrai redis répond dans `baleines-nord-redis`, un autre dans `baleines-sud-redis`."""
    north, south = (situation.container(f"{name}-redis") for name in (NORTH, SOUTH))
    return all_of(lambda: is_redis(probes, north), lambda: is_redis(probes, south))


@exercise.check(points=1, after=en_marche, drawn=True)
def publication(situation):
    """`baleines-nord` est publié sur 127.0.0.1:8004, `baleines-sud` sur 127.0.0.1:8005, et nulle part ailleurs."""

    def published(name, only_on):
        container = situation.container(name)
        return container.publishes(f"{setting(container, 'PORT', '8080')}/tcp", only_on=only_on)

    return all_of(lambda: published(NORTH, "127.0.0.1:8004"), lambda: published(SOUTH, "127.0.0.1:8005"))


@exercise.check(points=2, after=en_marche)
def noms(situation, probes):
    """Pour chaque compteur, le nom `redis` mène à son redis, par le serveur de noms de Docker."""

    def found(name):
        return found_by_name(probes, situation.container(name), "redis", situation.container(f"{name}-redis"))

    return all_of(lambda: found(NORTH), lambda: found(SOUTH))


@exercise.check(points=1, after=en_marche, drawn=True)
def cloison(situation):
    """Aucun compteur n'a de réseau en commun avec le redis de l'autre."""
    north, south = situation.container(NORTH), situation.container(SOUTH)
    return all_of(
        lambda: share_no_network(north, situation.container(f"{SOUTH}-redis")),
        lambda: share_no_network(south, situation.container(f"{NORTH}-redis")),
    )


@exercise.check(points=2, after=memoires, alone=True)
def comptes(situation, probes):
    """Une visite à chaque page est comptée par son redis, et par lui seul."""
    return count_apart(
        probes,
        *(Counter(URLS[n], situation.container(n), situation.container(f"{n}-redis")) for n in (NORTH, SOUTH)),
    )

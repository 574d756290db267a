"""appli-et-base : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.databases import is_postgres, is_sheltered, stores
from dockerlab.grading.services import found_by_name, setting
from dockerlab.grading.verdict import all_of, skipped

BASE, APPLI = "livredor-base", "livredor-appli"

exercise = Exercise(
    chapter="03",
    title="Un livre d'or et sa base",
    goal="http://127.0.0.1:8003/ montre un livre d'or dont les mots sont gardés par `livredor-base`, qu'il trouve par son nom et que la "
    "machine ne publie pas.",
    containers=[APPLI, BASE],
    networks=["livredor"],
    projects=["appli-et-base"],
    ports=["8003/tcp"],
    images=["dockerlab/livre", "postgres"],
    hints=[
        "Le livre d'or cherche sa base par un nom. Un nom de conteneur se résout sur un réseau que l'on a créé, non sur celui que Docker "
        "donne par défaut. Revoyez, dans la leçon 03, le serveur de noms.",
        "Deux conteneurs, un réseau à eux deux. La base n'a rien à publier : ses voisins la joignent sans cela. Le livre d'or seul "
        "s'ouvre sur la machine, et sur la boucle locale. Un conteneur se branche à un réseau à sa création, ou ensuite.",
        "Trois réglages font le reste, et ce sont des variables d'environnement : BASE dit au livre d'or quel nom chercher ; "
        "POSTGRES_PASSWORD est le même des deux côtés ; sans lui la base ne démarre pas. Le livre d'or écoute le port 8080 de son "
        "conteneur. Sa page dit ce qui lui manque : lisez-la, ainsi que son journal.",
    ],
)


@exercise.check(points=1)
def base(situation, probes):
    """Le conteneur `livredor-base` fonctionne, tient, et PostgreSQL y répond."""
    container = situation.container(BASE)
    return all_of(container.is_stable, lambda: is_postgres(probes.engine, container))


@exercise.check(points=1, after=base)
def abri(situation, probes):
    """Aucun port publié, par elle ou par un voisin sur un réseau créé, ne mène à la base."""
    return is_sheltered(probes, situation.container(BASE), door=situation.container(APPLI))


@exercise.check(points=1)
def appli(situation):
    """Le conteneur `livredor-appli` fonctionne, et tient."""
    return situation.container(APPLI).is_stable()


@exercise.check(points=1, after=appli, drawn=True)
def publication(situation):
    """Sa page est publiée sur 127.0.0.1:8003, et nulle part ailleurs."""
    container = situation.container(APPLI)
    return container.publishes(f"{setting(container, 'PORT', '8080')}/tcp", only_on="127.0.0.1:8003")


@exercise.check(points=2, after=appli)
def nom(situation, probes):
    """Le livre d'or trouve sa base par un nom que donne le serveur de noms de Docker."""
    client, target = situation.container(APPLI), situation.container(BASE)
    if not target.is_stable().ok:
        return skipped()
    return found_by_name(probes, client, setting(client, "BASE", "base"), target)


@exercise.check(points=2, after=publication, alone=True)
def ecriture(situation, probes):
    """Un mot confié à http://127.0.0.1:8003/ecrire se lit dans la base, par psql."""
    if not situation.container(BASE).is_stable().ok:
        return skipped()
    return stores(probes, "http://127.0.0.1:8003/ecrire", situation.container(APPLI), situation.container(BASE))

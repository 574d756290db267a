"""exposer-puis-publier : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

exercise = Exercise(
    chapter="02",
    title="Exposer, puis publier",
    goal="Trois conteneurs d'une même image, qui est à vous et déclare le port 3000 où son serveur écoute : `comptoir-ferme` n'est pas "
    "publié, `comptoir-hasard` l'est sur un port élevé que Docker choisit, `comptoir-choisi` sur 127.0.0.1:8001.",
    containers=["comptoir-ferme", "comptoir-hasard", "comptoir-choisi"],
    projects=["exposer-puis-publier"],
    ports=["8001/tcp"],
    images=["nginx", "dockerlab/outils", "comptoir"],
    hints=[
        "Deux moments, deux auteurs : qui fait l'image déclare, dans sa recette, où son programme écoute ; qui la lance décide de ce qui "
        "s'ouvre sur la machine. La leçon 02 montre les deux l'un après l'autre, avec ma-vitrine.",
        "Commencez par l'image : son serveur doit écouter 3000, et sa recette le dire. Partie de nginx, elle hérite du port 80 déclaré "
        "par nginx : cela ne gêne pas. Ensuite, trois lancements de la même image, qui ne diffèrent que par le nom et par la publication.",
        "Le premier ne demande rien ; le deuxième demande que tout ce qui est déclaré soit publié, ou que 3000 le soit sans dire sur quel "
        "port de la machine ; le troisième dit les trois morceaux : adresse, port de la machine, port du conteneur. Si une demande de "
        "page échoue, regardez dans le conteneur quel port son serveur écoute vraiment.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Les trois conteneurs fonctionnent, et tiennent."""
    return all_of(
        situation.container("comptoir-ferme").is_stable,
        situation.container("comptoir-hasard").is_stable,
        situation.container("comptoir-choisi").is_stable,
    )


@exercise.check(points=2, after=en_marche)
def image(situation, probes):
    """Ils viennent d'une seule image, qui déclare elle-même le port 3000/tcp."""
    return probes.image(
        situation.container("comptoir-ferme"),
        situation.container("comptoir-hasard"),
        situation.container("comptoir-choisi"),
    ).declares("3000/tcp")


@exercise.check(points=1, after=en_marche, drawn=True)
def ferme(situation, probes):
    """`comptoir-ferme` ne publie rien, et répond pourtant sur le port 3000 de son adresse."""
    container = situation.container("comptoir-ferme")
    return all_of(container.publishes_nothing, lambda: probes.page(container, 3000))


@exercise.check(points=1, after=en_marche)
def hasard(situation, probes):
    """`comptoir-hasard` répond sur un port de la machine que Docker a choisi, publié vers son port 3000."""
    container = situation.container("comptoir-hasard")
    return all_of(
        lambda: container.publishes_where_docker_chose("3000/tcp"),
        lambda: probes.http(container.doors("3000/tcp")[0]).reaches(container),
    )


@exercise.check(points=1, after=en_marche, drawn=True)
def choisi(situation, probes):
    """`comptoir-choisi` répond sur 127.0.0.1:8001, publié vers son port 3000, et nulle part ailleurs."""
    container = situation.container("comptoir-choisi")
    return all_of(
        lambda: container.publishes("3000/tcp", only_on="127.0.0.1:8001"),
        lambda: probes.http("http://127.0.0.1:8001/").reaches(container),
    )

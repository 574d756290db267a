"""publier-nginx : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise

exercise = Exercise(
    title="Publier nginx sur la boucle locale",
    goal="nginx répond sur http://127.0.0.1:8000/, depuis cette machine et d'aucune autre adresse.",
    containers=["test_nginx"],
    projects=["publier-nginx"],
    ports=["8000/tcp"],
    images=["nginx"],
    hints=[
        "Un conteneur n'est joignable de la machine par un port que si ce port est publié, au moment où le conteneur est créé. "
        "Revoyez, dans la leçon 02, ce qui distingue muette de vitrine.",
        "Une publication s'écrit avec deux ou trois morceaux séparés par deux-points : le port de la machine vient avant celui du "
        "conteneur, et l'adresse de la machine, quand on la donne, vient avant les deux. Sans elle, ce sont toutes les adresses.",
        "Il faut donc l'option -p de docker run avec trois morceaux : l'adresse de la boucle locale, le port 8000 de la machine, le "
        "port 80 où nginx écoute. Il faut aussi --name, et -d pour qu'il reste en arrière-plan. Si un essai précédent porte déjà le "
        "nom test_nginx, enlevez-le d'abord.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Le conteneur `test_nginx` fonctionne, et tient."""
    return situation.container("test_nginx").is_stable()


@exercise.check(points=2, after=en_marche)
def publication(situation):
    """Son port 80 est publié sur 127.0.0.1:8000, et nulle part ailleurs."""
    return situation.container("test_nginx").publishes("80/tcp", only_on="127.0.0.1:8000")


@exercise.check(points=1, after=publication)
def reponse(situation, probes):
    """Une requête sur http://127.0.0.1:8000/ arrive jusqu'à son nginx."""
    return probes.http("http://127.0.0.1:8000/").reaches(situation.container("test_nginx"), server="nginx")

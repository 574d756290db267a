"""publier-nginx : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise

exercise = Exercise(
    title="Publier nginx sur la boucle locale",
    chapter="02",
    goal="Sur cette machine, nginx répond à http://127.0.0.1:8000/, et à aucune autre adresse.",
    containers=["test_nginx"],
    projects=["publier-nginx"],
    ports=["8000/tcp"],
    images=["nginx"],
    hints=[
        "Un conteneur n'est joignable de la machine par un port que si ce port est publié, au moment où le conteneur est créé. "
        "Revoyez, dans la leçon 02, ce qui distingue muette de vitrine.",
        "Une publication s'écrit avec deux ou trois morceaux séparés par deux-points : le port de la machine vient avant celui du "
        "conteneur, et l'adresse de la machine, quand on la donne, vient avant les deux. Sans elle, ce sont toutes les adresses.",
        "Trois morceaux, donc : l'adresse de la boucle locale, le port 8000 de la machine, le port où nginx écoute. Le nom du conteneur "
        "compte, et il doit rester en marche. Regardez si un essai précédent porte déjà ce nom : il empêche le suivant. La carte des "
        "commandes, à la fin de la leçon 02, montre la forme voulue.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Le conteneur `test_nginx` fonctionne, et tient."""
    return situation.container("test_nginx").is_stable()


@exercise.check(points=2, after=en_marche, drawn=True)
def publication(situation):
    """Son port 80 est publié sur 127.0.0.1:8000, et nulle part ailleurs."""
    return situation.container("test_nginx").publishes("80/tcp", only_on="127.0.0.1:8000")


@exercise.check(points=1, after=publication)
def reponse(situation, probes):
    """Une requête sur http://127.0.0.1:8000/ arrive jusqu'à son nginx."""
    return probes.http("http://127.0.0.1:8000/").reaches(situation.container("test_nginx"), server="nginx")

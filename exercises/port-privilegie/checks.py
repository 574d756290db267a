"""port-privilegie : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise

exercise = Exercise(
    chapter="01",
    title="Le port 80, sans être root",
    goal="Dans le conteneur `sans-root`, un serveur web écoute le port 80, et le processus qui écoute n'est pas root.",
    containers=["sans-root"],
    projects=["port-privilegie"],
    images=["nginx", "dockerlab/outils"],
    hints=[
        "« Seul root ouvre un port inférieur à 1024 » : la leçon 01 montre de quoi cela dépend, et que la réponse n'est pas la même "
        "sur la machine et dans un conteneur. Regardez ce que vaut ce seuil dans le vôtre.",
        "Le compte d'un conteneur se choisit dans la recette de son image, ou à son lancement ; un programme lancé en root peut aussi y "
        "renoncer. Le port qu'il écoute, lui, se choisit dans ses réglages. Ce sont deux choix, et publier n'en est pas un troisième : "
        "publier ne change que le port de la machine.",
        "Un serveur web de Python, dans dockerlab/outils, prend son port en argument et se contente de n'importe quel compte : un numéro "
        "suffit, il n'a pas à exister dans l'image. nginx, lui, garde un processus maître sous le compte de départ, et veut écrire son "
        "numéro de processus dans un dossier qui soit à ce compte.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Le conteneur `sans-root` fonctionne, et tient."""
    return situation.container("sans-root").is_stable()


@exercise.check(points=1, after=en_marche)
def ecoute(situation, probes):
    """Un de ses processus écoute le port 80/tcp de son conteneur."""
    return probes.listening(situation.container("sans-root")).on(80)


@exercise.check(points=2, after=ecoute)
def compte(situation, probes):
    """Aucun des processus qui tiennent ce port n'est root."""
    return probes.listening(situation.container("sans-root")).without_root(80)


@exercise.check(points=1, after=ecoute, alone=True)
def reponse(situation, probes):
    """Une requête au port 80 de son adresse obtient une page."""
    return probes.page(situation.container("sans-root"), 80)

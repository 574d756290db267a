"""conflit-de-port : la situation de départ, ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise


def prepare(lab):
    """La version en service : elle tient 127.0.0.1:8002."""
    lab.run("nginx", name="conflit-premier", publish=["127.0.0.1:8002:80"])


exercise = Exercise(
    chapter="02",
    title="Deux conteneurs, un seul numéro de port",
    goal="`conflit-premier` répond toujours à 127.0.0.1:8002, sans avoir été touché, et `conflit-second` répond au même numéro de port, "
    "8002 en TCP, à une autre adresse de la boucle locale.",
    containers=["conflit-premier", "conflit-second"],
    projects=["conflit-de-port"],
    ports=["8002/tcp"],
    images=["nginx"],
    prepare=prepare,
    hints=[
        "Ce que le moteur refuse de donner deux fois n'est pas un numéro de port. La leçon 02, « Ce port est déjà pris », dit quelles trois "
        "choses font un conflit.",
        "Le protocole et le numéro vous sont imposés ; reste la troisième. Sous Linux, toute la plage 127.0.0.0/8 est la boucle locale, et "
        "IPv6 a la sienne. Sans adresse devant le port, Docker les demande toutes : il rencontrera celle qui est prise.",
        "Regardez aussi les conteneurs qui ne tournent pas : un lancement refusé laisse le sien, avec le nom que vous lui aviez donné. Enlevez ce "
        "fantôme avant de recommencer, et à la fin n'en laissez aucun. conflit-premier, lui, ne doit être ni arrêté ni refait.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Le conteneur `conflit-second` fonctionne, et tient."""
    return situation.container("conflit-second").is_stable()


@exercise.check(points=2, after=en_marche)
def publication(situation):
    """Il publie le port 8002/tcp de la machine, à une autre adresse de la boucle locale, et rien d'autre."""
    return situation.container("conflit-second").publishes_beside("127.0.0.1:8002")


@exercise.check(points=1, after=publication)
def reponse(situation, probes):
    """Une requête à cette adresse arrive jusqu'à lui."""
    second = situation.container("conflit-second")
    return probes.http(second.doors()[0]).reaches(second)


@exercise.check(points=1, after=en_marche)
def premier(situation):
    """`conflit-premier` n'a pas été touché."""
    return situation.container("conflit-premier").is_untouched()


@exercise.check(points=1, after=premier)
def service(situation, probes):
    """Une requête sur 127.0.0.1:8002 arrive jusqu'à `conflit-premier`."""
    return probes.http("http://127.0.0.1:8002/").reaches(situation.container("conflit-premier"))


@exercise.check(points=1, after=en_marche)
def fantome(situation, probes):
    """Aucun essai ne reste à l'état `Created`."""
    return probes.no_ghost(situation, "8002/tcp")

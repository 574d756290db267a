"""repartition-dns : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

STALLS = ("halle-etal-1", "halle-etal-2", "halle-etal-3")

exercise = Exercise(
    chapter="03",
    title="Trois étals sous une seule enseigne",
    goal="Sur le réseau halle, le nom etal mène à trois conteneurs, et à eux seuls ; chacun répond aux requêtes qui lui viennent.",
    containers=STALLS,
    networks=["halle"],
    projects=["halle"],
    images=["nginx"],
    hints=[
        "Sur un réseau que l'on a créé, le serveur de noms de Docker connaît chaque conteneur par son nom, et par les autres noms qu'on lui "
        "donne. Rien n'oblige un tel nom à n'avoir qu'un porteur. Revoyez, dans la leçon 03, ce que devient un nom que deux conteneurs partagent.",
        "Un nom de plus s'appelle un alias. Il vaut pour un conteneur sur un réseau : il se donne quand on y branche le conteneur, et ne se voit "
        "que de ce réseau-là. Regardez ceux que porte chacun des trois, là où ils sont branchés.",
        "Trois conteneurs nginx sur le réseau halle, chacun avec l'alias etal. Ceux qui existent déjà sans lui peuvent être débranchés du réseau, "
        "puis rebranchés avec. Personne d'autre ne doit porter ce nom sur ce réseau, pas même un répartiteur. La carte des commandes, à la fin "
        "de la leçon 03, montre la forme voulue.",
    ],
)


@exercise.check(points=1)
def en_marche(situation):
    """Les conteneurs `halle-etal-1`, `halle-etal-2` et `halle-etal-3` fonctionnent, et tiennent."""
    return all_of(*(situation.container(name).is_stable for name in STALLS))


@exercise.check(points=1, after=en_marche, drawn=True)
def reseau(situation):
    """Le réseau `halle` existe, et les trois y sont."""
    network = situation.network("halle")
    return all_of(network.is_planned, lambda: network.holds(*map(situation.container, STALLS)))


@exercise.check(points=2, after=reseau)
def enseigne(situation, probes):
    """Pour qui arrive sur `halle`, le nom `etal` mène aux trois, et à personne d'autre."""
    return probes.on(situation.network("halle")).name("etal").leads_to(*map(situation.container, STALLS))


@exercise.check(points=2, after=enseigne)
def service(situation, probes):
    """Une requête à chacune des adresses de ce nom, port 80, arrive au conteneur qui la porte."""
    return probes.on(situation.network("halle")).name("etal").spreads_over(*map(situation.container, STALLS), port=80)

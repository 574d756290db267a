"""plan-adressage : ce que l'exercice attend, et comment il le voit."""

from dockerlab.grading import Exercise
from dockerlab.grading.verdict import all_of

FIXED, RANGE = "10.203.107.60", "10.203.107.40/29"

exercise = Exercise(
    chapter="04",
    title="Suivre un plan d'adressage",
    goal="Le réseau atelier a le sous-réseau 10.203.107.32/27, la passerelle 10.203.107.62 et la plage automatique 10.203.107.40/29 ; "
    "atelier-imprimante y garde l'adresse 10.203.107.60, atelier-poste y prend celle que Docker lui donne.",
    containers=["atelier-imprimante", "atelier-poste"],
    networks=["atelier"],
    projects=["plan-adressage"],
    images=["nginx"],
    hints=[
        "Le plan d'un réseau se décide quand on le crée et ne se change plus : un premier essai qui n'est pas le bon s'enlève, ses conteneurs d'abord. "
        "Revoyez, dans la leçon 04, ce que Docker choisit quand on ne demande rien, et ce que l'on peut demander.",
        "Trois demandes distinctes pour le réseau : le bloc entier, l'adresse de la machine dans ce bloc, et la partie du bloc où Docker puise les "
        "adresses qu'il distribue. Une quatrième, pour l'imprimante seule, se fait quand elle est branchée au réseau.",
        "L'aide de la création d'un réseau les nomme : subnet, gateway, ip-range. L'adresse de l'imprimante est hors de la plage exprès : personne ne la "
        "prendra par hasard. Le poste, lui, ne demande rien. La carte des commandes, à la fin de la leçon 04, montre la forme voulue.",
    ],
)


@exercise.check(points=2, drawn=True)
def plan(situation):
    """Le réseau `atelier` suit le plan : 10.203.107.32/27, passerelle 10.203.107.62, plage 10.203.107.40/29."""
    return situation.network("atelier").is_planned(subnet="10.203.107.32/27", gateway="10.203.107.62", ip_range=RANGE)


@exercise.check(points=2, after=plan, drawn=True)
def imprimante(situation):
    """`atelier-imprimante` fonctionne et a demandé l'adresse 10.203.107.60."""
    printer = situation.container("atelier-imprimante")
    return all_of(printer.is_stable, lambda: printer.has_fixed_address(situation.network("atelier"), FIXED))


@exercise.check(points=1, after=plan)
def poste(situation):
    """`atelier-poste` fonctionne et a reçu de Docker une adresse de la plage."""
    seat = situation.container("atelier-poste")
    return all_of(seat.is_stable, lambda: seat.has_automatic_address(situation.network("atelier"), within=RANGE))


@exercise.check(points=1, after=imprimante)
def service(situation, probes):
    """Une requête d'un voisin de réseau à http://10.203.107.60/ arrive à `atelier-imprimante`."""
    neighbour = probes.on(situation.network("atelier"))
    return neighbour.http(f"http://{FIXED}/").reaches(situation.container("atelier-imprimante"))

"""Les errata : chaque point où le cours d'origine se trompe ou se tait, et la cellule qui le tranche.

Un erratum se tranche par une expérience : une cellule comparée, dont le résultat enregistré dit ce qui est. Ce qu'aucune
expérience ne peut montrer sur la machine d'un étudiant, le texte de la leçon en nomme la source, et la ligne dit pourquoi.
Ajouter un erratum, c'est ajouter une ligne à `ROWS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
import pytest
from paths import ROOT

CHECKED = "nbval-check-output"
# Ce qui interroge la machine : une commande du moteur ou du noyau, ou une lecture du projet.
ASKS = re.compile(r"\b(docker|ip|ss|curl|tcpdump|dig|conntrack) |\b(describe|topology|check)\(")


@dataclass(frozen=True, slots=True)
class Row:
    """Un erratum. `cells` : fragment d'une cellule comparée → ce que son résultat montre. `sources` : source nommée dans
    le texte → pourquoi aucune expérience ne la remplace. Les blancs ne comptent pas dans les fragments.
    """

    number: int
    notebook: str
    cells: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number}-{self.notebook}"


ANOTHER_MACHINE = "il y faudrait une seconde machine sur le même lien"
OLD_ENGINE = "il y faudrait une seconde machine sur le même lien, et un moteur d'avant 28.0"
NO_FIREWALL = "une leçon ne règle jamais le pare-feu de la machine de l'étudiant"

ROWS = [
    # Qui ouvre un port sous 1024 : le seuil de l'espace de noms, ou la capacité ; 0 dans un conteneur, non en mode host.
    Row(
        3,
        "01-ports",
        {
            "--user 1000:1000 --network immeuble": "tient le port 80 : 1000 seuil dans locataire : 0",
            "port_start=1024 dockerlab/outils sleep": "port 1023 : nc: Permission denied code 1 compte 1000, port 1024 : code 124",
            "$((seuil - 1))": "juste sous le seuil : nc: Permission denied code 1 compte 1000, port 8119 : code 124",
            "setcap": "root sans la capacité : nc: Permission denied code 1 compte 1000 avec la capacité : code 124",
        },
        {"moby#41030": "depuis quand : le moteur d'avant, 19.03, n'est plus de ceux que le cours admet"},
    ),
    # Le triplet nomme le service ; une connexion est un quintuplet.
    Row(
        4,
        "01-ports",
        {
            "TCP, 10.203.1.2, port 81": "port 80 : réponse 200 TCP, 10.203.1.2, port 81 : code 7",
            "ports de client : ": "10.203.1.2:80 adresses de client : 10.203.1.1 ports de client : 2",
        },
    ),
    # Le DNS est en UDP et en TCP ; celui de Docker écoute sur les deux.
    Row(5, "01-ports", {"dig +tcp boutique": "(UDP) 10.203.1.2 SERVER: 127.0.0.11#53(127.0.0.11) (TCP) sockets de ce serveur : tcp udp"}),
    # L'instruction est EXPOSE.
    Row(1, "02-exposer-publier", {"for instruction in PORT EXPOSE": "PORT : refusé EXPOSE : accepté"}),
    # Les autres formes de -p, et ce qu'il fait sans adresse.
    Row(
        6,
        "02-exposer-publier",
        {
            "docker port vitrine": "80/tcp -> 0.0.0.0:8080",
            "docker port echo": "bonjour, en UDP 7/udp -> 127.0.0.1:8080",
            "'[::1]:8082:80'": "par [::1] : réponse 200 par 127.0.0.1 : curl rend le code 7",
            "127.0.0.1:8085-8086:80": "80/tcp -> 127.0.0.1:8085 80/tcp -> 127.0.0.1:8086",
            "-p 127.0.0.1::80": "sur 127.0.0.1 : un port élevé, choisi par Docker",
        },
        {"« Port publishing and mapping »": "pour /sctp seulement : bien des noyaux n'ont pas ce protocole"},
    ),
    # -P prend des ports éphémères.
    Row(7, "02-exposer-publier", {"docker run -d -P": "8088 : sur un port élevé, choisi par Docker"}),
    # Exposer est une note ; publier ouvre.
    Row(
        8,
        "02-exposer-publier",
        {
            "http://127.0.0.1:8088/": "la machine, par 127.0.0.1 : curl rend le code 7",
            "docker port muette": "déclaré : 8088/tcp publiés : 0",
        },
    ),
    # Le conflit porte sur l'adresse, le protocole et le port ; 125 ; le fantôme, sauf avec --rm.
    Row(
        9,
        "02-exposer-publier",
        {
            "avec --rm : code": "sans --rm : code 125 doublon : created avec --rm : code 125 conteneurs nommés fugace : 0",
            "127.0.0.2:8081": "127.0.0.1:8081 : réponse 200 127.0.0.2:8081 : réponse 200",
            "docker port echo": "7/udp -> 127.0.0.1:8080",
        },
    ),
    # 127.0.0.1 est plus sûr, avec une réserve avant 28.0.
    Row(
        10,
        "02-exposer-publier",
        {"for port in 8080 8081": "par les autres adresses, port 8081 : ne répond pas"},
        {"moby#45610": OLD_ENGINE, "moby#49325": OLD_ENGINE},
    ),
    # Un port publié contourne les règles d'entrée de la machine.
    Row(
        11,
        "02-exposer-publier",
        {"iptables-save -t nat": "une règle récrit la destination du paquet, vers le conteneur"},
        {"moby#22054": NO_FIREWALL, "`DOCKER-USER`": NO_FIREWALL},
    ),
    # Un port non publié est joignable de la machine et du même réseau ; de plus loin, selon la version.
    Row(
        12,
        "02-exposer-publier",
        {"http://muette:8088/": "par le nom : réponse 200 la machine, par l'adresse du conteneur : réponse 200"},
        {"notes de version du moteur 28.0": ANOTHER_MACHINE},
    ),
    # Publier est une règle DNAT et un mandataire, qui répond à 127.0.0.1.
    Row(
        13,
        "02-exposer-publier",
        {"iptables-save -t nat": "vers le conteneur docker-proxy", "?moi=marie": "10.203.2.1 /?moi=marie"},
    ),
    # Deux docker run de même nom et de même port, l'un sous l'autre.
    Row(
        32,
        "02-exposer-publier",
        {"même nom, autre port": "même nom, autre port : code 125", "--name doublon": "sans --rm : code 125"},
    ),
    # Pas de DHCP : le moteur choisit l'adresse ; le DNS est à 127.0.0.11, sur les réseaux que l'on crée seulement.
    Row(
        14,
        "03-reseaux",
        {
            "udp port 67 or udp port 68": "valid_lft forever premier paquet entendu : de 10.203.3.6 à 255.255.255.255, port 67",
            "sur $reseau, serveurs de noms": "sur bridge, serveurs de noms à 127.0.0.11 : 0 sur gite, serveurs de noms à 127.0.0.11 : 1",
        },
    ),
    # Un nom par conteneur : non sur le réseau par défaut.
    Row(15, "03-reseaux", {"-e BASE=$adresse": "gite-livre, par le nom : réponse 503"}),
    # L'isolement est entre réseaux : un paquet jeté, non un refus ; dedans, tout est ouvert.
    Row(
        16,
        "03-reseaux",
        {"demande gite-passante 10.203.3.3:8080": "gite-visite demande 10.203.3.3:8080 : code 0 gite-visite demande 10.203.3.3:9999 : code 7 gite-passante demande gite-livre:8080 : code 6 gite-passante demande 10.203.3.3:8080 : code 28"},
    ),
    # Les commandes : inspect et disconnect en sont ; create, connect, rm veulent des arguments.
    Row(
        21,
        "03-reseaux",
        {"docker network --help": "connect create disconnect inspect ls prune rm connect : refusé, il manque un argument create : refusé"},
    ),
    # Un commutateur qui a autant de ports que de conteneurs, une adresse, et une traduction vers le dehors.
    Row(
        17,
        "04-bridge",
        {
            "ip -o link show master pont-cour": "câbles branchés au pont : 2 avec fabien : 3 adresse du pont lui-même : 10.203.4.1/26",
            "oifname !=": "cour : une règle récrit l'expéditeur de ce qui sort ailleurs que par pont-cour",
        },
    ),
    # La multiprise n'apprend rien et n'isole rien ; le pont, si.
    Row(
        18,
        "04-bridge",
        {
            "tcpdump -l -n -i eth0": "messages de camille à denis, vus par fabien : 0 la recherche de 10.203.4.50 : vue par fabien",
            "bridge fdb show br pont-cour": "carte de camille : apprise, derrière le câble de camille",
            "abel, vers denis : code": "camille, vers estelle : code 28 abel, vers denis : code 28",
        },
    ),
    # Les réserves : 172.17 à 172.31 par /16, puis 192.168.0.0/16 par /20.
    Row(
        19,
        "04-bridge",
        {"for reseau in vague-1 vague-2": "2 plages différentes, prises dans les réserves"},
        {"tests/test_pools.py": "épuiser les réserves couvrirait le réseau de l'étudiant : un test le fait sur un hôte privé"},
    ),
    # « bridge » : un réseau, un pilote, une interface.
    Row(20, "04-bridge", {"docker network create 'bridge'": "réseau bridge, pilote bridge, interface docker0 un second réseau nommé bridge : code 1 réseau cour, pilote bridge, interface pont-cour"}),
    # Un réseau interne : la machine atteint le conteneur, rien ne sort.
    Row(
        33,
        "04-bridge",
        {"luc, vers denis, sur cour": "la machine, vers luc : la page la machine, par le port publié : n'arrive pas luc, vers denis, sur cour : n'arrive pas"},
        {
            "moby#47329": "25.0.0 à 25.0.3 ne sont pas parmi les moteurs essayés",
            "Mesuré sur ces trois versions": "le code diffère selon le moteur ; une cellule non comparée montre celui du lecteur",
        },
    ),
    # Les adresses des images du cours d'origine : hors de leur sous-réseau, ou portées deux fois.
    Row(
        34,
        "04-bridge",
        {
            "zoe, hors du sous-réseau : code": "zoe, à l'adresse d'irma : code 125 zoe, hors du sous-réseau : code 125",
            "adresses portées deux fois": "adresses portées deux fois : 0 adresses hors de leur sous-réseau : 0",
        },
    ),
    # Un overlay demande un Swarm, même pour des conteneurs ordinaires ; trois ports ; en clair, sauf --opt encrypted.
    Row(
        22,
        "08-overlay",
        {
            "un réseau overlay : code": "Swarm, sur hote-1 : inactive un réseau overlay : code 1",
            "--network reserve": "sans --attachable : code 125 avec --attachable, de digue à http://phare/ : réponse 200",
            "ss -Hltun": "hote-1 : 2377/tcp 4789/udp 7946/tcp 7946/udp hote-2 : 4789/udp 7946/tcp 7946/udp",
            "aller = trames.first": "« dockerlab » s'y lit : oui",
            "capture-chiffree.pcap": "couches : Ethernet / IPv4 / ESP / chiffré trames où « dockerlab » se lit : 0",
        },
        {"« Overlay network driver »": "ce qu'un pare-feu doit laisser passer : il n'y en a pas entre ces hôtes"},
    ),
    # L'emballage prend 50 octets : MTU 1450 sur 1500 ; plus étroit, le gros se perd ; la MTU se donne au réseau.
    Row(
        23,
        "08-overlay",
        {
            "aller = trames.first": "Emballage : 14 + 20 + 8 + 8 = 50 octets",
            "for charge in 1422 1423": "carte de hote-2 : 1500 carte de digue, sur rade : 1450 paquet de 1450 octets : une réponse paquet de 1451 octets : refusé",
            "for quoi in page carte": "page : réponse 200, 615 octets, code 0 carte : réponse 200, 0 octets, code 28",
            "driver.mtu=1400": "carte de digue-chenal : 1350 la carte : réponse 200, 100000 octets",
        },
        {"RFC 7348": "le droit de jeter un paquet coupé en route est celui de l'autre bout"},
    ),
    # Swarm est toujours dans le moteur, réparé, et sans nftables.
    Row(
        24,
        "08-overlay",
        {"docker swarm --help": "Swarm, dans ce moteur : active, 2 machines docker swarm : toujours une commande du client"},
        {
            "tests/test_fleet.py": "trois versions du moteur ne sont pas sur la machine d'un étudiant : les tests les ont",
            "moby#50211": "ce qu'une version corrige n'est que dans ses notes",
            "moby#53118": "le moteur 29 n'est pas parmi ceux que l'on a essayés",
            "« Docker with nftables »": "le moteur 29 n'est pas parmi ceux que l'on a essayés",
        },
    ),
]  # fmt: skip

OWNED = {
    "01-ports": {3, 4, 5},
    "02-exposer-publier": {1, *range(6, 14), 32},
    "03-reseaux": {14, 15, 16, 21},
    "04-bridge": {17, 18, 19, 20, 33, 34},
    "08-overlay": {22, 23, 24},
}
WRITTEN = [name for name in OWNED if (ROOT / "notebooks" / f"{name}.ipynb").exists()]


def plain(text: str) -> str:
    return " ".join(text.split())


def cells(notebook: str, kind: str) -> list[nbformat.NotebookNode]:
    read = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4)
    return [cell for cell in read.cells if cell.cell_type == kind]


@pytest.mark.parametrize(("row", "fragment"), [(row, part) for row in ROWS for part in row.cells], ids=str)
def test_the_cell_that_settles_an_erratum_is_compared_and_shows_it(row: Row, fragment: str) -> None:
    found = [
        cell
        for cell in cells(row.notebook, "code")
        if CHECKED in cell.metadata.get("tags", []) and plain(fragment) in plain(cell.source)
    ]
    assert len(found) == 1, f"{len(found)} cellules comparées contiennent « {fragment} »"
    [cell] = found
    assert cell.execution_count is not None
    assert ASKS.search(cell.source), "rien n'est demandé à la machine"
    shown = plain(" ".join(output.get("text", "") for output in cell.outputs))
    assert plain(row.cells[fragment]) in shown, shown


@pytest.mark.parametrize("row", [row for row in ROWS if row.sources], ids=str)
def test_the_source_of_what_no_experiment_shows_is_named_in_the_text(row: Row) -> None:
    text = plain(" ".join(cell.source for cell in cells(row.notebook, "markdown")))
    for source, why in row.sources.items():
        assert plain(source) in text
        assert why


def test_every_erratum_rests_on_something() -> None:
    for row in ROWS:
        assert row.cells or row.sources, row


@pytest.mark.parametrize("notebook", WRITTEN)
def test_every_erratum_of_a_written_lesson_has_one_row(notebook: str) -> None:
    numbers = [row.number for row in ROWS if row.notebook == notebook]
    assert sorted(numbers) == sorted(OWNED[notebook])

"""Ce qui se tape : les verbes, leurs arguments, leur aide."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from ..terminal import FrenchParser
from . import machine, network, work


def make_parser() -> argparse.ArgumentParser:
    parser = FrenchParser(
        prog="dockerlab",
        description="Le cours interactif sur les réseaux Docker.",
        epilog="Pour commencer : « dockerlab jupyter ». En cas de doute sur la machine : « dockerlab doctor ».\n"
        "Code de sortie : 0 tout va bien, 1 le travail n'est pas encore bon, 2 cela n'a pas pu se faire.",
    )
    parser.add_argument(
        "--version", action="version", version=f"dockerlab {version('dockerlab')}", help="montre la version"
    )
    verbs = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)

    def verb(
        name: str, run: Callable[[argparse.Namespace], int], help: str, more: str = "", *, as_json: bool = False
    ) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = verbs.add_parser(
            name, help=help, description=f"{help[0].upper()}{help[1:]}.", epilog=more
        )
        added.set_defaults(run=run)
        if as_json:
            added.add_argument(
                "--json", action="store_true", help="un document JSON sur la sortie standard, et rien d'autre"
            )
        return added

    verb(
        "jupyter",
        machine.jupyter,
        "ouvre le cours dans JupyterLab, sur 127.0.0.1 et avec son jeton",
        "Les options qui suivent sont passées à JupyterLab, par exemple : dockerlab jupyter --no-browser --port 9999",
    )
    verb(
        "doctor",
        machine.doctor,
        "examine la machine : ce qu'elle sait faire, ce qui lui manque, et le remède",
        as_json=True,
    )
    images = verb(
        "images",
        machine.images,
        "montre, obtient, exporte ou importe les images du cours",
        "Préparer une salle sans Internet : voyez « dockerlab bundle --help ».\n"
        "import charge aussi bien un fichier de bundle qu'un fichier d'export.",
        as_json=True,
    )
    images.add_argument(
        "action",
        nargs="?",
        choices=("list", "get", "export", "import"),
        default="list",
        help="list (par défaut), get, export FICHIER, import FICHIER",
    )
    images.add_argument("file", nargs="?", metavar="FICHIER", type=Path, help="l'archive à écrire ou à lire")
    bundle = verb(
        "bundle",
        machine.bundle,
        "réunit en un fichier ce qu'il faut pour préparer une salle sans Internet",
        "Ici, avec Internet : dockerlab bundle salle.tar (environ 750 Mo, et moins d'une minute).\n"
        "Sur chaque poste, sans Internet, depuis le dossier du cours : ./cours setup --from salle.tar\n"
        "Le fichier contient les bibliothèques Python aux versions du cours, les images, Docker Compose. Il ne contient ni\n"
        "le dossier du cours, ni les paquets du système, à installer avant : python3-venv, graphviz, procps, docker.io.\n"
        "Une salle où les Python diffèrent : dockerlab bundle salle.tar --python 3.11 3.13",
    )
    bundle.add_argument(
        "file", metavar="FICHIER", type=Path, help="le fichier à écrire ; un ancien est remplacé à la fin"
    )
    bundle.add_argument(
        "--python", nargs="+", default=[], metavar="VERSION", help="les Python des postes ; par défaut, celui d'ici"
    )
    verb("exercises", work.exercises, "donne la carte du cours : ce qui est fait, ce qui vient ensuite", as_json=True)
    _id(verb("start", work.start, "ouvre un exercice et prépare votre copie de l'énoncé"))
    check = verb("check", work.check, "vérifie un exercice", "Exemple : dockerlab check publier-nginx", as_json=True)
    _id(check, optional=True)
    check.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="CLÉ=VALEUR",
        type=_answer,
        help="une réponse à donner par écrit",
    )
    check.add_argument("--all", action="store_true", help="tous les exercices commencés")
    check.add_argument(
        "--who", metavar="NOM", help="avec --all --json : de qui est ce relevé (par défaut, login@machine)"
    )
    marks = verb(
        "marks",
        work.marks,
        "range les relevés d'une classe en un tableau pour tableur (CSV)",
        "Un relevé est ce qu'écrit « dockerlab check --all --json --who NOM ». Exemple : dockerlab marks *.json --output notes.csv\n"
        "Une case vide : pas commencé. Un nombre : jugé. « non jugé » : la machine n'a pas pu, ce n'est pas une note.\n"
        "Une ligne par étudiant, celle de son dernier relevé. Code de sortie 2 si un fichier n'a pas pu être compté ; les autres le sont.",
    )
    marks.add_argument("files", nargs="+", metavar="RELEVÉ", help="les fichiers à ranger")
    marks.add_argument(
        "--output", type=Path, metavar="FICHIER", help="le tableau à écrire, en .csv (par défaut, la sortie standard)"
    )
    marks.add_argument(
        "--exercise", action="append", default=[], metavar="ID", help="ne compter que celui-ci ; se répète"
    )
    _id(verb("hint", work.hint, "montre l'indice suivant ; après le troisième, ouvre le corrigé"))
    _id(verb("reset", work.reset, "recommence un exercice ; l'ancienne copie est archivée, jamais jetée"))
    draw = verb(
        "draw",
        network.draw,
        "dessine les conteneurs et les réseaux du cours, tels qu'ils sont",
        "Exemples : dockerlab draw --output reseau.svg ; dockerlab draw --view cables --all --output topo.json\n"
        "« simple » : conteneurs et réseaux. « ports » : qui, du dehors, atteint quoi. « cables » : interfaces, paires veth, ponts.\n"
        "« overlay » : les hôtes Docker, l'underlay, les tunnels.",
        as_json=True,
    )
    draw.add_argument(
        "--output", type=Path, metavar="FICHIER", help="la fin du nom choisit : .svg, .png, .dot ou .json"
    )
    describe = verb("describe", network.describe, "dit en mots ce que dessine draw")
    for added in (draw, describe):
        added.add_argument(
            "--view",
            default="simple",
            choices=("simple", "ports", "cables", "overlay"),
            help="simple (par défaut), ports, cables ou overlay",
        )
        chosen = added.add_mutually_exclusive_group()
        chosen.add_argument("--lab", metavar="ID", help="cette leçon, cet exercice ou ce lab seulement")
        chosen.add_argument(
            "--names",
            nargs="+",
            default=[],
            metavar="NOM",
            help="ces conteneurs ou réseaux seulement (ces hôtes, pour overlay)",
        )
        chosen.add_argument("--all", action="store_true", help="tout ce qui est sur le moteur")
    hosts = verb(
        "hosts",
        network.hosts_list,
        "démarre, montre ou enlève des hôtes Docker sur cette machine",
        "Exemples : dockerlab hosts up 2 ; dockerlab hosts list ; dockerlab hosts shell hote-1 ; dockerlab hosts down\n"
        "Un hôte est un conteneur qui a son propre moteur Docker. Tous sont sur un même réseau, hotes : hote-1 y est en\n"
        "10.203.8.11, hote-2 en 10.203.8.12. « shell » ouvre un terminal où docker parle au moteur de l'un d'eux ;\n"
        "« docker exec -it hote-1 bash » entre dans l'hôte lui-même.\n"
        "Ce qui s'y fait s'en va avec lui : un hôte protège des erreurs. Ce n'est pas un mur contre une attaque : un programme\n"
        "hostile sait en sortir, et il faut alors une machine virtuelle.",
    )
    _hosts_actions(hosts)
    clean = verb("clean", network.clean, "enlève tout ce qui est au cours, et rien d'autre", as_json=True)
    clean.add_argument("--yes", action="store_true", help="sans demander confirmation")
    return parser


def _id(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    parser.add_argument(
        "id",
        metavar="ID",
        nargs="?" if optional else None,
        help="l'exercice, comme publier-nginx (voir « dockerlab exercises »)",
    )


def _answer(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas de la forme clé=valeur")
    return key, value


def _hosts_actions(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    up = actions.add_parser(
        "up",
        help="en démarre N, ou complète ceux qui sont là",
        description="Démarre N hôtes, ou complète ceux qui sont là. Ceux qui répondent restent, avec ce qu'ils contiennent ; un hôte "
        "arrêté est refait, vide. Exemples : dockerlab hosts up 2 ; dockerlab hosts up 3 --engine 28.5",
    )
    up.set_defaults(run=network.hosts_up)
    up.add_argument("count", metavar="N", type=int, help="combien, de 1 à 4")
    up.add_argument(
        "--engine",
        metavar="VERSION",
        help="la version de leur moteur : 20.10, 26.1 ou 28.5 (par défaut, celle des hôtes déjà là, ou 26.1)",
    )
    up.add_argument(
        "--images", nargs="+", metavar="IMAGE", help="les images à leur donner (par défaut nginx et dockerlab/outils)"
    )
    listed = actions.add_parser(
        "list", help="les montre", description="Montre les hôtes : nom, adresse, moteur, socket, et à qui ils sont."
    )
    listed.set_defaults(run=network.hosts_list)
    down = actions.add_parser(
        "down",
        help="les enlève, avec ce qu'ils contiennent",
        description="Enlève hote-1, hote-2…, même ceux d'une leçon, avec ce qu'ils contiennent, et leur réseau. Les hôtes d'un "
        "exercice restent : « dockerlab clean » les enlève.",
    )
    down.set_defaults(run=network.hosts_down)
    for added in (up, listed, down):
        added.add_argument(
            "--json", action="store_true", help="un document JSON sur la sortie standard, et rien d'autre"
        )
    shell = actions.add_parser(
        "shell",
        help="ouvre un terminal où docker parle à l'un d'eux",
        description="Ouvre votre terminal, où la commande docker parle au moteur de cet hôte.",
    )
    shell.set_defaults(run=network.hosts_shell)
    shell.add_argument("name", metavar="NOM", help="comme hote-1 (voir « dockerlab hosts list »)")

"""La commande dockerlab : mince, sans logique à elle."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .errors import DockerlabError
from .terminal import UNABLE, FrenchParser, Progress, one_line, printable
from .workspace import Store, course_root

OK, NOT_YET = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Le point d'entrée. Rend 0 (tout va), 1 (le travail n'est pas encore bon) ou 2 (n'a pas pu se faire)."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run is not _jupyter:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except DockerlabError as error:
        print(f"dockerlab : {one_line(error)}", file=sys.stderr)
        return UNABLE
    except BrokenPipeError:
        # Qui lisait a refermé (« | head ») : Python ne doit pas s'en plaindre en vidant sa sortie.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNABLE
    except KeyboardInterrupt:
        print("dockerlab : interrompu.", file=sys.stderr)
        return UNABLE


def _parser() -> argparse.ArgumentParser:
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
        _jupyter,
        "ouvre le cours dans JupyterLab, sur 127.0.0.1 et avec son jeton",
        "Les options qui suivent sont passées à JupyterLab, par exemple : dockerlab jupyter --no-browser --port 9999",
    )
    verb("doctor", _doctor, "examine la machine : ce qu'elle sait faire, ce qui lui manque, et le remède", as_json=True)
    images = verb(
        "images",
        _images,
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
        _bundle,
        "réunit en un fichier ce qu'il faut pour préparer une salle sans Internet",
        "Ici, avec Internet : dockerlab bundle salle.tar (environ 400 Mo, et moins d'une minute).\n"
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
    verb("exercises", _exercises, "donne la carte du cours : ce qui est fait, ce qui vient ensuite", as_json=True)
    _id(verb("start", _start, "ouvre un exercice et prépare votre copie de l'énoncé"))
    check = verb("check", _check, "vérifie un exercice", "Exemple : dockerlab check publier-nginx", as_json=True)
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
        _marks,
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
    _id(verb("hint", _hint, "montre l'indice suivant ; après le troisième, ouvre le corrigé"))
    _id(verb("reset", _reset, "recommence un exercice ; l'ancienne copie est archivée, jamais jetée"))
    draw = verb(
        "draw",
        _draw,
        "dessine les conteneurs et les réseaux du cours, tels qu'ils sont",
        "Exemples : dockerlab draw --output reseau.svg ; dockerlab draw --view cables --all --output topo.json\n"
        "« simple » : conteneurs et réseaux. « ports » : qui, du dehors, atteint quoi. « cables » : interfaces, paires veth, ponts.\n"
        "« overlay » : les hôtes Docker, l'underlay, les tunnels.",
        as_json=True,
    )
    draw.add_argument(
        "--output", type=Path, metavar="FICHIER", help="la fin du nom choisit : .svg, .png, .dot ou .json"
    )
    describe = verb("describe", _describe, "dit en mots ce que dessine draw")
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
        _hosts_list,
        "démarre, montre ou enlève des hôtes Docker sur cette machine",
        "Exemples : dockerlab hosts up 2 ; dockerlab hosts list ; dockerlab hosts shell hote-1 ; dockerlab hosts down\n"
        "Un hôte est un conteneur qui a son propre moteur Docker. Tous sont sur un même réseau, hotes : hote-1 y est en\n"
        "10.203.8.11, hote-2 en 10.203.8.12. « shell » ouvre un terminal où docker parle au moteur de l'un d'eux ;\n"
        "« docker exec -it hote-1 bash » entre dans l'hôte lui-même.\n"
        "Ce qui s'y fait s'en va avec lui : un hôte protège des erreurs. Ce n'est pas un mur contre une attaque, un programme\n"
        "hostile sait en sortir ; pour cela il faut une machine virtuelle.",
    )
    _hosts_actions(hosts)
    clean = verb("clean", _clean, "enlève tout ce qui est au cours, et rien d'autre", as_json=True)
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
    up = actions.add_parser("up", help="en démarre N, ou complète ceux qui sont là", description="Démarre N hôtes.")
    up.set_defaults(run=_hosts_up)
    up.add_argument("count", metavar="N", type=int, help="combien, de 1 à 4")
    up.add_argument("--engine", metavar="VERSION", help="la version de leur moteur : 20.10, 26.1 (par défaut) ou 28.5")
    up.add_argument(
        "--images", nargs="+", metavar="IMAGE", help="celles à leur donner (par défaut nginx et dockerlab/outils)"
    )
    listed = actions.add_parser(
        "list", help="les montre", description="Montre les hôtes : nom, adresse, moteur, socket, et à qui ils sont."
    )
    listed.set_defaults(run=_hosts_list)
    for added in (up, listed):
        added.add_argument(
            "--json", action="store_true", help="un document JSON sur la sortie standard, et rien d'autre"
        )
    down = actions.add_parser(
        "down",
        help="les enlève, avec ce qu'ils contiennent",
        description="Enlève les hôtes, avec ce qu'ils contiennent.",
    )
    down.set_defaults(run=_hosts_down)
    shell = actions.add_parser(
        "shell",
        help="ouvre un terminal où docker parle à l'un d'eux",
        description="Ouvre votre terminal, où la commande docker parle au moteur de cet hôte.",
    )
    shell.set_defaults(run=_hosts_shell)
    shell.add_argument("name", metavar="NOM", help="comme hote-1 (voir « dockerlab hosts list »)")


def _print_json(document: Any) -> None:
    """En UTF-8 quelle que soit la langue du terminal (RFC 8259, 8.1) : le fichier est lu sur une autre machine.

    Un octet que Python n'a pas su lire s'écrit alors \\udcXX, qui est du JSON.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode(errors="backslashreplace"))


def _jupyter(options: argparse.Namespace) -> int:
    from .course.copies import FOLDER, make_copies

    root = course_root()
    make_copies(root, Store(root))
    config = str(Path(__file__).parent / "course" / "jupyter")
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [config, os.environ.get("JUPYTER_CONFIG_PATH")])),
    }
    command = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", f"--ServerApp.root_dir={root / FOLDER}"]
    command += ["--LabApp.default_url=/lab/tree/00-accueil.ipynb"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    sys.stdout.flush()
    os.execve(sys.executable, [*command, *options.rest], environment)


def _doctor(options: argparse.Namespace) -> int:
    from .diagnosis import diagnose

    with Progress() as tell:
        tell("Examen de la machine")
        diagnosis = diagnose()
    if options.json:
        _print_json(diagnosis.to_json())
    else:
        print(diagnosis)
    return OK if diagnosis.ready else UNABLE


def _images(options: argparse.Namespace) -> int:
    from . import images
    from .bundle.loading import load
    from .compose import ensure_compose
    from .engine import Engine
    from .errors import UsageError

    if options.action in ("export", "import") and options.file is None:
        raise UsageError(
            f"« dockerlab images {options.action} » attend un nom de fichier.",
            remedy=f"par exemple « dockerlab images {options.action} images.tar ».",
        )
    if options.action in ("list", "get") and options.file is not None:
        raise UsageError(f"« dockerlab images {options.action} » n'attend pas de fichier.")
    engine = Engine.connect()
    done: list[str] = []
    with Progress() as tell:
        if options.action == "get":
            done = images.ensure(engine, tell=tell)
            done += filter(None, [ensure_compose(engine, tell)])
        elif options.action == "export":
            size = images.export(engine, options.file, tell)
            done = [f"{options.file} : {size / 1e6:.0f} Mo."]
        elif options.action == "import":
            done = load(engine, options.file, tell)
    rows = images.inventory(engine)
    if options.json:
        _print_json(
            [{"name": row.image.name, "present": row.present, "origin": row.origin, "size": row.size} for row in rows]
        )
    elif options.action == "list":
        for row in rows:
            print(
                f"{'✔' if row.present else '✘'} {row.image.name:<18} {row.origin if row.present else 'absente':<24} {row.image.purpose}"
            )
        if not all(row.present for row in rows):
            print("« dockerlab images get » se procure celles qui manquent.")
    else:
        print("\n".join(done or ["Toutes les images du cours sont là."]))
    return OK


def _bundle(options: argparse.Namespace) -> int:
    from .bundle.making import make_bundle
    from .engine import Engine

    with Progress() as tell:
        made = make_bundle(Engine.connect(), options.file, pythons=options.python, tell=tell)
    size = options.file.stat().st_size / 1e6
    print(f"{options.file} : {size:.0f} Mo, pour {made.system} sur {made.machine}, Python {', '.join(made.pythons)}.")
    print(f"Sur chaque poste, depuis le dossier du cours : ./cours setup --from {options.file.name}")
    print("Paquets du système à y installer avant, par apt : python3-venv graphviz procps docker.io")
    return OK


def _exercises(options: argparse.Namespace) -> int:
    from .course.progress import course_map

    found = course_map(course_root())
    if options.json:
        _print_json(
            [
                {
                    "exercise": r.exercise.id,
                    "chapter": r.exercise.chapter,
                    "title": r.exercise.title,
                    "state": r.state,
                    "best": r.best,
                    "max": r.exercise.max,
                    "attempts": r.attempts,
                    "help": r.help,
                    "next": r.next,
                }
                for r in found.rows
            ]
        )
        return OK
    print(found)
    return OK


def _start(options: argparse.Namespace) -> int:
    from .course.desk import Desk
    from .course.opening import start_exercise

    with Progress() as tell:
        exercise, opened = start_exercise(Desk.here(), options.id, tell)
    print(
        f"{exercise.title} : {'exercice ouvert' if opened.first else 'exercice déjà ouvert, votre travail est resté'}."
    )
    print(f"But : {exercise.goal}")
    for warning in opened.warnings:
        print(f"Attention : {warning}.")
    for host in opened.hosts or ():
        print(f"Hôte {host.name} : dockerlab hosts shell {host.name}")
    if opened.copy:
        print(f"Énoncé : {opened.copy}")
    print(f"Quand vous pensez avoir réussi : dockerlab check {exercise.id}")
    return OK


def _check(options: argparse.Namespace) -> int:
    from .course.attempts import check_all, check_exercise
    from .course.collecting import named, student_report
    from .errors import UsageError
    from .grading.report import unjudged_lines

    if bool(options.id) == options.all:
        raise UsageError(
            "« dockerlab check » attend un exercice, ou --all.", remedy="« dockerlab exercises » donne les exercices."
        )
    if options.answer and options.all:
        raise UsageError(
            "--answer ne va pas avec --all.", remedy="donnez la réponse en vérifiant son exercice, elle est gardée."
        )
    if options.who is not None and not (options.all and options.json):
        raise UsageError(
            "--who ne va qu'avec --all --json.",
            cause="c'est le nom porté sur le relevé de tous les exercices.",
            remedy='par exemple « dockerlab check --all --json --who "Marie Dupont" > dupont.json ».',
        )
    who = named(options.who)
    root = course_root()
    with Progress() as tell:
        if options.all:
            reports = check_all(root, tell)
        else:
            reports = [check_exercise(root, options.id, dict(options.answer), tell)]
    if options.json and options.all:
        _print_json(student_report(reports, who))
    elif options.json:
        _print_json(reports[0].to_json())
    else:
        for report in reports:
            print(report if report.results else f"{report.exercise} : pas commencé")
    judged = [report for report in reports if report.results]
    for line in unjudged_lines(judged):
        print(f"dockerlab : {line}", file=sys.stderr)
    return max((report.exit_status for report in judged), default=OK)


def _marks(options: argparse.Namespace) -> int:
    from .course.collecting import check_output, collect, marks_table
    from .workspace import unusable, write_atomically

    if options.output is not None:
        check_output(options.output)
    reports, problems = collect(options.files)
    for problem in problems:
        print(f"dockerlab : {one_line(problem)}", file=sys.stderr)
    if not reports:
        return UNABLE
    table = marks_table(course_root(), reports, options.exercise)
    for remark in table.remarks:
        print(f"À savoir : {printable(remark)}", file=sys.stderr)
    if options.output is None:
        sys.stdout.buffer.write(table.csv())
    else:
        try:
            write_atomically(options.output, table.csv())
        except OSError as error:
            raise unusable(options.output, error) from error
        print(f"{options.output} : {len(table.rows)} étudiant{'s' if len(table.rows) > 1 else ''}.")
    return UNABLE if problems else OK


def _hint(options: argparse.Namespace) -> int:
    from .course.attempts import next_hint

    print(next_hint(course_root(), options.id))
    return OK


def _reset(options: argparse.Namespace) -> int:
    from .course.desk import Desk
    from .course.opening import reset_exercise

    with Progress() as tell:
        exercise, opened, archive = reset_exercise(Desk.here(), options.id, tell)
    for thing in opened.removed:
        print(f"Enlevé : {thing}.")
    for warning in opened.warnings:
        print(f"Attention : {warning}.")
    if archive:
        print(f"Votre ancienne copie est gardée : {archive}")
    print(f"{exercise.title} : recommencé.")
    return OK


def _figure(options: argparse.Namespace) -> Any:
    from .course.desk import Desk
    from .course.subject import Subject
    from .drawing.figure import Figure

    desk = Desk.here()
    subject = Subject.choose(desk.scopes(), lab=options.lab, names=options.names, everything=options.all)
    with Progress() as tell:
        tell("Lecture du moteur et du noyau")
        return Figure(subject.shown(desk.engine, options.view), options.view)


def _draw(options: argparse.Namespace) -> int:
    from .drawing.figure import ending_of
    from .errors import UsageError

    if options.output is None and not options.json:
        raise UsageError(
            "« dockerlab draw » attend --output FICHIER, ou --json.", remedy="par exemple « --output reseau.svg »."
        )
    if options.output is not None:
        ending_of(options.output)  # avant de lire quoi que ce soit
    figure = _figure(options)
    if options.output is not None:
        path = figure.save(options.output)
        if not options.json:
            print(path)
    if options.json:
        _print_json(figure.document())
    return OK


def _describe(options: argparse.Namespace) -> int:
    print(_figure(options))
    return OK


def _hosts_up(options: argparse.Namespace) -> int:
    from .dockerhosts import FLEET_IMAGES, Fleet, Plan
    from .engine import Engine

    plan, engine = Plan.numbered(options.count), Engine.connect()
    with Progress() as tell:
        Fleet.join(engine, plan, version=options.engine or "", images=options.images or FLEET_IMAGES, tell=tell)
    return _hosts_list(options)


def _hosts_list(options: argparse.Namespace) -> int:
    from .dockerhosts.residents import residents
    from .engine import Engine

    rows = residents(Engine.connect())
    if options.json:
        _print_json([row.to_json() for row in rows])
    else:
        print("\n".join(map(str, rows)) or "Aucun hôte. « dockerlab hosts up 2 » en démarre deux.")
    return OK


def _hosts_down(options: argparse.Namespace) -> int:
    from .dockerhosts.residents import send_away
    from .engine import Engine

    with Progress() as tell:
        tell("Les hôtes s'en vont")
        removed, left = send_away(Engine.connect())
    print("\n".join(f"Enlevé : {name}." for name in removed) or "Aucun hôte à enlever.")
    for host in left:
        print(f"Laissé : {host.name}, qui est à {host.lab} (« dockerlab clean » l'enlève).")
    return OK


def _hosts_shell(options: argparse.Namespace) -> int:
    from .dockerhosts.residents import shell
    from .engine import Engine

    command, environment = shell(Engine.connect(), options.name, os.environ)
    print(f"Ici, docker parle au moteur de {options.name} ; « exit » en sort.", file=sys.stderr, flush=True)
    os.execvpe(command[0], command, environment)


def _clean(options: argparse.Namespace) -> int:
    from .course.desk import Desk
    from .course.opening import clean_all, to_clean

    desk = Desk.here()
    things = to_clean(desk)
    if things and sys.stdin.isatty() and not options.yes and not options.json:
        print("À enlever :\n" + "\n".join(f"  {thing}" for thing in things))
        if input("Continuer ? [o/N] ").strip().lower() not in ("o", "oui"):
            print("Rien n'a été enlevé.")
            return OK
    cleaned = clean_all(desk)
    if options.json:
        _print_json(
            {
                "removed": [str(t) for t in cleaned.removed],
                "kept": [{"thing": str(t), "reason": r} for t, r in cleaned.kept],
                "closed": list(cleaned.closed),
            }
        )
    else:
        print(cleaned)
    return OK if not cleaned.kept else NOT_YET

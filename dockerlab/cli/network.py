"""Les verbes du réseau : dessiner, décrire, les hôtes, faire le ménage."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from ..terminal import Progress
from .common import NOT_YET, OK, print_json


def _figure(options: argparse.Namespace) -> Any:
    from ..course.desk import Desk
    from ..course.subject import Subject
    from ..drawing.figure import Figure

    desk = Desk.here()
    subject = Subject.choose(desk.scopes(), lab=options.lab, names=options.names, everything=options.all)
    with Progress() as tell:
        tell("Lecture du moteur et du noyau")
        return Figure(subject.shown(desk.engine, options.view), options.view)


def draw(options: argparse.Namespace) -> int:
    from ..drawing.figure import ending_of
    from ..errors import UsageError

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
        print_json(figure.document())
    return OK


def describe(options: argparse.Namespace) -> int:
    print(_figure(options))
    return OK


def hosts_up(options: argparse.Namespace) -> int:
    from ..dockerhosts import FLEET_IMAGES, Fleet, Plan
    from ..engine import Engine

    plan, engine = Plan.numbered(options.count), Engine.connect()
    with Progress() as tell:
        Fleet.join(engine, plan, version=options.engine or "", images=options.images or FLEET_IMAGES, tell=tell)
    return hosts_list(options)


def hosts_list(options: argparse.Namespace) -> int:
    from ..dockerhosts.residents import residents
    from ..engine import Engine

    rows = residents(Engine.connect())
    if options.json:
        print_json([row.to_json() for row in rows])
    else:
        print("\n".join(map(str, rows)) or "Aucun hôte. « dockerlab hosts up 2 » en démarre deux.")
    return OK


def hosts_down(options: argparse.Namespace) -> int:
    from ..dockerhosts.residents import send_away
    from ..engine import Engine

    with Progress() as tell:
        tell("Les hôtes s'en vont")
        removed, left = send_away(Engine.connect())
    if options.json:
        print_json({"removed": removed, "kept": [host.name for host in left]})
        return OK
    print("\n".join(f"Enlevé : {name}." for name in removed) or "Aucun hôte à enlever.")
    for host in left:
        print(f"Laissé : {host.name}, qui est à {host.lab} (« dockerlab clean » l'enlève).")
    return OK


def hosts_shell(options: argparse.Namespace) -> int:
    from ..dockerhosts.residents import shell
    from ..engine import Engine
    from ..errors import UsageError, reason

    command, environment = shell(Engine.connect(), options.name, os.environ)
    print(f"Ici, docker parle au moteur de {options.name} ; « exit » en sort.", file=sys.stderr, flush=True)
    try:
        os.execvpe(command[0], command, environment)
    except OSError as error:
        raise UsageError(
            f"Le programme {command[0]} ne peut pas être lancé.", cause=f"{reason(error)}.",
            remedy="vérifiez SHELL, ou installez la commande docker ; « SHELL=/bin/sh dockerlab hosts shell NOM » s'en passe.",
        ) from error  # fmt: skip


def clean(options: argparse.Namespace) -> int:
    from ..course.desk import Desk
    from ..course.opening import clean_all, to_clean

    desk = Desk.here()
    things = to_clean(desk)
    if things and sys.stdin.isatty() and not options.yes and not options.json:
        print("À enlever :\n" + "\n".join(f"  {thing}" for thing in things))
        if input("Continuer ? [o/N] ").strip().lower() not in ("o", "oui"):
            print("Rien n'a été enlevé.")
            return OK
    cleaned = clean_all(desk)
    if options.json:
        print_json(
            {
                "removed": [str(t) for t in cleaned.removed],
                "kept": [{"thing": str(t), "reason": r} for t, r in cleaned.kept],
                "closed": list(cleaned.closed),
            }
        )
    else:
        print(cleaned)
    return OK if not cleaned.kept else NOT_YET

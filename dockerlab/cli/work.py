"""Les verbes des exercices : la carte, ouvrir, vérifier, aider, recommencer, et les notes d'une classe."""

from __future__ import annotations

import argparse
import sys

from ..terminal import UNABLE, Progress, one_line, printable
from ..workspace import course_root
from .common import OK, print_json


def exercises(options: argparse.Namespace) -> int:
    from ..course.progress import course_map

    found = course_map(course_root())
    if options.json:
        print_json(
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


def start(options: argparse.Namespace) -> int:
    from ..course.desk import Desk
    from ..course.opening import start_exercise

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


def check(options: argparse.Namespace) -> int:
    from ..course.attempts import check_all, check_exercise
    from ..course.collecting import named, student_report
    from ..errors import UsageError
    from ..grading.report import unjudged_lines

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
        print_json(student_report(reports, who))
    elif options.json:
        print_json(reports[0].to_json())
    else:
        for report in reports:
            print(report if report.results else f"{report.exercise} : pas commencé")
    judged = [report for report in reports if report.results]
    for line in unjudged_lines(judged):
        print(f"dockerlab : {line}", file=sys.stderr)
    return max((report.exit_status for report in judged), default=OK)


def marks(options: argparse.Namespace) -> int:
    from ..course.collecting import check_output, collect, marks_table
    from ..workspace import unusable, write_atomically

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


def hint(options: argparse.Namespace) -> int:
    from ..course.attempts import next_hint

    print(next_hint(course_root(), options.id))
    return OK


def reset(options: argparse.Namespace) -> int:
    from ..course.desk import Desk
    from ..course.opening import reset_exercise

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

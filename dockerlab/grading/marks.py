"""Les notes d'une classe : des relevés rangés en un tableau pour tableur français. Pur."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .student_report import Mark, StudentReport, number

UNJUDGED, ABSENT, INCOMPLETE = "non jugé", "absent", "incomplète"
OUT_OF = 20
LONGEST = 120  # caractères d'un nom montrés dans une case


@dataclass(frozen=True, slots=True)
class Table:
    """Le tableau, en-tête comprise, et ce qu'il y a à dire de lui."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    remarks: tuple[str, ...]

    def csv(self) -> bytes:
        """Le tableau pour un tableur français : UTF-8 avec BOM, point-virgule, virgule décimale, fins de ligne CRLF (RFC 4180).

        Sans BOM, Excel lit les accents de travers ; avec « sep=; » en tête, il oublie le BOM.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerows([[_cell(value) for value in row] for row in (self.header, *self.rows)])
        return text.getvalue().encode("utf-8-sig")


def table(reports: Iterable[StudentReport], course: Mapping[str, float], chosen: Sequence[str] = ()) -> Table:
    """Une ligne par étudiant, une colonne par exercice rencontré, dans l'ordre du cours.

    `course` : le maximum de chaque exercice dans le cours de l'enseignant, dans l'ordre ; `chosen` : ces exercices seulement.
    """
    kept, remarks = _latest(reports)
    met = {id for report in kept for id in report.marks}
    others = sorted(met - course.keys())
    ids = [id for id in (*course, *others) if id in (chosen or met)]
    unknown = {id: report.marks[id].max for report in kept for id in others if id in report.marks}
    maxima = {id: course[id] if id in course else unknown[id] for id in ids}
    for id in others:
        if id in ids:
            remarks.append(f"« {id} » n'est pas dans ce cours : relevé d'une autre version, sa colonne vient à la fin.")
    for report in kept:
        for id in ids:
            mark = report.marks.get(id)
            if mark is not None and mark.max != maxima[id]:
                remarks.append(
                    f"{report.source} : « {id} » y vaut {number(mark.max)} points, et {number(maxima[id])} ici (version "
                    f"{report.course} du cours) ; la case dit « {_out_of(mark)} », et la note est {INCOMPLETE}."
                )
    total = sum(maxima.values())
    header = (
        "Étudiant", "Relevé le", *(f"{id} (/{number(maxima[id])})" for id in ids),
        f"Total (/{number(total)})", f"Note sur {OUT_OF}", "Aides montrées",
    )  # fmt: skip
    return Table(header, tuple(_row(report, maxima) for report in kept), tuple(remarks))


def _latest(reports: Iterable[StudentReport]) -> tuple[list[StudentReport], list[str]]:
    """Le dernier relevé de chacun, par ordre alphabétique, et ceux qui furent laissés."""
    kept: dict[str, StudentReport] = {}
    remarks = []
    for report in sorted(reports, key=lambda report: report.when):
        older = kept.get(report.who)
        kept[report.who] = report
        if older is not None:
            remarks.append(
                f"Deux relevés de « {_shown(report.who)} » : {report.source}, le plus récent, est gardé ; {older.source} est laissé. "
                "Si ce sont deux étudiants, refaites leurs relevés avec --who."
            )
    return sorted(kept.values(), key=lambda report: (_plain(report.who), report.who)), remarks


def _row(report: StudentReport, maxima: Mapping[str, float]) -> tuple[str | float, ...]:
    cells = [_judged(report.marks.get(id), max) for id, max in maxima.items()]
    score = math.fsum(cell for cell in cells if not isinstance(cell, str))
    total = math.fsum(maxima.values())
    complete = all(cell == "" for cell in cells if isinstance(cell, str)) and total > 0
    mark = round(OUT_OF * score / total, 2) if complete else INCOMPLETE
    help = sum(report.marks[id].help for id in maxima if id in report.marks)
    return _shown(report.who), report.when.strftime("%Y-%m-%d %H:%M"), *cells, score, mark, help


def _judged(mark: Mark | None, max: float) -> str | float:
    """La case d'un exercice : rien s'il n'est pas commencé ; un nombre s'il est jugé ; sinon un mot."""
    if mark is None:
        return ABSENT
    if not mark.gradable:
        return UNJUDGED
    if mark.max != max:
        return _out_of(mark)
    return mark.score if mark.started or mark.score else ""


def _plain(text: str) -> str:
    """Pour ranger par ordre alphabétique : sans accents ni majuscules."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def _shown(who: str) -> str:
    return who if len(who) <= LONGEST else f"{who[:LONGEST]}…"


def _out_of(mark: Mark) -> str:
    return f"{number(mark.score)} sur {number(mark.max)}"


def _cell(value: str | float) -> str:
    """Le texte d'une case. Un tableur exécute ce qui commence par l'un de ces signes : l'apostrophe l'en empêche (OWASP, CSV Injection)."""
    if not isinstance(value, str):
        return number(value)
    return f"'{value}" if unicodedata.normalize("NFKC", value[:1]) in {"=", "+", "-", "@"} else value

"""Le relevé d'un étudiant (`dockerlab check --all --json`) : son contrat, et sa lecture d'un fichier qui peut être n'importe quoi. Pur."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from ..errors import UsageError

_AGAIN = "demandez à l'étudiant de refaire son relevé : « dockerlab check --all --json »."


@dataclass(frozen=True, slots=True)
class Mark:
    """Ce qu'un relevé dit d'un exercice. `help` compte les indices montrés, et le corrigé s'il fut ouvert."""

    started: bool
    gradable: bool
    score: float
    max: float
    help: int


@dataclass(frozen=True, slots=True)
class StudentReport:
    """Le relevé d'un étudiant : qui, quand, et ses exercices. `source` : le fichier, pour les messages."""

    who: str
    when: datetime
    course: str
    marks: Mapping[str, Mark]
    source: str


def cleaned(who: str) -> str:
    """Un nom sur une ligne : les blancs réduits à une espace, ce qui ne se voit pas (commande, sens d'écriture) montré par �."""
    text = " ".join(unicodedata.normalize("NFC", who).split())
    return "".join(character if character.isprintable() else "�" for character in text)


def parse(content: bytes, source: str) -> StudentReport:
    """Le relevé que contient un fichier, en UTF-8, ou en UTF-16 comme l'écrit la redirection de PowerShell.

    Lève `UsageError` si ce n'en est pas un, ou s'il se contredit ; `source` y est nommé.
    """
    try:
        document = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        if content.strip():
            raise _bad(source, "ce n'est pas du JSON lisible.", _AGAIN) from error
        raise _bad(
            source, "il est vide ; le relevé est peut-être en train de se faire.", f"attendez, ou {_AGAIN}"
        ) from error
    if isinstance(document, dict) and "exercises" not in document and {"exercise", "checks"} <= document.keys():
        raise _bad(source, "c'est le compte rendu d'un seul exercice : il ne dit ni qui, ni quand.", _AGAIN)
    problem = next(validator().iter_errors(document), None)
    if problem is not None:
        raise _bad(source, f"ce n'est pas un relevé : {_in_french(problem)}.", _AGAIN)
    marks: dict[str, Mark] = {}
    for entry in document["exercises"]:
        contradiction = _contradiction(entry) or ("il y est deux fois" if entry["exercise"] in marks else "")
        if contradiction:
            why = f"« {entry['exercise']} » s'y contredit ({contradiction}) : le fichier n'est plus tel que dockerlab l'a écrit."
            raise _bad(source, why, _AGAIN)
        marks[entry["exercise"]] = Mark(
            entry["started"], entry["gradable"], entry["score"], entry["max"], entry["help"]
        )
    try:
        when = datetime.fromisoformat(document["when"])
        if when.tzinfo is None:
            raise ValueError("sans fuseau")
        when = when.astimezone()
    except (ValueError, OverflowError) as error:
        raise _bad(
            source, f"« when » n'est pas une date ISO 8601 avec son fuseau : {document['when'][:40]}.", _AGAIN
        ) from error
    who = cleaned(document["who"])
    if not who.strip("�"):
        raise _bad(source, "il ne dit pas qui : « who » est vide.", "écrivez-y le nom de l'étudiant, ou refaites-le.")
    return StudentReport(who, when, document["course"], marks, source)


def number(value: float) -> str:
    """Un nombre à la française : au plus deux décimales, après une virgule."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


@cache
def validator() -> Any:
    """Ce que doit être un relevé (JSON Schema 2020-12) : le contrat de « check --all --json », qu'un test tient aussi."""
    schema = files(__package__).joinpath("student-report.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(schema))


def _contradiction(entry: Mapping[str, Any]) -> str:
    """En quoi le compte rendu d'un exercice se contredit ; rien s'il se tient."""
    checks = entry["checks"]
    points = math.fsum(check["points"] for check in checks)
    if not math.isclose(entry["score"], points):
        return f"{number(entry['score'])} points annoncés, {number(points)} d'après ses vérifications"
    if any(check["points"] != (check["max"] if check["status"] == "passed" else 0) for check in checks):
        return "une vérification a des points que son verdict ne donne pas"
    if checks and not math.isclose(entry["max"], math.fsum(check["max"] for check in checks)):
        return f"sur {number(entry['max'])}, et ses vérifications disent autrement"
    if entry["gradable"] == any(check["status"] == "error" for check in checks):
        return "« gradable » ne dit pas ce que disent ses vérifications"
    return ""


_TYPES = {"object": "un objet", "array": "une liste", "string": "un texte", "boolean": "true ou false", "number": "un nombre", "integer": "un entier"}  # fmt: skip


def _in_french(problem: ValidationError) -> str:
    """L'écart au contrat, en français : où, et ce qui était attendu."""
    where = problem.json_path.removeprefix("$").removeprefix(".") or "le document"
    if problem.validator == "required":
        missing = next((name for name in problem.validator_value if name not in problem.instance), "")
        return f"il manque « {missing} » dans {where}"
    if problem.validator == "type":
        wanted = problem.validator_value
        names = [wanted] if isinstance(wanted, str) else wanted
        return f"{where} devrait être {' ou '.join(_TYPES.get(name, name) for name in names)}"
    return f"{where} a une valeur qui ne convient pas"


def _bad(source: str, cause: str, remedy: str) -> UsageError:
    return UsageError(f"{source} n'est pas compté.", cause=cause, remedy=remedy)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} n'est pas du JSON")

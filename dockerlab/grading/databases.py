"""Une base PostgreSQL dans un conteneur : répond-elle, est-elle à l'abri, et qu'y a-t-on écrit ?"""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlsplit

from ..engine import Engine, Output
from ..errors import LogsUnreadable
from .neighbours import neighbours_of
from .probes import Probes
from .requests import NO_ANSWER, appears
from .subjects import ContainerSubject, runs
from .verdict import Verdict, failed, passed

READY_DEADLINE = 3.0  # secondes laissées à une base qui finit de se préparer
KNOCK_TIMEOUT = 1.0  # secondes
WRITE_TIMEOUT = 4.0  # secondes : l'application cherche un nom, se connecte, écrit

# psql, dans le conteneur de la base et par sa socket Unix (man 1 psql). Ce que le conteneur dit de lui-même (compte, mot de
# passe, ou le fichier qui le contient) est repris ; ce qui enverrait psql ailleurs (PGHOST) est écarté.
_PSQL = r"""
unset PGHOST PGHOSTADDR PGPORT PGDATABASE PGSERVICE
export PGCONNECT_TIMEOUT=2
user=${POSTGRES_USER:-postgres}
if [ -r "${POSTGRES_USER_FILE:-}" ]; then user=$(cat "$POSTGRES_USER_FILE"); fi
export PGPASSWORD=${POSTGRES_PASSWORD:-}
if [ -r "${POSTGRES_PASSWORD_FILE:-}" ]; then PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); fi
ask() { timeout 3 psql --no-psqlrc --no-password --username "$user" --dbname "$1" -Atc "$2"; }
"""
_VERSION = f"{_PSQL}\nask template1 'SHOW server_version'"
# Le mot peut être dans n'importe quelle base et n'importe quel schéma du serveur : le compte de l'application est au choix de
# l'étudiant, et sa table va d'abord dans le schéma qui porte le nom du compte (« PostgreSQL : The Schema Search Path »).
_FIND = rf"""{_PSQL}
tables="SELECT format('SELECT mot FROM %I.livre WHERE mot = %L', schemaname, '$1') FROM pg_tables WHERE tablename = 'livre'"
ask template1 "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate" | while read -r base; do
    ask "$base" "$tables" | while read -r query; do ask "$base" "$query"; done
done
"""


def is_postgres(engine: Engine, base: ContainerSubject) -> Verdict:
    """Un PostgreSQL tourne dans `base`, et répond à une question posée sur place."""
    expected = f"un PostgreSQL qui répond dans {base.name}"
    deadline = time.monotonic() + READY_DEADLINE
    while True:
        output = _run(engine, base, _VERSION)
        if output.code == 0 or output.code in (126, 127) or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    if output.code in (126, 127):
        hint = "Le client de PostgreSQL, que son image contient, n'y est pas : regardez de quelle image vient ce conteneur."
        return failed(expected, f"psql n'est pas dans {base.name}", hint)
    if output.code != 0 or not base.runs(engine, "postgres"):
        said = next(reversed(output.stderr.strip().splitlines()), "").strip() or "aucun processus postgres"
        hint = f"Le conteneur tourne, et PostgreSQL n'y répond pas : le journal de {base.name} dit où il en est."
        return failed(expected, said, hint)
    return passed(expected, "PostgreSQL répond")


def is_sheltered(probes: Probes, base: ContainerSubject, *, door: ContainerSubject) -> Verdict:
    """Aucun port publié, par `base` ou par un voisin sur un réseau créé, ne mène à elle.

    Un programme de la machine elle-même, ou un voisin du réseau bridge, pourrait encore relayer : ils ne sont pas jugés.

    `door` : l'application, dont les ports publiés sont jugés ailleurs.
    """
    mode = str(((base.inspected or {}).get("HostConfig") or {}).get("NetworkMode") or "")
    verdict = base.publishes_nothing()
    if mode == "host":
        hint = "Sur ce réseau, ce que la base écoute s'ouvre sur la machine elle-même, sans qu'il y ait rien à publier."
        return failed(verdict.expected, f"{base.name} est sur le réseau de la machine (host)", hint)
    if mode.startswith("container:") and verdict.ok:
        hint = (
            "Ses ports sont ceux du conteneur dont il partage l'espace réseau : ce que celui-là publie, il le publie."
        )
        return failed(verdict.expected, f"{base.name} emprunte le réseau d'un autre conteneur", hint)
    return _relayed(probes, base, verdict, door) if verdict.ok else verdict


def _relayed(probes: Probes, base: ContainerSubject, verdict: Verdict, door: ContainerSubject) -> Verdict:
    """Frappe aux ports publiés des voisins de `base`, en PostgreSQL : un relais se trahit.

    La question annonce une version du protocole qui n'existe pas, tirée au sort : PostgreSQL la refuse, et l'écrit dans son
    journal (« PostgreSQL : Message Formats », StartupMessage). Qui la refuse ainsi sans être un PostgreSQL est un relais, même
    si la base n'écrit rien. Le réseau bridge, où d'autres travaux vivent, est laissé en paix.
    """
    doors = [
        (neighbour.name, _KNOCKED.get(address, address), port)
        for neighbour in neighbours_of(base, but=[door.name])
        for address, port in neighbour.published
    ]
    # Quatre octets de moins de 128, que la sonde envoie tels quels, et dont le premier dépasse toute version connue.
    words = [(secrets.randbelow(100) + 16, *(secrets.randbelow(128) for _ in range(3))) for _ in doors]
    answers = probes.host.place.ask([
        ("say", {"host": address, "port": port, "text": "\0\0\0\x08" + "".join(map(chr, word)), "timeout": KNOCK_TIMEOUT})
        for (_, address, port), word in zip(doors, words, strict=True)
    ]) if doors else []  # fmt: skip
    for (name, address, port), word, answer in zip(doors, words, answers, strict=True):
        version = f"protocol {word[0] << 8 | word[1]}.{word[2] << 8 | word[3]}"
        refused = answer["kind"] == "response" and "FATAL" in answer["line"]
        if refused and (not runs(probes.engine, name, "postgres") or _is_logged(probes.engine, base, version)):
            hint = f"{name} fait entrer par un port de la machine ce que la base ne publie pas elle-même. Qui en a besoin ?"
            where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
            return failed(verdict.expected, f"par {where}, que publie {name}, la base répond", hint)
    return verdict


_KNOCKED = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # publié partout, il se joint par la boucle locale


def _is_logged(engine: Engine, base: ContainerSubject, text: str) -> bool:
    try:
        return appears(engine, base, text)
    except LogsUnreadable:
        return False


def stores(probes: Probes, url: str, app: ContainerSubject, base: ContainerSubject) -> Verdict:
    """Un mot de passage, confié à `url?mot=…`, se retrouve dans la table `livre` d'une base de `base`."""
    expected = f"un mot confié à {url} se lit dans {base.name}"
    token = f"dl{secrets.token_hex(8)}"
    parts = urlsplit(url)
    answer = probes.host.place.ask([("http", {
        "host": parts.hostname, "port": parts.port or 80, "path": f"{parts.path}?mot={token}", "agent": "dockerlab", "timeout": WRITE_TIMEOUT,
    })])[0]  # fmt: skip
    if answer["kind"] != "response":
        return failed(expected, NO_ANSWER[answer["kind"]][0], NO_ANSWER[answer["kind"]][1].format(name=app.name))
    said = f"réponse {answer['status']}"
    first = next(iter(answer["body"].strip().splitlines()), "")[:160]
    if answer["status"] >= 400:
        hint = f"{app.name} répond, et n'a pas pu écrire : regardez où il cherche sa base, avec quel mot de passe, et ce que dit son journal."
        return failed(expected, f"{said} : {first}", hint)
    if token in _run(probes.engine, base, _FIND, token).stdout.split():
        return passed(expected, f"{said}, et le mot y est")
    hint = f"{app.name} dit avoir écrit, mais pas là : à quelle base s'adresse-t-il, et d'où vient cette image ?"
    return failed(expected, f"{said}, mais le mot n'est pas dans {base.name}", hint)


def _run(engine: Engine, base: ContainerSubject, script: str, *arguments: str) -> Output:
    return engine.execute(base.id, ["sh", "-c", script, "sh", *arguments])

"""L'image d'un hôte Docker, une par version du moteur, construite à la demande avec des paquets Debian.

Chaque suite de Debian a sa version de docker.io ; elle change avec les mois. On demande donc aux suites laquelle offre la
version voulue, et l'image construite doit dire elle-même cette version.
"""

from __future__ import annotations

import os

from ..building import RECIPE_LABEL, Builder, Tell, recipe_hash
from ..engine import Engine
from ..errors import EngineError, NotFound
from ..images import COMPOSE

# Du plus ancien moteur du cours au plus récent. Par défaut, celui de la Debian stable : sa base est celle des images du
# cours, déjà là, et c'est le moteur que donne « apt-get install docker.io ».
VERSIONS = ("20.10", "26.1", "28.5")
DEFAULT_VERSION = "26.1"

FOLDER = "hote"  # dans images/
SUITES = ("bookworm", "trixie", "forky", "sid")  # où chercher : la plus stable d'abord
SEARCH_DEADLINE = 120.0  # secondes : quatre index de paquets, une quarantaine de mégaoctets

_SEARCH = """
set -e
# Là où la base prend ses propres paquets : son miroir a les autres suites aussi.
mirror=$(grep -rohE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d | head -n 1 | tr -d ' ')
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
for suite in "$@"; do echo "deb $mirror $suite main" >> /etc/apt/sources.list; done
apt-get -q -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none update >&2 || true
apt-cache madison docker.io
"""


def default_version() -> str:
    """La version des hôtes d'une leçon, d'un exercice ou d'un test : DOCKERLAB_HOTES, par quoi tout se rejoue sur chacune, ou l'ordinaire."""
    return os.environ.get("DOCKERLAB_HOTES") or DEFAULT_VERSION


def host_image(version: str) -> str:
    """Le nom de l'image d'un hôte, comme « dockerlab/hote:26.1 »."""
    return f"dockerlab/{FOLDER}:{version}"


def has_host_image(engine: Engine, version: str = DEFAULT_VERSION) -> bool:
    """Vrai si l'image d'un hôte est sur ce moteur, et que sa recette n'a pas changé depuis."""
    return _is_current(engine, host_image(version))


def ensure_host_image(engine: Engine, version: str = DEFAULT_VERSION, tell: Tell = lambda _: None) -> str:
    """Construit l'image si elle manque ou si sa recette a changé, une à deux minutes ; rend son nom.

    Lève `NotFound` si aucune suite de Debian n'offre ce moteur, `EngineError` si la construction échoue.
    """
    name = host_image(version)
    if _is_current(engine, name):
        return name
    builder = Builder(engine, tell)
    suite = find_suite(builder, version)
    if not engine.has_image(COMPOSE):
        builder.build(COMPOSE, "compose")
    builder.build(name, FOLDER, suite=suite, COMPOSE=COMPOSE)
    found = _version_of(engine, name)
    if not _matches(found, version):
        engine.remove_image(name)
        raise EngineError(
            f"L'image {name} contient un moteur {found or 'qui ne dit pas sa version'}, et non {version}.",
            cause=f"la suite {suite} a changé pendant la construction.", remedy="recommencez.",
        )  # fmt: skip
    return name


def find_suite(builder: Builder, version: str) -> str:
    """La première suite de Debian dont docker.io est de cette version. Lève `NotFound`, qui dit ce qu'elles offrent."""
    builder.tell(f"Moteur {version} : recherche de la version de Debian qui l'offre")
    config = {"Image": builder.base(), "Cmd": ["sh", "-c", _SEARCH, "chercher", *SUITES]}
    offers = parse_offers(builder.engine.run_once(config, deadline=SEARCH_DEADLINE).stdout)
    for suite in SUITES:
        if any(_matches(offer, version) for offer in offers.get(suite, ())):
            return suite
    seen = ", ".join(f"{suite} {' et '.join(found)}" for suite, found in sorted(offers.items()))
    raise NotFound(
        f"Aucune version de Debian n'offre de moteur Docker {version}.",
        cause=f"elles offrent : {seen}." if seen else "les paquets Debian n'ont pas pu être joints.",
        remedy="demandez une de ces versions." if seen else "vérifiez la connexion à Internet, puis recommencez.",
    )


def parse_offers(text: str) -> dict[str, list[str]]:
    """Lit `apt-cache madison docker.io` (man 8 apt-cache) : par suite, les versions offertes.

    >>> parse_offers(" docker.io | 26.1.5+dfsg1-9 | http://exemple/debian trixie/main amd64 Packages")
    {'trixie': ['26.1.5+dfsg1-9']}
    """
    offers: dict[str, list[str]] = {}
    for line in text.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if len(columns) == 3 and columns[2].endswith("Packages"):
            offers.setdefault(columns[2].split()[1].partition("/")[0], []).append(columns[1])
    return offers


def _matches(found: str, version: str) -> bool:
    return found == version or found.startswith((f"{version}.", f"{version}+", f"{version}-"))


def _is_current(engine: Engine, name: str) -> bool:
    try:
        labels = engine.inspect_image(name)["Config"].get("Labels") or {}
    except NotFound:
        return False
    return bool(labels.get(RECIPE_LABEL) == recipe_hash(FOLDER))


def _version_of(engine: Engine, name: str) -> str:
    """La version que dit dockerd, comme « 26.1.5+dfsg1 »."""
    config = {"Image": name, "Entrypoint": ["dockerd"], "Cmd": ["--version"], "HostConfig": {"NetworkMode": "none"}}
    words = engine.run_once(config, deadline=30).stdout.replace(",", " ").split()
    return words[2] if words[:2] == ["Docker", "version"] else ""

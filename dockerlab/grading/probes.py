"""D'où l'on regarde, et ce qu'une requête y rencontre : le comportement, à côté de l'état."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .. import helpers
from ..engine import Engine, Json
from ..errors import HelperFailed, LogsUnreadable, NotFound
from ..workspace import Store
from . import probe
from .situation import ContainerSubject
from .verdict import Verdict, failed, passed

TIMEOUT = 2.0  # secondes : une requête à soi-même répond en millièmes, un paquet jeté ne répond jamais
AFTERMATH = 0.3  # secondes : ce qu'une requête fait tomber tombe aussitôt
LOG_DEADLINE = 1.5  # secondes : le journal d'un conteneur suit de peu la réponse


def shares_loopback(engine: Engine, store: Store) -> bool:
    """Vrai si ce processus et le moteur ont la même boucle locale : même noyau, même espace de noms réseau.

    La réponse demande un conteneur d'appoint ; elle est gardée par moteur, avec ce dont elle dépend.
    """
    mine = helpers.network_namespace()
    if mine is None:
        return False
    engine_id = str(engine.info()["ID"])
    known = store.read("loopback").get(engine_id, {})
    if isinstance(known, dict) and known.get("mine") == mine:
        return known.get("engine") == mine
    theirs = helpers.host_namespace(engine)
    with store.change("loopback") as document:
        document[engine_id] = {"mine": mine, "engine": theirs}
    return theirs == mine


class Probes:
    """Les sondes d'une vérification. Elles partent de la machine du moteur : d'ici, ou d'un conteneur sur son réseau."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine, self._store = engine, store

    def http(self, url: str) -> HttpProbe:
        """Une requête GET de `url`, depuis la machine."""
        return HttpProbe(self, url)

    def send(self, url: str, token: str) -> Json:
        """Envoie la requête, marquée de `token` dans l'adresse et dans User-Agent ; rend ce que la sonde a vu."""
        parts = urlsplit(url)
        question: Json = {
            "host": parts.hostname, "port": parts.port or 80, "path": f"{parts.path or '/'}?jeton={token}",
            "agent": f"dockerlab/{token}", "timeout": TIMEOUT,
        }  # fmt: skip
        if shares_loopback(self.engine, self._store):
            answer: Json = probe.http(**question)
        else:
            source = Path(probe.__file__).read_text(encoding="utf-8")
            command = ["python3", "-c", source, json.dumps(question)]
            answer = json.loads(helpers.read_with_helper(self.engine, command, network="host"))
        if answer["kind"] == "error":
            raise HelperFailed(f"La sonde HTTP vers {url} s'est cassée.", cause=f"errno {answer['errno']}")
        return answer


@dataclass(frozen=True, slots=True)
class HttpProbe:
    """Une requête à venir ; `reaches` l'envoie et juge si elle est arrivée jusqu'au conteneur."""

    probes: Probes
    url: str

    def reaches(self, target: ContainerSubject, *, server: str) -> Verdict:
        """La requête obtient une page, du logiciel `server`, et laisse sa trace dans le journal de `target`, qui survit."""
        name = target.name
        expected = f"{server} répond à {self.url}, et la requête se lit dans le journal de {name}"
        token = f"dl{secrets.token_hex(8)}"
        answer = self.probes.send(self.url, token)
        if answer["kind"] != "response":
            return failed(expected, NO_ANSWER[answer["kind"]][0], NO_ANSWER[answer["kind"]][1].format(name=name))
        software = answer["server"].partition("/")[0]
        seen = f"réponse {answer['status']} de « {software or 'un serveur qui ne se nomme pas'} »"
        try:
            found = self._in_log(target, token)
        except LogsUnreadable:
            return failed(
                expected,
                f"{seen} ; le journal de {name} n'est pas gardé",
                "Ce conteneur a été lancé avec un journal que Docker ne relit pas : rien n'y prouve qui a répondu.",
            )
        if not found:
            return failed(
                expected,
                f"{seen}, mais la requête n'est pas dans le journal de {name}",
                f"Quelque chose répond à cette adresse, et ce n'est pas {name} ; ou bien il n'écrit pas ses requêtes sur sa sortie "
                "standard. Regardez qui écoute ce port sur la machine, et ce que montre le journal du conteneur.",
            )
        if not target.stays_up(self.probes.engine, AFTERMATH):
            return failed(
                expected,
                f"{seen}, puis {name} s'est arrêté ou a redémarré",
                "Une requête suffit à le faire tomber : son journal dit pourquoi.",
            )
        if software.lower() != server or not target.runs(self.probes.engine, server):
            return failed(
                expected,
                f"{seen}, sans processus {server} dans {name}" if software.lower() == server else seen,
                f"La requête arrive, mais le logiciel qui répond dans {name} n'est pas {server}. Regardez de quelle image il vient.",
            )
        if answer["status"] >= 400:
            what = "la refuse" if answer["status"] < 500 else "se trouve en défaut"
            return failed(
                expected,
                seen,
                f"{server} reçoit la requête et {what} : regardez ce qu'il a dans son dossier de pages, et sa configuration.",
            )
        return passed(expected, f"{seen}, trouvée dans le journal de {name}")

    def _in_log(self, target: ContainerSubject, token: str) -> bool:
        deadline = time.monotonic() + LOG_DEADLINE
        while True:
            try:
                if token in self.probes.engine.logs(target.id, tail=2000):
                    return True
            except NotFound:
                return False
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)


# Ce qu'a vu la sonde, et où regarder.
NO_ANSWER = {
    "refused": (
        "connexion refusée",
        "Rien n'écoute à cette adresse : regardez où {name} est publié, et s'il tourne encore.",
    ),
    "timeout": (
        "aucune réponse en 2 s",
        "La connexion est prise mais rien ne revient : regardez ce que fait {name} dans son journal.",
    ),
    "unreachable": ("adresse injoignable", "Cette machine n'a pas de route vers cette adresse."),
    "unknown-name": ("nom inconnu", "Ce nom ne mène à aucune adresse."),
    "reset": (
        "connexion acceptée, puis coupée sans réponse",
        "La porte est ouverte, mais personne n'est derrière : regardez sur quel port le serveur écoute dans {name}, et sur quelle adresse.",
    ),
    "not-http": (
        "des octets qui ne sont pas du HTTP",
        "Ce qui écoute dans {name} sur ce port n'est pas un serveur web.",
    ),
}

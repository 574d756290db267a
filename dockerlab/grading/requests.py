"""Une requête HTTP et ce qu'elle rencontre : le bon conteneur, sa trace dans son journal, et un serveur qui survit."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..engine import Engine, Json
from ..errors import LogsUnreadable, NotFound
from .places import TIMEOUT, Place, Question
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed

AFTERMATH = 0.3  # secondes : ce qu'une requête fait tomber tombe aussitôt
LOG_DEADLINE = 1.5  # secondes : le journal d'un conteneur suit de peu la réponse


@dataclass(frozen=True, slots=True)
class HttpProbe:
    """Une requête à venir ; `reaches` l'envoie et juge si elle est arrivée jusqu'au conteneur."""

    place: Place
    url: str

    def reaches(self, target: ContainerSubject, *, server: str = "", engine: Engine | None = None) -> Verdict:
        """La requête obtient une page, et laisse sa trace dans le journal de `target`, qui survit.

        `server` : le logiciel qui doit répondre, jugé à son en-tête et à son processus ; "" : peu importe lequel. `engine` :
        le moteur de `target`, quand ce n'est pas celui d'où part la requête.
        """
        name, engine = target.name, engine or self.place.engine
        expected = f"{server or name} répond à {self.url}, et la requête se lit dans le journal de {name}"
        token = f"dl{secrets.token_hex(8)}"
        answer = self.send(token)
        if answer["kind"] != "response":
            return failed(expected, NO_ANSWER[answer["kind"]][0], NO_ANSWER[answer["kind"]][1].format(name=name))
        software = answer["server"].partition("/")[0]
        seen = f"réponse {answer['status']} de « {software or 'un serveur qui ne se nomme pas'} »"
        try:
            found = appears(engine, target, token)
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
        if not target.stays_up(engine, AFTERMATH):
            return failed(
                expected,
                f"{seen}, puis {name} s'est arrêté ou a redémarré",
                "Une requête suffit à le faire tomber : son journal dit pourquoi.",
            )
        if server and (software.lower() != server or not target.runs(engine, server)):
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
                f"{server or name} reçoit la requête et {what} : regardez ce qu'il a dans son dossier de pages, et sa configuration.",
            )
        return passed(expected, f"{seen}, trouvée dans le journal de {name}")

    def send(self, token: str) -> Json:
        """Envoie la requête, marquée de `token` dans l'adresse et dans User-Agent ; rend ce que la sonde a vu."""
        return self.place.ask([question(self.url, token)])[0]


def appears(engine: Engine, target: ContainerSubject, token: str, *, patient: bool = True) -> bool:
    """Vrai si `token` se lit dans le journal de `target`, bientôt ou, sans patience, déjà. Lève `LogsUnreadable`."""
    deadline = time.monotonic() + (LOG_DEADLINE if patient else 0)
    while True:
        try:
            if token in engine.logs(target.id, tail=2000):
                return True
        except NotFound:
            return False
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)


def question(url: str, token: str) -> Question:
    """La requête GET de `url`, marquée de `token`."""
    parts = urlsplit(url)
    return "http", {
        "host": parts.hostname, "port": parts.port or 80, "path": f"{parts.path or '/'}?jeton={token}",
        "agent": f"dockerlab/{token}", "timeout": TIMEOUT,
    }  # fmt: skip


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

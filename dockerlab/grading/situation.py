"""La situation à juger, et les questions que l'on peut poser d'un conteneur."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from ..drawing.words import STATES
from ..engine import Engine, Json, epoch
from ..errors import NotFound
from ..model.topology import Publication, publications_of
from ..snapshot.reading import Snapshot
from .verdict import Verdict, failed, passed

STABLE = 3.0  # secondes de marche exigées
STABLE_AFTER_RESTART = 30.0  # secondes, quand sa règle de redémarrage l'a déjà relancé


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce que voit une vérification : la lecture `now`, et les réponses tapées par l'étudiant."""

    now: Snapshot
    answers: Mapping[str, str]

    def container(self, name: str) -> ContainerSubject:
        found = next((entry for entry in self.now.containers if entry["Name"] == f"/{name}"), None)
        return ContainerSubject(name, found, self.now)


@dataclass(frozen=True, slots=True)
class ContainerSubject:
    """Un conteneur dont on parle, qu'il existe ou non."""

    name: str
    inspected: Json | None
    now: Snapshot

    @property
    def id(self) -> str:
        return str(self._must_exist()["Id"])

    @property
    def log_driver(self) -> str:
        return str(self._must_exist()["HostConfig"]["LogConfig"]["Type"])

    def uptime(self) -> float | None:
        """Secondes écoulées depuis son démarrage, ou rien s'il ne tourne pas."""
        state = (self.inspected or {}).get("State") or {}
        return self.now.time - epoch(state["StartedAt"]) if state.get("Running") else None

    def runs(self, engine: Engine, program: str) -> bool:
        """Vrai si un processus du conteneur est `program` (`docker top`) : un en-tête peut mentir, non un processus."""
        try:
            commands = engine.processes(self.id)
        except NotFound:
            return False
        return any(re.match(rf"(\S*/)?{re.escape(program)}\b", command) for command in commands)

    def stays_up(self, engine: Engine, seconds: float) -> bool:
        """Vrai s'il tourne encore après `seconds`, sans avoir été relancé ni remplacé depuis la lecture."""
        deadline = time.monotonic() + seconds
        while self._unchanged(engine):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.05)
        return False

    def _unchanged(self, engine: Engine) -> bool:
        before = self._must_exist()
        try:
            after = engine.inspect_container(before["Id"])
        except NotFound:
            return False
        same = (
            after["State"]["StartedAt"] == before["State"]["StartedAt"]
            and after["RestartCount"] == before["RestartCount"]
        )
        return bool(same and after["State"]["Running"] and not after["State"]["Paused"])

    def is_stable(self) -> Verdict:
        """Il tourne depuis assez longtemps pour que l'on croie qu'il tient."""
        expected = f"{self.name} en marche depuis au moins {STABLE:g} s"
        if self.inspected is None:
            return failed(expected, f"aucun conteneur ne porte le nom {self.name}", self._absent_hint())
        state, restarts = self.inspected["State"], int(self.inspected["RestartCount"])
        if state["Status"] == "created":
            return failed(expected, "créé, jamais démarré", _never_started(state.get("Error") or ""))
        if state["Status"] == "restarting" or (restarts and not state["Running"]):
            return failed(
                expected,
                f"il redémarre en boucle ({_times(restarts)})",
                f"Son programme s'arrête dès qu'il est lancé : le journal de {self.name} dit pourquoi.",
            )
        uptime = self.uptime()
        if uptime is None:
            observed = f"{STATES.get(state['Status'], state['Status'])}, code de sortie {state['ExitCode']}"
            return failed(expected, observed, _stopped(self.name, int(state["ExitCode"])))
        if state["Paused"]:
            return failed(
                expected, "en pause", "Ses processus sont gelés : il ne répondra à rien avant d'être relancé."
            )
        if restarts and uptime < STABLE_AFTER_RESTART:
            observed = f"il a redémarré {_times(restarts)}, la dernière il y a {uptime:.0f} s"
            return failed(
                expected,
                observed,
                f"Son programme s'arrête et Docker le relance ; attendez {STABLE_AFTER_RESTART:g} s de marche, ou cherchez la cause dans son journal.",
            )
        if uptime < STABLE:
            return failed(
                expected,
                f"redémarré il y a {uptime:.1f} s, pendant l'observation",
                "Il ne tient pas : son journal dit ce qui l'arrête.",
            )
        return passed(expected, "en marche, il tient")

    def publishes(self, port: str, *, only_on: str) -> Verdict:
        """Son port `port` (« 80/tcp ») est publié sur `only_on` (« 127.0.0.1:8000 »), et le conteneur ne publie rien d'autre."""
        expected = f"{port} publié sur {only_on}, et rien d'autre"
        inspected = self._must_exist()
        found = sorted(publications_of(inspected))
        observed = ", ".join(f"{p.socket} → {p.inside}" for p in found)
        wanted = (only_on, port)
        if [(p.socket, p.inside) for p in found] == [wanted]:
            return passed(expected, observed)
        if not found:
            return failed(expected, *self._nothing_published(port, inspected))
        return failed(expected, observed, self._wrong_publication(found, port, only_on))

    def _must_exist(self) -> Json:
        if self.inspected is None:
            raise NotFound(f"Le conteneur {self.name} n'existe pas.")
        return self.inspected

    def _absent_hint(self) -> str:
        names = [entry["Names"][0].lstrip("/") for entry in self.now.others]
        close = difflib.get_close_matches(self.name, names, n=1, cutoff=0.6)
        if close:
            return f"Un conteneur s'appelle {close[0]} : le nom doit être exactement {self.name}."
        return (
            "Regardez la liste des conteneurs, arrêtés compris : celui que vous attendez y est-il, et sous quel nom ?"
        )

    def _nothing_published(self, port: str, inspected: Json) -> tuple[str, str]:
        networks = inspected["NetworkSettings"].get("Networks") or {}
        asked = inspected["HostConfig"].get("PortBindings") or {}
        if "host" in networks:
            return (
                "rien n'est publié : le conteneur est sur le réseau de la machine (host)",
                "Sur ce réseau il n'y a rien à publier : ce qui écoute écoute sur la machine elle-même, sans frontière. Le but est un port publié.",
            )
        if asked and "none" in networks:
            return (
                "une publication est demandée, sans effet : le conteneur est sur le réseau none",
                "Sans carte réseau, rien ne peut mener à lui.",
            )
        if asked:
            return (
                f"une publication est demandée, sans effet, sur le réseau {', '.join(networks) or 'aucun'}",
                "Ce réseau ne laisse rien entrer de l'extérieur : regardez s'il est interne, ou s'il est encore relié au conteneur.",
            )
        if port in (inspected["Config"].get("ExposedPorts") or {}):
            return (
                f"rien n'est publié ; l'image déclare {port}",
                "Exposer un port est une note pour le lecteur : elle n'ouvre rien sur la machine.",
            )
        return "rien n'est publié", "De l'extérieur du réseau, aucun chemin ne mène à ce conteneur."

    def _wrong_publication(self, found: list[Publication], port: str, only_on: str) -> str:
        address, _, host_port = only_on.rpartition(":")
        right = [p for p in found if (p.socket, p.inside) == (only_on, port)]
        others = [p for p in found if p not in right]
        everywhere = [p for p in others if p.host_ip in ("0.0.0.0", "::")]
        if everywhere:
            return (
                "0.0.0.0 et [::] veulent dire « toutes les adresses de cette machine » : un voisin du même réseau peut donc l'atteindre. "
                "Regardez ce qui précède le port de la machine dans la publication."
            )
        if right:
            return f"La bonne porte est ouverte, et une autre avec elle : {', '.join(p.socket for p in others)}. Il ne doit rester que {only_on}."
        wrong_inside = [p for p in found if p.socket == only_on]
        if wrong_inside:
            return (
                f"L'adresse et le port de la machine sont les bons ; ils mènent au port {wrong_inside[0].inside} "
                f"du conteneur, et non à {port}. L'ordre est : port de la machine, puis port du conteneur."
            )
        if any(p.host_ip == address for p in found):
            return f"L'adresse est la bonne, le port de la machine n'est pas {host_port}."
        return f"L'adresse de la machine n'est pas {address} : regardez ce qui précède le port dans la publication."


def _times(count: int) -> str:
    return "1 fois" if count == 1 else f"{count} fois"


def _never_started(reason: str) -> str:
    if "already in use" in reason or "already allocated" in reason:
        return "Le port demandé était déjà pris quand il a voulu démarrer. Regardez qui le tient, et ne laissez pas ce conteneur derrière vous."
    return "Il existe mais n'a jamais tourné : un port déjà pris au moment de le lancer laisse ce genre de reste."


def _stopped(name: str, code: int) -> str:
    if code in (126, 127):
        return "La commande demandée n'a pas pu être lancée dans le conteneur : regardez ce qui suit le nom de l'image."
    if code in (137, 143):
        return "Il a reçu l'ordre de s'arrêter. Un conteneur arrêté ne publie plus rien."
    return f"Son programme principal s'est terminé, et le conteneur avec lui : le journal de {name} dit pourquoi."

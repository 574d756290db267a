"""Un nom, résolu d'un endroit : à qui mènent ses adresses, qui les a données, et qui répond à chacune."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..engine import Json
from ..errors import LogsUnreadable
from .places import Place
from .requests import AFTERMATH, NO_ANSWER, appears, question
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed


@dataclass(frozen=True, slots=True)
class NameProbe:
    """La résolution d'un nom ; `leads_to` la juge, `spreads_over` envoie en plus une requête à chaque adresse."""

    place: Place
    name: str

    def leads_to(self, *targets: ContainerSubject) -> Verdict:
        """Le serveur de noms de Docker donne, pour ce nom, une adresse de chacun de `targets` et aucune autre."""
        return self._judge(self._resolve(), targets)

    def spreads_over(self, *targets: ContainerSubject, port: int) -> Verdict:
        """Le nom mène à chacun de `targets`, et une requête HTTP à chaque adresse arrive au conteneur qui la porte.

        Arrivée : elle se lit dans le journal de ce conteneur, et d'aucun autre de `targets` (elle n'a pas été relayée).
        """
        resolved = self._resolve()
        verdict = self._judge(resolved, targets)
        if not verdict.ok:
            return verdict
        wanted = f"{verdict.expected}, et une requête à chaque adresse arrive au conteneur qui la porte"
        tokens = {address: f"dl{secrets.token_hex(8)}" for address in sorted(resolved["addresses"])}
        answers = self.place.ask_at_once([question(f"http://{a}:{port}/", token) for a, token in tokens.items()])
        for (address, token), answer in zip(tokens.items(), answers, strict=True):
            target = next(t for t in targets if address in t.addresses())
            trouble = self._trouble(target, address, port, token, answer, targets)
            if trouble:
                return failed(wanted, *trouble)
        deadline = time.monotonic() + AFTERMATH
        for target in targets:
            if not target.stays_up(self.place.engine, max(0.0, deadline - time.monotonic())):
                hint = f"Une requête suffit à le faire tomber : le journal de {target.name} dit pourquoi."
                return failed(wanted, f"{target.name} répond, puis s'arrête ou redémarre", hint)
        return passed(wanted, f"{verdict.observed} ; chacun a reçu sa requête")

    def _resolve(self) -> Json:
        return self.place.ask([("resolve", {"name": self.name})])[0]

    def _judge(self, answer: Json, targets: tuple[ContainerSubject, ...]) -> Verdict:
        names = listed(target.name for target in targets)
        expected = f"depuis {self.place.name}, le nom {self.name} mène à {names}" + (
            ", et à personne d'autre" if len(targets) > 1 else ""
        )
        if answer["kind"] != "resolved":
            hint = (
                f"Aucun serveur de noms ne connaît {self.name} : les noms et les alias ne valent que sur un réseau que l'on a "
                f"créé, et pour les conteneurs qui y sont. Regardez sur quels réseaux sont {names}, et sous quels noms."
            )
            return failed(expected, f"{self.name} : nom inconnu", hint)
        holders = owners(targets)
        found = sorted(set(answer["addresses"]))
        observed = f"{self.name} donne {listed(_held(address, holders) for address in found)}"
        if answer["by_file"]:
            hint = "Ce nom est écrit dans /etc/hosts : il restera faux quand l'adresse changera. Le serveur de noms de Docker sait le donner."
            return failed(expected, f"{observed}, par /etc/hosts", hint)
        known = {address for target in targets for address in target.addresses()}
        strangers = [address for address in found if address not in known]
        missing = [target.name for target in targets if not set(found) & set(target.addresses())]
        if strangers:
            who = listed(holders.get(address, address) for address in strangers)
            hint = f"{who} répond aussi au nom {self.name} : un autre conteneur porte ce nom, ou cet alias, et recevra une part des requêtes."
            if len(missing) == len(targets):
                hint = f"Ce nom mène à {who}, et non à {names} : regardez qui porte ce nom, ou cet alias."
            return failed(expected, observed, hint)
        if missing:
            hint = f"{listed(missing)} : ce nom n'y mène pas. Un alias se donne à chaque conteneur, sur chaque réseau ; regardez ceux que montre le réseau commun."
            return failed(expected, observed, hint)
        return passed(expected, observed)

    def _trouble(
        self,
        target: ContainerSubject,
        address: str,
        port: int,
        token: str,
        answer: Json,
        targets: tuple[ContainerSubject, ...],
    ) -> tuple[str, str] | None:
        """Ce qui ne va pas d'une requête envoyée à `address`, et ce que cela veut dire ; rien si tout va."""
        name, engine = target.name, self.place.engine
        if answer["kind"] != "response":
            said = NO_ANSWER[answer["kind"]][0]
            hint = f"{name} a le nom, et n'a pas de serveur web sur le port {port} : regardez ce qui y tourne, sur quelle adresse il écoute, et ce que dit son journal."
            if answer["kind"] == "timeout":
                hint = f"{name} a le nom, et rien n'en revient : le réseau laisse-t-il ses conteneurs se parler ? Regardez ses options, puis ce que {name} fait d'une requête."
            return f"{name}, à {address} : {said}", hint
        reached = []
        for seen in (target, *(other for other in targets if other != target)):
            try:
                if appears(engine, seen, token, patient=seen == target):
                    reached.append(seen.name)
            except LogsUnreadable:
                hint = "Il a été lancé avec un journal que Docker ne relit pas : rien n'y prouve qui a répondu."
                return f"le journal de {seen.name} n'est pas gardé", hint
        if name not in reached:
            hint = f"Quelque chose répond à l'adresse de {name}, et la requête ne se lit pas dans son journal : il la passe à un autre, ou n'écrit pas ses requêtes sur sa sortie standard."
            elsewhere = f", mais dans celui de {listed(reached)}" if reached else ""
            return f"la requête envoyée à {address} ne se lit pas dans le journal de {name}{elsewhere}", hint
        if len(reached) > 1:
            others = listed(other for other in reached if other != name)
            hint = f"{name} passe ses requêtes à {others} au lieu d'y répondre : c'est {others} qui fait le travail de deux."
            return f"la requête envoyée à {name} se lit aussi dans le journal de {others}", hint
        if answer["status"] >= 400:
            return (
                f"{name} répond {answer['status']}",
                f"{name} reçoit la requête et ne rend pas de page : regardez sa configuration et ses fichiers.",
            )
        return None


def owners(targets: tuple[ContainerSubject, ...]) -> dict[str, str]:
    """Le nom du conteneur qui porte chaque adresse, d'après la lecture : ceux du sujet et les autres."""
    holders: dict[str, str] = {}
    for entry in [*targets[0].now.others, *targets[0].now.containers] if targets else []:
        name = str(entry.get("Name") or entry["Names"][0]).lstrip("/")
        for end in ((entry.get("NetworkSettings") or {}).get("Networks") or {}).values():
            if end.get("IPAddress"):
                holders[end["IPAddress"]] = name
    return holders


def listed(names: Iterable[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} et {last}" if first else last


def _held(address: str, holders: Mapping[str, str]) -> str:
    return f"{address} ({holders[address]})" if address in holders else address

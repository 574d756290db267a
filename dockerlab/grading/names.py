"""Un nom, résolu d'un endroit : à qui mènent ses adresses, et qui les a données."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ..engine import Json
from .places import Place
from .requests import appears, question
from .subjects import ContainerSubject
from .verdict import Verdict, failed, passed


@dataclass(frozen=True, slots=True)
class NameProbe:
    """La résolution d'un nom ; `leads_to` la juge, `spreads_over` envoie en plus une requête à chaque adresse."""

    place: Place
    name: str

    def leads_to(self, *targets: ContainerSubject) -> Verdict:
        """Le serveur de noms de Docker donne, pour ce nom, une adresse de chacun de `targets` et aucune autre."""
        names = ", ".join(target.name for target in targets)
        expected = f"depuis {self.place.name}, le nom {self.name} mène à {names}"
        answer = self.place.ask([("resolve", {"name": self.name})])[0]
        if answer["kind"] != "resolved":
            hint = (
                f"Aucun serveur de noms ne connaît {self.name} : les noms et les alias ne valent que sur un réseau que l'on a "
                f"créé, et pour les conteneurs qui y sont. Regardez sur quels réseaux sont {self.place.name} et {names}."
            )
            return failed(expected, "nom inconnu", hint)
        observed = f"{self.name} donne {', '.join(sorted(answer['addresses']))}"
        if answer["by_file"]:
            hint = "Ce nom est écrit dans /etc/hosts : il restera faux quand l'adresse changera. Le serveur de noms de Docker sait le donner."
            return failed(expected, f"{observed}, par /etc/hosts", hint)
        return self._judge(expected, observed, answer, targets)

    def _judge(self, expected: str, observed: str, answer: Json, targets: tuple[ContainerSubject, ...]) -> Verdict:
        found = set(answer["addresses"])
        missing = [target.name for target in targets if not found & set(target.addresses())]
        known = {address for target in targets for address in target.addresses()}
        if missing:
            hint = f"{', '.join(missing)} ne porte pas ce nom là où {self.place.name} le demande : regardez ses alias sur leur réseau commun."
            return failed(expected, observed, hint)
        if found - known:
            hint = f"{', '.join(sorted(found - known))} n'est pas une adresse de ceux-là : un autre conteneur porte le même nom ou le même alias."
            return failed(expected, observed, hint)
        return passed(expected, observed)

    def spreads_over(self, *targets: ContainerSubject, port: int) -> Verdict:
        """Le nom mène à chacun de `targets`, et une requête à chaque adresse arrive au conteneur qui la porte."""
        verdict = self.leads_to(*targets)
        if not verdict.ok:
            return verdict
        addresses = self.place.ask([("resolve", {"name": self.name})])[0]["addresses"]
        tokens = {address: f"dl{secrets.token_hex(8)}" for address in addresses}
        answers = self.place.ask([question(f"http://{a}:{port}/", token) for a, token in tokens.items()])
        for (address, token), answer in zip(tokens.items(), answers, strict=True):
            target = next(t for t in targets if address in t.addresses())
            if answer["kind"] != "response" or not appears(self.place.engine, target, token):
                observed = f"la requête envoyée à {address} ne se lit pas dans le journal de {target.name}"
                hint = f"{target.name} a le nom, et ne répond pas sur le port {port} : regardez s'il tourne, et ce que dit son journal."
                return failed(verdict.expected, observed, hint)
        return passed(verdict.expected, f"{verdict.observed} ; chacun a reçu sa requête")

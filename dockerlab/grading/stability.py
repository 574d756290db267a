"""Un conteneur tient-il ? Ce que disent son état, son âge et ses redémarrages."""

from __future__ import annotations

from collections.abc import Sequence

from ..drawing.words import STATES
from ..engine import Json
from .verdict import Verdict, failed, passed

STABLE = 3.0  # secondes de marche exigées
STABLE_AFTER_RESTART = 30.0  # secondes, quand sa règle de redémarrage l'a déjà relancé


def judge_stability(name: str, inspected: Json, uptime: float | None) -> Verdict:
    """Il tourne depuis assez longtemps pour que l'on croie qu'il tient. `uptime` : secondes, rien s'il ne tourne pas."""
    expected = expectation(name)
    state, restarts = inspected["State"], int(inspected["RestartCount"])
    code = int(state["ExitCode"])
    if state["Status"] == "created":
        return failed(expected, "créé, jamais démarré", _never_started(name, state.get("Error") or "", code))
    if state["Status"] == "restarting" or (restarts and uptime is None):
        hint = f"Son programme s'arrête dès qu'il est lancé : le journal de {name} dit pourquoi."
        return failed(expected, f"il redémarre en boucle ({_times(restarts)})", hint)
    if uptime is None:
        return failed(
            expected, f"{STATES.get(state['Status'], state['Status'])}, code de sortie {code}", _stopped(name, code)
        )
    if state["Paused"]:
        return failed(expected, "en pause", "Ses processus sont gelés : il ne répondra à rien avant d'être relancé.")
    if restarts and uptime < STABLE_AFTER_RESTART:
        observed = f"il a redémarré {_times(restarts)}, la dernière il y a {uptime:.0f} s"
        hint = (
            f"Son programme s'arrête et Docker le relance ; attendez {STABLE_AFTER_RESTART:g} s de marche, ou cherchez "
            "la cause dans son journal."
        )
        return failed(expected, observed, hint)
    if uptime < STABLE:
        observed = f"redémarré il y a {uptime:.1f} s, pendant l'observation"
        return failed(expected, observed, "Il ne tient pas : son journal dit ce qui l'arrête.")
    return passed(expected, "en marche, il tient")


def judge_absence(name: str, others: Sequence[str]) -> Verdict:
    """Aucun conteneur ne porte ce nom ; `others` : ceux qui existent, pour reconnaître un nom approchant."""
    close = close_name(name, others)
    hint = (
        f"Un conteneur s'appelle {close} : le nom doit être exactement {name}."
        if close
        else "Regardez la liste des conteneurs, arrêtés compris : celui que vous attendez y est-il, et sous quel nom ?"
    )
    return failed(expectation(name), f"aucun conteneur ne porte le nom {name}", hint)


def close_name(name: str, others: Sequence[str]) -> str | None:
    """Le nom qui ressemble le plus à `name`, ou rien. `nginx` n'est pas proche de `redis`, `mon_test_nginx` l'est."""

    def bare(text: str) -> str:
        return text.lower().replace("-", "").replace("_", "").replace(".", "")

    matching = [
        other for other in others if bare(name) in bare(other) or (len(bare(other)) > 3 and bare(other) in bare(name))
    ]
    return min(matching, key=len, default=None)


def expectation(name: str) -> str:
    return f"{name} en marche depuis au moins {STABLE:g} s"


def _times(count: int) -> str:
    return "1 fois" if count == 1 else f"{count} fois"


def _never_started(name: str, reason: str, code: int) -> str:
    if "already in use" in reason or "already allocated" in reason:
        return (
            "Le port demandé était déjà pris quand il a voulu démarrer. Regardez qui le tient, et ne laissez pas ce "
            "conteneur derrière vous."
        )
    if code in (126, 127) or "executable file" in reason:
        return "Le programme demandé n'existe pas dans l'image, ou ne peut pas y être lancé : regardez la commande qui lui est donnée."
    if code:
        return "Son démarrage a échoué ; un port déjà pris à ce moment laisse ce genre de reste. Regardez qui tient le port."
    return f"{name} existe, mais personne ne l'a démarré, ou son port était pris à ce moment-là."


def _stopped(name: str, code: int) -> str:
    if code in (126, 127):
        return "La commande demandée n'a pas pu être lancée dans le conteneur : regardez ce qui suit le nom de l'image."
    if code in (0, 137, 143):
        return f"Il a été arrêté, ou son programme n'avait plus rien à faire ; arrêté, il ne publie plus rien. Le journal de {name} dit lequel des deux."
    return f"Son programme principal s'est terminé sur une erreur, et le conteneur avec lui : le journal de {name} dit laquelle."

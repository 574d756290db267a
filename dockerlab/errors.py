"""Ce qui peut mal tourner : chaque erreur dit ce qui s'est passé, pourquoi, et que faire."""

from __future__ import annotations

import errno


class DockerlabError(Exception):
    """Racine des erreurs du projet.

    Arguments : `what` (ce qui s'est passé), `cause` (pourquoi), `remedy` (que faire) ; trois textes en français.
    L'exception d'origine reste dans `__cause__`.
    """

    def __init__(self, what: str, *, cause: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.cause, self.remedy = what, cause, remedy

    def __str__(self) -> str:
        lines = [self.what]
        if self.cause:
            lines.append(f"Pourquoi : {self.cause}")
        if self.remedy:
            lines.append(f"Que faire : {self.remedy}")
        return "\n".join(lines)

    def on_one_line(self) -> str:
        """Les trois textes sur une ligne : dans un verdict, dans une case de tableau."""
        return str(self).replace("\n", " ")

    def _render_traceback_(self) -> list[str]:
        """IPython affiche ces lignes à la place de la trace : un étudiant lit d'abord une phrase."""
        return str(self).splitlines()


class UsageError(DockerlabError):
    """La demande elle-même ne convient pas : argument inconnu, exercice inconnu, carnet hors du cours."""


class WorkspaceError(DockerlabError):
    """Le dossier du cours ne peut pas être lu ou écrit : disque plein, droits, fichier abîmé."""


class EngineError(DockerlabError):
    """Le moteur Docker n'a pas fait ce qui lui était demandé."""


class EngineAbsent(EngineError):
    """Aucun moteur ne répond à l'adresse utilisée."""


class EnginePermission(EngineError):
    """Le moteur existe, mais ce compte n'a pas le droit de lui parler."""


class EngineGone(EngineError):
    """Le moteur répondait, et ne répond plus."""


class NotFound(EngineError):
    """L'objet demandé n'existe pas, ou n'existe plus."""


class ImageAbsent(NotFound):
    """L'image n'est pas sur cette machine et aucune source ne la donne."""


class NameTaken(EngineError):
    """Un autre objet porte déjà ce nom."""


class PortTaken(EngineError):
    """Le port de la machine est déjà pris.

    `address` et `port` disent lequel ; ils sont vides quand le moteur ne les nomme pas.
    """

    def __init__(self, what: str, *, address: str = "", port: str = "", cause: str = "", remedy: str = "") -> None:
        super().__init__(what, cause=cause, remedy=remedy)
        self.address, self.port = address, port


class SubnetOverlap(EngineError):
    """Le sous-réseau demandé en recouvre un qui existe."""


class NoAddressLeft(EngineError):
    """Le sous-réseau, ou la réserve de sous-réseaux, est épuisé."""


class DiskFull(EngineError):
    """Le disque du moteur est plein."""


class LogsUnreadable(EngineError):
    """Le conteneur a un journal que le moteur ne sait pas relire."""


class HelperFailed(EngineError):
    """Un conteneur d'appoint du projet n'a pas pu faire sa lecture."""


class NotReady(EngineError):
    """Un conteneur démarré ne rend pas le service attendu dans le délai."""


class ForeignObject(DockerlabError):
    """Un objet qui n'est pas au cours occupe un nom ou un port dont le cours a besoin."""


class BundleError(DockerlabError):
    """Un fichier de salle ne peut pas être fait, ou ne convient pas à cette machine."""


# Le système répond dans la langue de la machine ; le cours répond en français.
_REASONS = {
    errno.EACCES: "ce compte n'en a pas le droit",
    errno.EPERM: "ce compte n'en a pas le droit",
    errno.EISDIR: "c'est un dossier, un fichier était attendu",
    errno.ENOTDIR: "un fichier se trouve là où un dossier était attendu",
    errno.EEXIST: "un fichier se trouve là où un dossier était attendu",
    errno.ENOENT: "il n'existe pas",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre part du disque est pleine",
    errno.EFBIG: "le fichier dépasse la taille permise",
}


def reason(error: OSError) -> str:
    """Pourquoi le système a refusé, en français (man 3 errno)."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))

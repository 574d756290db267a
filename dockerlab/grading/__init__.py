"""Juger un travail d'après ce qui est, et non d'après ce qui fut tapé."""

from .exercise import Exercise

__all__ = ["Exercise"]

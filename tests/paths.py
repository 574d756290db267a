"""Où est le dépôt, pour les tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

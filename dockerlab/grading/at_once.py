"""Faire plusieurs choses en même temps, sans retenir Python si l'une ne finit pas."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def at_once(*actions: Callable[[], T]) -> list[T]:
    """Ce que rendent ces actions, dans leur ordre ; toutes finies, lève la première erreur dans cet ordre."""
    results: dict[int, T] = {}
    failures: dict[int, Exception] = {}

    def work(rank: int, action: Callable[[], T]) -> None:
        try:
            results[rank] = action()
        except Exception as error:
            failures[rank] = error

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[min(failures)]
    return [results[rank] for rank in range(len(actions))]

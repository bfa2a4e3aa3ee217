"""Collections of strings, each read once for all the objects that have a text in it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from dandi_tui.remote.hdf5.attributes import Collection, Left, collection
from dandi_tui.remote.hdf5.runner import Runner

MAX_TEXTS_BYTES: Final = 1 << 25
"""Collections that are kept for the objects to come."""

Take = Callable[[int, Collection | Left], None]
"""Told a collection's place, and the collection."""


class Texts:
    """Reads collections and keeps the last of them."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._kept: dict[int, Collection | Left] = {}
        self._kept_bytes = 0
        self._asked: dict[int, list[Take]] = {}

    def ask(self, place: int, take: Take, *, urgent: bool) -> None:
        """Have a collection read; `take` may be told at once."""
        known = self._kept.get(place)
        if known is not None:
            take(place, known)
            return
        asked = self._asked.setdefault(place, [])
        asked.append(take)
        if len(asked) == 1:
            done = partial(self._keep, place)
            self._runner.start(collection(place), done, place, urgent=urgent)
        elif urgent:
            self._runner.hurry({place})

    def _keep(self, place: int, found: Collection | Left) -> None:
        self._kept[place] = found
        self._kept_bytes += _size(found)
        while self._kept_bytes > MAX_TEXTS_BYTES:
            self._kept_bytes -= _size(self._kept.pop(next(iter(self._kept))))
        for take in self._asked.pop(place):
            take(place, found)


def _size(found: Collection | Left) -> int:
    return 100 if isinstance(found, Left) else 2 * len(found.data)

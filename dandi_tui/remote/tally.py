"""What was read of one file: counted once a request, and remembered for the next time."""

from collections.abc import Iterable
from typing import Final

from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.jobs import Name
from dandi_tui.remote.origin import Origin
from dandi_tui.remote.spans import runs

MAX_TOUCHED_BLOCKS: Final = 256
"""16 MB: the most that is remembered of what was read, the first read first."""


class Tally:
    """Belongs to the reading thread."""

    def __init__(self, origin: Origin, fetcher: Fetcher) -> None:
        self._origin = origin
        self._fetcher = fetcher
        self._seen: set[Name] = set()
        self._seen_in = -1
        self._touched: dict[int, None] = {}
        self._n_noted = 0

    def fetched(self, names: Iterable[Name]) -> None:
        """These are counted as fetched: when they are here, they are not saved as well."""
        self._seen_now().update(names)

    def saved(self, name: Name, n_bytes: int) -> None:
        """This was here and need not be fetched; counted if this request has not yet."""
        seen = self._seen_now()
        if name not in seen:
            seen.add(name)
            self._fetcher.counts.from_cache(n_bytes)

    def touch(self, index: int) -> None:
        """A block was read."""
        if len(self._touched) < MAX_TOUCHED_BLOCKS:
            self._touched[index] = None

    def note(self) -> None:
        """Let the disk know which blocks were read, so that the next time all come at once."""
        if self._origin.on_disk and len(self._touched) > self._n_noted:
            self._n_noted = len(self._touched)
            found = [(run.start, run.stop) for run in runs(sorted(self._touched))]
            self._fetcher.store.note_touched(self._origin.key, found)

    def _seen_now(self) -> set[Name]:
        """What this request of the reader has counted, as fetched or as saved."""
        if self._seen_in != self._fetcher.n_begun:
            self._seen, self._seen_in = set(), self._fetcher.n_begun
        return self._seen

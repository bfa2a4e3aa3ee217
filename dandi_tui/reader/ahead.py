"""What the reader does for a remote file while nothing is asked: it reads what is wanted next."""

from collections.abc import Iterator
from typing import Final

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.neighbours import Selection, neighbours
from dandi_tui.nwb.placed import Placed, Remote
from dandi_tui.protocol.objects import NwbObject

STEP_S: Final = 0.01
"""So long at a stretch the crawl goes on: a request waits no longer."""

WAIT_S: Final = 0.01
"""Between two looks whether bytes came for it."""

MAX_READS: Final = 4
"""The last reads of a request: what lies beside them is fetched."""

MAX_BYTES: Final = 8_000_000
"""Of one neighbour that is fetched; a larger one is worth a key."""


class Ahead:
    """The work ahead for one file, in small steps, the most useful first."""

    def __init__(self, nwb: NwbFile, remote: Remote) -> None:
        self._nwb = nwb
        self._remote = remote
        self._beside: list[tuple[Placed, Selection]] = []
        self._walk: Iterator[tuple[NwbObject, ...]] | None = None
        self._is_known = nwb.tree_is_known

    def begin(self) -> None:
        """A new request: what was beside the last one's data is not wanted any more."""
        self._remote.reads.clear()
        self._beside.clear()

    def rest(self) -> None:
        """Whoever read has stopped: nothing of the file comes before the next request."""
        self.begin()
        self._remote.stream.rest()
        self._remote.crawl.rest()

    def step(self) -> float | None:
        """One of them; as `Handler.work_ahead` answers."""
        stream, crawl = self._remote.stream, self._remote.crawl
        if self._remote.reads or self._beside:
            return self._fetch_beside()
        if not self._is_known and not crawl.pump(STEP_S):
            if not crawl.waiting:
                return 0.0
            return WAIT_S if stream.busy else None
        stream.fetch_rest()
        if not self._is_known:
            return self._keep_tree()
        stream.check_content()
        return WAIT_S if stream.busy else None

    def _fetch_beside(self) -> float:
        """Have what lies beside the data on the screen on its way, one part at a time."""
        if self._remote.stream.busy:
            return WAIT_S
        reads = self._remote.reads[-MAX_READS:]
        self._remote.reads.clear()
        for placed, part in reversed(reads):
            shape = placed.header.shape or ()
            self._beside += [(placed, beside) for beside in neighbours(part, shape)]
        if self._beside:
            placed, part = self._beside.pop(0)
            placed.fetch_ahead(part, MAX_BYTES)
        return 0.0

    def _keep_tree(self) -> float:
        """Walk some more of the tree, which is kept when all is told; not of a file too large."""
        if self._walk is None:
            self._walk = self._nwb.walk()
        self._is_known = self._remote.crawl.truncated or next(self._walk, None) is None
        return 0.0

"""Where a remote dataset's values are in its file: what reading a part costs, and fetching it.

h5py finds one chunk after the other; here all that a part needs are known first, and come at once.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.chunks import Chunks, Selection
from dandi_tui.remote.hdf5.objects import Header
from dandi_tui.remote.jobs import Urgency
from dandi_tui.remote.stream import Stream

MAX_KEPT: Final = 32
"""Selections whose chunks are remembered."""

MAX_KEPT_CHUNKS: Final = 1 << 16
"""Of a selection that is remembered."""

SMALL_BYTES: Final = 65_536
"""What is no larger comes with the blocks that hold it: what is beside it is read next."""

MAX_AHEAD_BYTES: Final = 128_000_000
"""More than that is left to h5py, which reads it in order: it would not all be kept."""


@dataclass(frozen=True)
class Remote:
    """The bytes of a remote file, and what reads its structures."""

    stream: Stream
    crawl: Crawl
    reads: "list[tuple[Placed, Selection]]" = field(default_factory=list)
    """What was read since somebody emptied it, the last last."""


@dataclass(frozen=True)
class Placed:
    """One dataset of a remote file."""

    remote: Remote
    header: Header
    _known: OrderedDict[Selection, Chunks] = field(default_factory=OrderedDict)

    def chunks(self, selection: Selection) -> Chunks | None:
        """The stored chunks of a part; None if h5py is to find them."""
        if selection in self._known:
            self._known.move_to_end(selection)
            return self._known[selection]
        (chunks,) = self.remote.crawl.until_chunks([(self.header, selection)])
        if isinstance(chunks, Left):
            return None
        if len(chunks) <= MAX_KEPT_CHUNKS:
            self._known[selection] = chunks
        if len(self._known) > MAX_KEPT:
            self._known.popitem(last=False)
        return chunks

    def missing(self, chunks: Chunks) -> tuple[int, int, float | None]:
        """(requests, bytes, seconds) that fetching these chunks takes now."""
        n_requests, n_bytes = self.remote.stream.missing_bytes(_extents(chunks))
        return n_requests, n_bytes, self.remote.stream.seconds(n_requests, n_bytes)

    def fetch(self, selection: Selection) -> None:
        """Have the values of a part on their way, all at once."""
        self.remote.reads.append((self, selection))
        self._want(selection, Urgency.CHUNKS, MAX_AHEAD_BYTES)

    def fetch_ahead(self, selection: Selection, limit_bytes: int) -> None:
        """The same while nobody waits for them, unless they are more than so many bytes."""
        self._want(selection, Urgency.AHEAD, limit_bytes)

    def _want(self, selection: Selection, urgency: Urgency, limit_bytes: int) -> None:
        extents = _extents(self.chunks(selection) or {})
        n_bytes = sum(stop - start for start, stop in extents)
        if n_bytes > limit_bytes:
            return
        if n_bytes <= SMALL_BYTES:
            self.remote.stream.want(extents, urgency)
        else:
            self.remote.stream.want_extents(extents, urgency)


def _extents(chunks: Chunks) -> list[tuple[int, int]]:
    return [(start, start + n_bytes) for start, n_bytes in chunks.values()]

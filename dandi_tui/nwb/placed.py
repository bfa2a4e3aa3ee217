"""Where a remote dataset's values are in its file: what reading a part costs, and fetching it.

h5py finds one chunk after the other; here all that a part needs are known first, and come at once.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.chunks import Chunks, Corner, Layout, Selection, layout_of
from dandi_tui.remote.hdf5.objects import Header
from dandi_tui.remote.hdf5.source import Span
from dandi_tui.remote.jobs import Urgency
from dandi_tui.remote.stream import Stream

MAX_KEPT: Final = 8192
"""Selections whose chunks are remembered."""

MAX_KEPT_CHUNKS: Final = 1 << 16
"""Of all selections that are remembered."""

SMALL_BYTES: Final = 65_536
"""What is no larger comes with the blocks that hold it: what is beside it is read next."""

SIEVE_BYTES: Final = 65_536
"""HDF5 reads at least so much of a chunk, unless the chunk ends before."""

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
    in_parts: bool = False
    """Whether HDF5 reads of a chunk only what is wanted, and not all of it."""
    _known: OrderedDict[Selection, Chunks] = field(default_factory=OrderedDict)
    _together: set[Selection] = field(default_factory=set)
    """Parts that were wanted as some of many: nothing is to be done when each is read."""

    def extents(self, selection: Selection) -> list[Span] | None:
        """The bytes of the file that hold a part's values; None if h5py is to find them."""
        chunks = self._chunks(selection)
        if chunks is None:
            return None
        if not self.in_parts:
            return [(start, start + n_bytes) for start, n_bytes in chunks.values()]
        layout = layout_of(self.header.layout, self.header.shape or ())
        return [part_of(layout, corner, *place, selection) for corner, place in chunks.items()]

    def _chunks(self, selection: Selection) -> Chunks | None:
        if selection in self._known:
            self._known.move_to_end(selection)
            return self._known[selection]
        (chunks,) = self.remote.crawl.until_chunks([(self.header, selection)])
        self.keep(selection, chunks)
        self.forget()
        return None if isinstance(chunks, Left) else chunks

    def knows(self, selection: Selection) -> bool:
        """Whether the chunks of a part are at hand."""
        return selection in self._known

    def keep(self, selection: Selection, chunks: Chunks | Left) -> None:
        """Remember where a part is, until `forget`."""
        if isinstance(chunks, dict) and len(chunks) <= MAX_KEPT_CHUNKS:
            self._known[selection] = chunks

    def forget(self) -> None:
        """Let go of what is beyond the bounds, the oldest first."""
        n_chunks = sum(map(len, self._known.values()))
        while n_chunks > MAX_KEPT_CHUNKS or len(self._known) > MAX_KEPT:
            n_chunks -= len(self._known.popitem(last=False)[1])

    def missing(self, extents: list[Span]) -> tuple[int, int, float | None]:
        """(requests, bytes, seconds) that fetching these takes now."""
        n_requests, n_bytes = self.remote.stream.missing_bytes(extents)
        return n_requests, n_bytes, self.remote.stream.seconds(n_requests, n_bytes)

    def fetch(self, selection: Selection) -> None:
        """Have the values of a part on their way, all at once."""
        if selection in self._together:
            return
        self.remote.reads.append((self, selection))
        self._want([selection], Urgency.CHUNKS, MAX_AHEAD_BYTES)

    def fetch_all(self, selections: Iterable[Selection]) -> None:
        """Have the values of many parts on their way, all at once; then each is read."""
        wanted = list(selections)
        find((self, one) for one in wanted)
        if self._want(wanted, Urgency.CHUNKS, MAX_AHEAD_BYTES):
            self._together.update(wanted)

    def fetch_ahead(self, selection: Selection, limit_bytes: int) -> None:
        """The same while nobody waits for them, unless they are more than so many bytes."""
        self._want([selection], Urgency.AHEAD, limit_bytes)

    def _want(self, selections: Iterable[Selection], urgency: Urgency, limit_bytes: int) -> bool:
        """Have some parts fetched if they are no more bytes than that; whether they are not."""
        extents = [one for part in selections for one in self.extents(part) or ()]
        n_bytes = sum(stop - start for start, stop in extents)
        if n_bytes > limit_bytes:
            return False
        if n_bytes <= SMALL_BYTES:
            self.remote.stream.want(extents, urgency)
        else:
            self.remote.stream.want_extents(extents, urgency)
        return True


def find(wanted: Iterable[tuple[Placed, Selection]]) -> None:
    """Learn where parts of datasets of one file are: all are looked up at once."""
    lacking = [(one, part) for one, part in wanted if not one.knows(part)]
    if not lacking:
        return
    crawl = lacking[0][0].remote.crawl
    found = crawl.until_chunks((one.header, part) for one, part in lacking)
    for (one, part), chunks in zip(lacking, found, strict=True):
        one.keep(part, chunks)
    for one in {id(one): one for one, _ in lacking}.values():
        one.forget()


def part_of(layout: Layout, corner: Corner, start: int, n_bytes: int, wanted: Selection) -> Span:
    """The bytes of an unfiltered chunk that HDF5 reads for a part of it.

    From the first value to the last, and beyond if the last piece is short: `SIEVE_BYTES`.
    """
    sides = [
        (max(first - at, 0), min(stop - at, n))
        for (first, stop), at, n in zip(wanted, corner, layout.chunk, strict=True)
    ]
    low = high = 0
    for (first, stop), n in zip(sides, layout.chunk, strict=True):
        low, high = low * n + first, high * n + stop - 1
    piece = 1
    for (first, stop), n in zip(reversed(sides), reversed(layout.chunk), strict=True):
        piece *= stop - first
        if stop - first < n:
            break
    end = (high + 1) * layout.item_bytes
    end = max(end, end - piece * layout.item_bytes + SIEVE_BYTES)
    return start + low * layout.item_bytes, start + min(end, n_bytes)

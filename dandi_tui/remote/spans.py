"""Which requests fetch which bytes: spans merged over small gaps, and split among connections."""

from collections.abc import Iterable
from typing import Final

from dandi_tui.remote.ranges import CONNECTIONS

BLOCK_BYTES: Final = 65_536

MAX_RANGE_BLOCKS: Final = 32
"""2 MB: the most that one request asks for."""

MIN_RANGE_BLOCKS: Final = 8
"""A run is split among the connections, but not into pieces smaller than 512 kB."""

MAX_RANGE_BYTES: Final = MAX_RANGE_BLOCKS * BLOCK_BYTES
MIN_RANGE_BYTES: Final = MIN_RANGE_BLOCKS * BLOCK_BYTES

MAX_AHEAD_BLOCKS: Final = 16
"""1 MB: the most that is fetched beyond what was asked for, when blocks are read in order."""

BULK_BLOCKS: Final = 16
"""1 MB: the most that one request of a whole file asks for, so that none is long in the way."""

BULK_BYTES: Final = BULK_BLOCKS * BLOCK_BYTES

EXTENT_GAP_BYTES: Final = 32_768
"""What lies between two extents is fetched with them if it is no more than this."""

Span = tuple[int, int]
"""Bytes of a file, from the first to behind the last."""


def blocks_of(start: int, stop: int) -> range:
    """The blocks in which these bytes are; none of no bytes."""
    return range(start // BLOCK_BYTES, -(-stop // BLOCK_BYTES) if stop > start else 0)


def runs(indices: list[int], *, gap: int = 0, limit: int = MAX_RANGE_BLOCKS) -> list[range]:
    """Ascending block numbers as runs of neighbours, each for one request.

    Args:
        gap: Blocks between two that are fetched along, where that makes one request of two.
        limit: The most blocks of one request; fewer where that lets more connections share the
            work.
    """
    merged: list[range] = []
    for index in indices:
        if merged and index - merged[-1].stop <= gap:
            merged[-1] = range(merged[-1].start, index + 1)
        else:
            merged.append(range(index, index + 1))
    share = min(limit, max(MIN_RANGE_BLOCKS, -(-len(indices) // CONNECTIONS)))
    return [piece for run in merged for piece in _split(run, share, limit)]


def bulk_runs(indices: list[int]) -> list[range]:
    """Ascending blocks of a whole file, each once, in requests that are not long in the way."""
    return runs(indices, limit=BULK_BLOCKS)


def _split(run: range, share: int, limit: int) -> list[range]:
    """A run in pieces of equal length, about `share` and never above `limit`."""
    n_pieces = max(round(len(run) / share), -(-len(run) // limit), 1)
    size = -(-len(run) // n_pieces)
    return [run[at : at + size] for at in range(0, len(run), size)]


def merged_extents(extents: Iterable[Span]) -> list[list[Span]]:
    """Ascending extents in groups, each of which one request fetches; a longer one is alone."""
    groups: list[list[Span]] = []
    stop_of_group = 0
    for start, stop in extents:
        near = bool(groups) and start - stop_of_group <= EXTENT_GAP_BYTES
        if near and max(stop, stop_of_group) - groups[-1][0][0] <= MAX_RANGE_BYTES:
            groups[-1].append((start, stop))
            stop_of_group = max(stop, stop_of_group)
        else:
            groups.append([(start, stop)])
            stop_of_group = stop
    return groups


def pieces(spans: Iterable[Span]) -> list[list[Span]]:
    """Each span as one request, or if it is long as several of equal size.

    So the connections share what there is to fetch, in pieces of 512 kB and more: what one of them
    would be slow to bring alone, several bring at once.
    """
    spans = list(spans)
    n_bytes = sum(stop - start for start, stop in spans)
    share = min(MAX_RANGE_BYTES, max(MIN_RANGE_BYTES, -(-n_bytes // CONNECTIONS)))
    return [_cut(start, stop, share) for start, stop in spans]


def _cut(start: int, stop: int, share: int) -> list[Span]:
    """A span in pieces of equal length, about `share` and never above 2 MB."""
    n_bytes = stop - start
    n_pieces = max(1, round(n_bytes / share), -(-n_bytes // MAX_RANGE_BYTES))
    size = max(1, -(-n_bytes // n_pieces))
    return [(at, min(at + size, stop)) for at in range(start, stop, size)]

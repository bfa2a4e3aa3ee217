"""Exact byte ranges of one file beside its blocks: the chunks of its datasets."""

import bisect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from dandi_tui.remote.jobs import Job, Part, Urgency
from dandi_tui.remote.spans import Span, blocks_of, merged_extents, pieces

if TYPE_CHECKING:
    from dandi_tui.remote.stream import Stream

MAX_EXTENTS: Final = 100_000
"""Places of extents that are remembered; beyond it all are forgotten, and read by blocks."""


def name_of(start: int, stop: int) -> str:
    """The name under which an extent is kept."""
    return f"x{start}-{stop - start}"


class Extents:
    """What was wanted exactly of one file. Belongs to the reading thread."""

    def __init__(self, stream: "Stream") -> None:
        self._stream = stream
        self._starts: list[int] = []
        self._stops: dict[int, int] = {}
        """By start: of two extents that start at the same byte the last wanted."""

    def want(self, extents: Iterable[Span], urgency: Urgency) -> None:
        """Start fetching what is neither here nor coming; remember all that blocks do not have."""
        jobs: list[Job] = []
        groups = self._plan(extents, urgency, remember=True)
        for group, spans in zip(groups, pieces(map(_span_of, groups)), strict=True):
            parts = [Part(name_of(*extent), *extent) for extent in group]
            jobs += [self._stream.job(parts, *piece) for piece in spans]
        self._stream.submit(jobs, urgency)

    def cost(self, extents: Iterable[Span]) -> tuple[int, int]:
        """(requests, bytes) that `want` would fetch now, with what lies between."""
        spans = [_span_of(group) for group in self._plan(extents, None, remember=False)]
        n_requests = sum(map(len, pieces(spans)))
        return n_requests, sum(stop - start for start, stop in spans)

    def read(self, start: int, stop: int) -> memoryview | None:
        """These bytes, waited for, if they lie within one extent that was wanted."""
        at = bisect.bisect_right(self._starts, start) - 1
        if at < 0 or start >= stop:
            return None
        first = self._starts[at]
        last = self._stops[first]
        if stop > last:
            return None
        data = self._stream.content(Part(name_of(first, last), first, last))
        return memoryview(data)[start - first : stop - first]

    def _plan(
        self, extents: Iterable[Span], urgency: Urgency | None, *, remember: bool
    ) -> list[list[Span]]:
        size = self._stream.size_bytes
        found = sorted({(start, min(stop, size)) for start, stop in extents if 0 <= start < size})
        exact = [extent for extent in found if not self._in_blocks(extent, urgency)]
        if remember:
            self._remember(exact)
        return merged_extents(extent for extent in exact if not self._has(extent, urgency))

    def _in_blocks(self, extent: Span, urgency: Urgency | None) -> bool:
        """Whether all its blocks are here or coming, or it is empty."""
        return all(
            self._coming(index, urgency) or self._stream.is_here(index)
            for index in blocks_of(*extent)
        )

    def _has(self, extent: Span, urgency: Urgency | None) -> bool:
        name = name_of(*extent)
        return self._coming(name, urgency) or self._stream.is_here(name)

    def _coming(self, name: int | str, urgency: Urgency | None) -> bool:
        """Whether it is on its way; if so, then as urgently as that."""
        return bool(self._stream.coming.soon((name,), urgency))

    def _remember(self, extents: list[Span]) -> None:
        if len(self._stops) + len(extents) > MAX_EXTENTS:
            self._starts, self._stops = [], {}
        self._stops.update(extents)
        self._starts = sorted(self._stops)


def _span_of(group: list[Span]) -> Span:
    """From the first byte of a group to behind its last."""
    return group[0][0], max(stop for _, stop in group)

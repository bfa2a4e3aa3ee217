"""Where the bytes come from."""

from collections.abc import Iterable
from typing import Protocol

from dandi_tui.remote.jobs import Urgency

Span = tuple[int, int]
"""Bytes of the file, half open."""


class Source(Protocol):
    """A file whose bytes come in their own time. Belongs to one thread."""

    @property
    def size_bytes(self) -> int:
        """Of the whole file."""

    def peek(self, start: int, stop: int) -> bytes | None:
        """The bytes, if all are here now (in memory, on disk, streamed in so far); never waits."""

    def want(self, spans: Iterable[Span], urgency: Urgency = Urgency.CRAWL) -> None:
        """Start fetching what is neither here nor coming, all at once."""

    def wait(self) -> None:
        """Until something more is here.

        Raises:
            Cancelled: The user moved on.
            DandiTuiError: A fetch failed for good.
        """

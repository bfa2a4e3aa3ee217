"""Where the bytes come from."""

from collections.abc import Iterable
from typing import Final, Protocol

Span = tuple[int, int]
"""Bytes of the file, half open."""

NOW: Final = 0
"""Urgency of what somebody waits for."""

CRAWL: Final = 1
"""Urgency of what is read while nobody waits."""


class Source(Protocol):
    """A file whose bytes come in their own time. Belongs to one thread."""

    size_bytes: int
    """Of the whole file."""

    def peek(self, start: int, stop: int) -> bytes | None:
        """The bytes, if all are here now (in memory, on disk, streamed in so far); never waits."""

    def want(self, spans: Iterable[Span], urgency: int = CRAWL) -> None:
        """Start fetching what is neither here nor coming, all at once."""

    def wait(self) -> None:
        """Until something more is here.

        Raises:
            Cancelled: The user moved on.
            DandiTuiError: A fetch failed for good.
        """

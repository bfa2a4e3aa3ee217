"""A file in memory that comes in whole blocks, one round trip after the other, and keeps count."""

from collections.abc import Iterable

from dandi_tui.remote.hdf5.source import Span
from dandi_tui.remote.jobs import Urgency

BLOCK_BYTES = 65_536


class LocalSource:
    """Hands out only what was wanted before the last `wait`."""

    def __init__(self, content: bytes, *, head_bytes: int = 0, tail_bytes: int = 0) -> None:
        self.content = content
        self.size_bytes = len(content)
        n_blocks = -(-len(content) // BLOCK_BYTES)
        head = range(min(n_blocks, -(-head_bytes // BLOCK_BYTES)))
        tail = range(max(0, (len(content) - tail_bytes) // BLOCK_BYTES), n_blocks)
        self.here: set[int] = set()
        self.coming: set[int] = {*head, *(tail if tail_bytes else ())}
        self.n_rounds = 0
        self.n_requests = 0
        self.n_wanted = 0

    def peek(self, start: int, stop: int) -> bytes | None:
        assert 0 <= start < stop <= self.size_bytes, (start, stop)
        here = self.here
        for index in range(start // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES + 1):
            if index not in here:
                return None
        return self.content[start:stop]

    def want(self, spans: Iterable[Span], urgency: Urgency = Urgency.CRAWL) -> None:
        wanted: set[int] = set()
        for start, stop in spans:
            assert 0 <= start < stop <= self.size_bytes, (start, stop)
            self.n_wanted += 1
            wanted.update(range(start // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES + 1))
        wanted -= self.here | self.coming
        self.n_requests += sum(index - 1 not in wanted for index in wanted)
        self.coming |= wanted

    def wait(self) -> None:
        assert self.coming, "waits for nothing"
        self.n_rounds += 1
        self.here |= self.coming
        self.coming = set()

    @property
    def n_bytes(self) -> int:
        """What came so far."""
        return len(self.here) * BLOCK_BYTES

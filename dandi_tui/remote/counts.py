"""What reading costs on the network, counted from many threads."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dandi_tui.protocol.pictures import Stats


class Counts:
    """Counts of one request of the reader; `begin` starts the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way = 0
        self.begin()

    def begin(self) -> None:
        """Start from nothing."""
        with self._lock:
            self.started_s = self._last_s = time.monotonic()
            self.requests = 0
            self.bytes = 0
            self.from_cache_bytes = 0
            self.concurrent = self._under_way

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around one HTTP request."""
        with self._lock:
            self.requests += 1
            self._under_way += 1
            self.concurrent = max(self.concurrent, self._under_way)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def received(self, n_bytes: int, *, requests: int = 0) -> None:
        """Bytes came in; redirects are requests of their own."""
        with self._lock:
            self._last_s = time.monotonic()
            self.bytes += n_bytes
            self.requests += requests

    def from_cache(self, n_bytes: int) -> None:
        """Bytes that needed no request."""
        with self._lock:
            self.from_cache_bytes += n_bytes

    @property
    def silent_s(self) -> float:
        """Seconds since the last byte came, or since the beginning."""
        return time.monotonic() - self._last_s

    def stats(self) -> Stats:
        """The counts so far."""
        with self._lock:
            return Stats(
                requests=self.requests,
                bytes=self.bytes,
                seconds=round(time.monotonic() - self.started_s, 6),
                from_cache_bytes=self.from_cache_bytes,
                concurrent=self.concurrent,
            )

"""What reading costs on the network, counted from many threads."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from dandi_tui.protocol.pictures import Stats

TIMED_ANSWERS: Final = 32
"""So many of the last answers tell the rate."""

TELLING_BYTES: Final = 65_536
"""A shorter answer says little of how fast bytes come."""


class Counts:
    """Counts of one request of the reader; `begin` starts the next. The rate goes on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way = 0
        self._timings: deque[Timing] = deque(maxlen=TIMED_ANSWERS)
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
    def request(self) -> Iterator["Timing"]:
        """Around one HTTP request."""
        with self._lock:
            self.requests += 1
            self._under_way += 1
            self.concurrent = max(self.concurrent, self._under_way)
        try:
            yield Timing(self)
        finally:
            with self._lock:
                self._under_way -= 1

    def timed(self, timing: "Timing") -> None:
        """An answer came whole: of the last ones the rate is known."""
        with self._lock:
            self._timings.append(timing)

    def rate(self) -> float | None:
        """Bytes a second that came while answers were coming; None if none did.

        Over all connections together, as many as there were, and without the time that passes
        until an answer starts: that is `latency_s`.
        """
        with self._lock:
            spans = sorted((timing.answered_s, timing.ended_s) for timing in self._timings)
            n_bytes = sum(timing.n_bytes for timing in self._timings)
        busy_s, end_s = 0.0, 0.0
        for start, end in spans:
            busy_s += max(0.0, end - max(start, end_s))
            end_s = max(end, end_s)
        return n_bytes / max(busy_s, 1e-6) if n_bytes else None

    def byte_s(self) -> float:
        """Seconds that a byte takes on one connection: the median of the last answers that were
        long enough to tell; 0 if none were.
        """
        with self._lock:
            long = [timing for timing in self._timings if timing.n_bytes >= TELLING_BYTES]
        took = sorted((timing.ended_s - timing.answered_s) / timing.n_bytes for timing in long)
        return took[len(took) // 2] if took else 0.0

    def latency_s(self) -> float:
        """Seconds until an answer starts: the median of the last ones; 0 if there were none."""
        with self._lock:
            waits = sorted(timing.answered_s - timing.begun_s for timing in self._timings)
        return waits[len(waits) // 2] if waits else 0.0

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


class Timing:
    """When one request was sent, when its answer started, and when it ended."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.begun_s = self.answered_s = self.ended_s = time.monotonic()
        self.n_bytes = 0

    def answered(self, n_redirects: int) -> None:
        """The answer starts; redirects are requests of their own."""
        self.answered_s = time.monotonic()
        self._counts.received(0, requests=n_redirects)

    def ended(self, n_bytes: int) -> None:
        """All of it came."""
        self.ended_s = time.monotonic()
        self.n_bytes = n_bytes
        self._counts.timed(self)

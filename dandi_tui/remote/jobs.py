"""One range to fetch, for whom and how urgently, and the blocks and extents that come of it."""

import threading
import time
from collections.abc import Iterable
from enum import Enum, IntEnum
from typing import Final, Protocol

from dandi_tui.remote.ranges import Failure, RangeAnswer

Name = int | str
"""Of what is kept: a block's number, or an extent's `x<start>-<bytes>`."""


class Urgency(IntEnum):
    """Why a range is fetched, the most urgent first."""

    NOW = 0
    """h5py's thread waits for it."""
    CRAWL = 1
    """The crawl cannot go on without it."""
    CHUNKS = 2
    """A view is about to read it."""
    AHEAD = 3
    """It will probably be read: the first wave, and what follows what was read."""
    BULK = 4
    """The rest of a small file."""


BACKGROUND: Final = frozenset({Urgency.CRAWL, Urgency.BULK})
"""What goes on when the request in the foreground is cancelled."""


class State(Enum):
    """Where a job is."""

    QUEUED = 0
    RUNNING = 1
    DONE = 2
    DROPPED = 3
    """Nobody wants it any more; a thread may still be waiting for its bytes."""


class Part:
    """A block or an extent on its way, filled by one job, or by several if it is long."""

    def __init__(self, name: Name, start: int, stop: int, *, first: "Part | None" = None) -> None:
        self.first = first
        """Of one that is asked for a second time, since the first is late: that first."""
        self.again = first is not None
        """Whether it is not to be asked for once more."""
        self.name = name
        self.start = start
        self.stop = stop
        self.jobs: list[Job] = []
        self.awaited = False
        """Whether somebody cannot go on without it."""
        self.failure: Failure | None = None
        """Set when a job of it failed for good."""
        self._data = bytearray()
        self._n_filled = 0
        self._lock = threading.Lock()

    @property
    def live(self) -> bool:
        """Whether any of it is still to come."""
        return any(job.live for job in self.jobs)

    def cut(self, size_bytes: int) -> None:
        """The file ends here, it turned out."""
        self.stop = min(self.stop, size_bytes)

    def fill(self, at: int, data: bytes) -> bytes | None:
        """Take what is its own of bytes that start at `at`; the whole content once it is there.

        The memory is taken with the first byte, not while the part waits in the queue, and given
        back with the last: the part itself stays until the collector finds it and its job.
        """
        first, last = max(at, self.start), min(at + len(data), self.stop)
        with self._lock:
            if not self._data:
                self._data = bytearray(self.stop - self.start)
            self._data[first - self.start : last - self.start] = data[first - at : last - at]
            self._n_filled += last - first
            if self._n_filled != self.stop - self.start:
                return None
            content, self._data = bytes(self._data), bytearray()
            return content


class Owner(Protocol):
    """Whose bytes a job fetches. All is called by service threads."""

    def url_of(self, job: "Job") -> str | Failure:
        """Where to ask, or why not to."""

    def agree(self, job: "Job", answer: RangeAnswer) -> None:
        """Raises if the answer is of another content."""

    def keep(self, part: Part, content: bytes) -> None:
        """A part is whole."""

    def ended(self, job: "Job") -> None:
        """The job is done, or dropped; with its lock held. May be called twice."""


class Job:
    """One range: queued, then under way in a service thread.

    `state`, `wanted` and `failure` belong to the lock of the queue, `at` to the thread that runs
    it.
    """

    def __init__(self, owner: Owner, parts: list[Part], start: int, stop: int) -> None:
        self.owner = owner
        self.parts = parts
        self.start = start
        self.stop = stop
        self.at = start
        """The next byte that is to come; a retry goes on from here."""
        self.wanted: set[Urgency] = set()
        self.state = State.QUEUED
        self.failure: Failure | None = None
        self.url = ""
        """What was asked last."""
        self.asked_in = 0
        """Which of the reader's requests it was wanted in."""
        self.stopped = threading.Event()
        self.heard_s = time.monotonic()
        """When a byte of it came last, or when it was made, or begun."""
        self.probable = False
        """Nobody waited for it when it was asked for."""
        self._answered = (start, self.heard_s)
        """The byte that its answer began with, and when."""
        self.answer_s = 0.0
        """Seconds from asking to the beginning of the answer."""
        for part in parts:
            part.jobs.append(self)

    @property
    def urgency(self) -> Urgency:
        """The most urgent of those who want it."""
        return min(self.wanted, default=Urgency.BULK)

    @property
    def live(self) -> bool:
        """Whether it is still to come."""
        return self.state in (State.QUEUED, State.RUNNING)

    @property
    def silent_s(self) -> float:
        """Seconds since a byte of it came, or since it was begun; 0 if it was not."""
        return time.monotonic() - self.heard_s if self.state is State.RUNNING else 0.0

    @property
    def left_bytes(self) -> int:
        """Bytes still to come."""
        return max(0, self.stop - self.at) if self.live else 0

    @property
    def byte_s(self) -> float:
        """Seconds that a byte of its answer took so far; 0 if nothing came yet."""
        began_at, began_s = self._answered
        came = self.at - began_at
        return (self.heard_s - began_s) / came if came > 0 else 0.0

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for something of it that is still to come."""
        return any(part.awaited for part in self.parts if part.stop > self.at)

    def without(self, part: Part) -> bool:
        """A queued job leaves a part to another; False if none is left."""
        self.parts.remove(part)
        part.jobs.remove(self)
        if self.parts:
            self.start = self.at = self.parts[0].start
            self.stop = self.parts[-1].stop
        return bool(self.parts)

    def begin(self, answer: RangeAnswer) -> None:
        """An answer starts; raises if it is of another content."""
        self.stop = min(self.stop, answer.size_bytes)
        now_s = time.monotonic()
        self.answer_s = now_s - self.heard_s
        self._answered = (self.at, now_s)
        self.owner.agree(self, answer)
        for part in self.parts:
            part.cut(answer.size_bytes)

    def take(self, data: bytes) -> None:
        """The next bytes: each part that is whole by now is handed over."""
        at, self.at = self.at, self.at + len(data)
        self.heard_s = time.monotonic()
        for part, content in self._filled(at, data):
            self.owner.keep(part, content)

    def _filled(self, at: int, data: bytes) -> Iterable[tuple[Part, bytes]]:
        for part in self.parts:
            if part.start >= at + len(data):
                return
            if part.stop > at and (content := part.fill(at, data)) is not None:
                yield part, content

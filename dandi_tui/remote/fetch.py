"""Ranges fetched by service threads, while the thread that reads only waits, in slices.

A service thread never raises to the reading thread: an exception would carry the frames of both,
and whoever dropped it last might free an h5py object in the wrong thread, which can hang for good.
It hands over a `Failure`, a value, and the reading thread raises a new error.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dandi_tui.errors import ConnectionFailedError, DandiTuiError
from dandi_tui.protocol.pictures import Stats
from dandi_tui.remote.blocks import BLOCK_BYTES, BlockStore
from dandi_tui.remote.counts import Counts
from dandi_tui.remote.disk import open_disk
from dandi_tui.remote.ranges import AGAIN, CONNECTIONS, RangeAnswer, RefusedError, host_of
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.remote.session import Session

log = logging.getLogger(__name__)

MAX_RANGE_BLOCKS: Final = 32
"""2 MB: the most that one request asks for."""

MIN_RANGE_BLOCKS: Final = 8
"""A run is split among the connections, but not into pieces smaller than 512 kB."""

MAX_STUCK_THREADS: Final = 64
"""Service threads that may still wait for a dead server after their request was cancelled."""


GRACE_S: Final = 5.0
"""A service thread gives a silent server up by itself; so much later it is left behind."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An error as a value, without a traceback."""

    kind: type[DandiTuiError]
    message: str
    hint: str

    @property
    def refused(self) -> bool:
        """Whether a new address may help."""
        return issubclass(self.kind, RefusedError)

    def error(self) -> DandiTuiError:
        """The error to raise."""
        return self.kind(self.message, hint=self.hint)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One range under way."""

    first: int
    """Its first block."""
    url: str
    outcome: "Future[RangeAnswer | Failure]"
    stopped: threading.Event
    """Set when it was given up with all others of a cancelled request."""

    @property
    def live(self) -> bool:
        """Whether it is still to come."""
        return not self.outcome.done() and not self.stopped.is_set()


class Fetcher:
    """The threads, the connections and the block store that all open files share."""

    def __init__(self, settings: Settings, watch: Watch) -> None:
        self.watch = watch
        self.counts = Counts()
        self.store = BlockStore(settings.memory_cache_bytes, open_disk(settings))
        self._settings = settings
        self._patience_s = settings.patience_s + GRACE_S
        self._pool = _pool()
        self._dropped = threading.Event()
        self.n_begun = 0
        """Requests of the reader so far."""

    @cached_property
    def _session(self) -> "Session":
        """The connections, made when the first range is wanted."""
        # `requests` takes 60 ms, which local files are spared.
        from dandi_tui.remote.session import Session

        return Session(self._settings, self.counts)

    def begin(self) -> None:
        """A new request of the reader: count from nothing, and forget an old cancel."""
        self.watch.begin()
        self.counts.begin()
        self.n_begun += 1

    def stats(self) -> Stats:
        """What the request cost so far."""
        return self.counts.stats()

    def submit(
        self, url: str, blocks: range, size_bytes: int | None, keep: Callable[[RangeAnswer], None]
    ) -> Job:
        """Fetch a run of blocks in a service thread; `keep` runs there, on what came."""
        start, stop = blocks.start * BLOCK_BYTES, blocks.stop * BLOCK_BYTES
        stop = stop if size_bytes is None else min(stop, size_bytes)
        stopped, session = self._dropped, self._session

        def fetch() -> RangeAnswer | Failure:
            try:
                answer = session.read(url, start, stop, stopped)
                keep(answer)
            except DandiTuiError as error:
                return Failure(kind=type(error), message=error.message, hint=error.hint)
            return answer

        outcome = self._pool.submit(fetch)
        return Job(first=blocks.start, url=url, outcome=outcome, stopped=stopped)

    def result(self, job: Job) -> RangeAnswer | Failure:
        """What came of a job, waited for in slices; in vain, if nothing at all comes for long.

        That is for what no timeout of a connection reaches: a name that is looked up for ever, or
        bytes that come one by one.
        """
        begun_s = time.monotonic()

        def watch() -> None:
            silent_s = min(self.counts.silent_s, time.monotonic() - begun_s)
            if silent_s > self._patience_s:
                raise ConnectionFailedError(
                    f"{host_of(job.url)} sent nothing for {silent_s:.0f} s.", hint=AGAIN
                )

        return self.watch.result(job.outcome, watch)

    def drop(self) -> None:
        """Give up what is under way: the user moved on.

        A thread that waits for a silent server cannot be stopped, only left behind until its
        timeout; others take its place, so that the next file does not wait for it.
        """
        self._dropped.set()
        self._dropped = threading.Event()
        old = self._pool
        if threading.active_count() < MAX_STUCK_THREADS:
            self._pool = _pool()
            old.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the threads that can be ended, and the connections."""
        self._dropped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self.store.disk:
            self.store.disk.close()
        if "_session" in self.__dict__:
            self._session.close()


def runs(indices: list[int]) -> list[range]:
    """Ascending block numbers as runs of neighbours, none longer than a request may be."""
    limit = min(MAX_RANGE_BLOCKS, max(MIN_RANGE_BLOCKS, -(-len(indices) // CONNECTIONS)))
    merged: list[range] = []
    for index in indices:
        if merged and merged[-1].stop == index and len(merged[-1]) < limit:
            merged[-1] = range(merged[-1].start, index + 1)
        else:
            merged.append(range(index, index + 1))
    return merged


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="fetch")

"""Ranges fetched by service threads, while the thread that reads only waits, in slices.

A service thread never raises to the reading thread: an exception would carry the frames of both,
and whoever dropped it last might free an h5py object in the wrong thread, which can hang for good.
It leaves a `Failure`, a value, and the reading thread raises a new error.
"""

import logging
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dandi_tui.errors import Cancelled, ConnectionFailedError, DandiTuiError
from dandi_tui.protocol.pictures import Stats
from dandi_tui.remote import pace
from dandi_tui.remote.blocks import BlockStore
from dandi_tui.remote.counts import Counts
from dandi_tui.remote.disk import open_disk
from dandi_tui.remote.jobs import Job, State
from dandi_tui.remote.lines import SILENT_S, Lines
from dandi_tui.remote.ranges import AGAIN, CONNECTIONS, Failure, failure_of, host_of
from dandi_tui.remote.spans import BULK_BYTES
from dandi_tui.remote.watch import SLICE_S, Watch
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.remote.session import Session

log = logging.getLogger(__name__)

GRACE_S: Final = 5.0
"""A service thread gives a silent server up by itself; so much later it is left behind."""


class Fetcher:
    """The queue, the connections and the block store that all open files share."""

    def __init__(self, settings: Settings, watch: Watch) -> None:
        self.watch = watch
        self.settings = settings
        self.counts = Counts()
        self.store = BlockStore(settings.memory_cache_bytes, open_disk(settings))
        self.lock = threading.RLock()
        """Guards the queue, and what the files know of what is under way."""
        self.lines = Lines(self._fetch, self.lock)
        self._changed = threading.Condition(self.lock)
        self._patience_s = settings.patience_s + GRACE_S
        self.n_changes = 0
        """Grows with all that the reading thread may wait for."""
        self.n_begun = 0
        """Requests of the reader so far."""

    @cached_property
    def session(self) -> "Session":
        """The connections, made by the reading thread before the first range is wanted, or then."""
        # `requests` takes 60 ms, which local files are spared.
        from dandi_tui.remote.session import Session

        return Session(self.settings, self.counts)

    def begin(self) -> None:
        """A new request of the reader: count from nothing, and forget an old cancel."""
        self.end()
        self.counts.begin()
        self.n_begun += 1

    def end(self) -> bool:
        """A request is over. If it was cancelled, whatever saw that, drop what only it wanted.

        Returns:
            Whether it was.
        """
        cancelled = self.watch.cancelled
        if cancelled:
            self.lines.drop_foreground()
        self.watch.begin()
        return cancelled

    def stats(self) -> Stats:
        """What the request cost so far."""
        return self.counts.stats()

    @property
    def expected_bytes(self) -> int:
        """What the request will have fetched, as far as that is known: what came and will come."""
        return self.counts.bytes + self.lines.left_bytes()

    def rate(self) -> float | None:
        """Bytes a second, as the last answers came; None at first."""
        return self.counts.rate()

    def seconds(self, n_requests: int, n_bytes: int) -> float | None:
        """How long it takes to fetch so much at the present rate; None if there is none."""
        rate = self.rate()
        if rate is None:
            return None
        return -(-n_requests // CONNECTIONS) * self.counts.latency_s() + n_bytes / rate

    @property
    def is_quick(self) -> bool:
        """Whether a request of the rest of a file is not long in the way of others."""
        return pace.is_quick(BULK_BYTES, self.counts.byte_s(), self.lines.jobs())

    def wake(self) -> None:
        """Something came that the reading thread waits for."""
        with self.lock:
            self.n_changes += 1
            self._changed.notify_all()

    def pause(self, seen: int, job: Job | None, since_s: float, at_most_s: float = SLICE_S) -> None:
        """Wait for one slice at most, and not if something came since `n_changes` was `seen`.

        Args:
            job: What is waited for above all, if one is.
            since_s: When the wait for it began (`time.monotonic`).
            at_most_s: A slice shorter than others.

        Raises:
            Cancelled: The request was.
            ConnectionFailedError: Nothing at all came for long. That is for what no timeout of a
                connection reaches: a name that is looked up for ever, or bytes that come one by
                one.
        """
        try:
            self.watch.check()
            with self.lock:
                if self.n_changes == seen:
                    self._changed.wait(min(SLICE_S, at_most_s))
            self.watch.on_slice()
            self._look(job, since_s)
        except (Cancelled, ConnectionFailedError):
            self.lines.drop_foreground()
            raise

    def _look(self, job: Job | None, since_s: float) -> None:
        silent_s = min(self.counts.silent_s, seconds_since(since_s))
        if job and job.state is State.RUNNING:
            silent_s = seconds_since(max(since_s, job.heard_s))
        elif silent_s > SILENT_S:
            self.lines.relieve()
        if silent_s > self._patience_s:
            host = host_of(job.url) if job and job.url else "The server"
            raise ConnectionFailedError(f"{host} sent nothing for {silent_s:.0f} s.", hint=AGAIN)

    def close(self) -> None:
        """End the threads that can be ended, and the connections."""
        self.lines.close()
        self.store.close()
        if "session" in self.__dict__:
            self.session.close()

    def _fetch(self, job: Job) -> None:
        """In a service thread: have a job take its bytes, or leave why it has not."""
        try:
            url = job.owner.url_of(job)
            if isinstance(url, Failure):
                job.failure = url
            else:
                self.session.read(url, job)
        except DandiTuiError as error:
            job.failure = failure_of(error)
        except Exception as error:  # a bug must not take the thread along
            log.exception("A range could not be fetched")
            what = f"A range could not be fetched ({type(error).__name__}), which is a bug."
            job.failure = Failure(kind=ConnectionFailedError, message=what, hint=AGAIN)


def seconds_since(moment_s: float) -> float:
    """Since a time of `time.monotonic`."""
    return time.monotonic() - moment_s
